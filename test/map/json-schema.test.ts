import { readdir, readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mappingSchemaText } from '../../src/cli/mapping-schema.ts';
import { kinds } from '../../src/extract/table.ts';
import { packagedDefaults } from '../../src/load/defaults/defaults.ts';

const schema = JSON.parse(mappingSchemaText());
const ajv = addFormats.default(
  new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false, allErrors: true }),
);
const validate = ajv.compile(schema);

/** Where a mapping is wrong, and how. */
function faultsOf(mapping: unknown): readonly string[] {
  validate(mapping);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function mappingWith(resource: object) {
  const entity = { mappings: { identifier: '.id', blueprint: '"service"' } };
  return { resources: [{ kind: 'project', selector: { query: 'true' }, port: { entity }, ...resource }] };
}

/** Every property of every object, by its path. */
function propertiesIn(node: unknown, path = ''): [path: string, schema: Record<string, unknown>][] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const own = key === 'properties' && !path.endsWith('/properties') ? Object.entries(value) : [];
    const inside = key === 'default' || key === 'if' ? [] : propertiesIn(value, `${path}/${key}`);
    return [
      ...own.map(([name, property]): [string, Record<string, unknown>] => [
        `${path}/${name}`,
        property as Record<string, unknown>,
      ]),
      ...inside,
    ];
  });
}

describe('the JSON Schema of mappings', () => {
  it('describes every property, for who hovers over it', () => {
    const properties = propertiesIn(schema);

    const undescribed = properties.filter(([, { description }]) => typeof description !== 'string');

    expect(properties.length).toBeGreaterThan(100);
    expect(undescribed.map(([path]) => path)).toEqual([]);
  });

  it('tells defaults', () => {
    expect(schema.properties.entityDeletionThreshold.default).toBe(0.9);
    expect(schema.properties.enableMergeEntity.default).toBe(true);
  });

  it('has a selector for every kind', () => {
    const { properties, allOf } = schema.properties.resources.items;

    expect(properties.kind.enum).toEqual([...kinds.keys()]);
    expect(allOf).toHaveLength(kinds.size);
  });

  it('takes every example and the default mapping', async () => {
    const folder = new URL('../../examples/mappings/', import.meta.url);
    const examples = await Promise.all(
      (await readdir(folder)).map(async (name) =>
        parse(await readFile(new URL(`${name}/port-app-config.yml`, folder), 'utf8')),
      ),
    );

    expect(examples.length).toBe(kinds.size + 1);
    for (const mapping of [...examples, packagedDefaults.mapping]) expect(faultsOf(mapping)).toEqual([]);
  });

  it.each([
    ['a switch in quotes', mappingWith({ selector: { query: 'true', includeLanguages: 'true' } })],
    ['a query without quotes', mappingWith({ selector: { query: true } })],
    [
      'several entities, a search and expressions inside a property',
      mappingWith({
        port: {
          entity: {
            mappings: [
              {
                identifier: { combinator: '"and"', rules: [{ property: '"a"', operator: '"="', value: '.id' }] },
                blueprint: '"service"',
                properties: { nested: { list: ['.a', null] } },
              },
            ],
          },
        },
      }),
    ],
  ])('takes %s', (_, mapping) => {
    expect(faultsOf(mapping)).toEqual([]);
  });

  it.each([
    ['a kind that there is not', mappingWith({ kind: 'projects' }), '/resources/0/kind must be equal to one of'],
    ['no selector', mappingWith({ selector: undefined }), "/resources/0 must have required property 'selector'"],
    ['no query', mappingWith({ selector: {} }), "/resources/0/selector must have required property 'query'"],
    [
      "another kind's selector",
      mappingWith({ selector: { query: 'true', states: ['opened'] } }),
      '/resources/0/selector must NOT have additional properties',
    ],
    [
      'a word that is no switch',
      mappingWith({ selector: { query: 'true', includeLanguages: 'maybe' } }),
      '/resources/0/selector/includeLanguages must be',
    ],
    ['a misspelt key', mappingWith({ selectors: {} }), '/resources/0 must NOT have additional properties'],
    [
      'no identifier',
      mappingWith({ port: { entity: { mappings: { blueprint: '"service"' } } } }),
      "/resources/0/port/entity/mappings must have required property 'identifier'",
    ],
    ['a share in percent', { entityDeletionThreshold: 90 }, '/entityDeletionThreshold must be <= 1'],
  ])('refuses %s', (_, mapping, fault) => {
    expect(faultsOf(JSON.parse(JSON.stringify(mapping)))).toContainEqual(expect.stringContaining(fault));
  });

  it('tells of a mistake in a selector alone, not what the entry lacks as another kind', () => {
    const faults = faultsOf(mappingWith({ kind: 'merge-request', selector: { query: 'true', states: ['open'] } }));

    expect(faults.filter((fault) => fault.includes('/selector'))).toEqual([
      expect.stringContaining('/resources/0/selector/states/0 must be equal to one of'),
    ]);
  });
});
