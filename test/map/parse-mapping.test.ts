import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../../src/errors.ts';
import { type Mapping, mappingSchema } from '../../src/map/mapping.ts';
import { parseMapping } from '../../src/map/parse-mapping.ts';

const selectors = {
  project: z.object({
    includeLanguages: z.union([z.boolean(), z.stringbool()]).default(false),
    searchQueries: z.array(z.object({ name: z.string(), scope: z.string().default('blobs') })).default([]),
  }),
  'merge-request': z.object({
    states: z.array(z.enum(['opened', 'closed', 'merged'])).default(['opened']),
    updatedAfter: z.number().nonnegative().default(90),
  }),
};

const port = { entity: { mappings: { identifier: '.id', blueprint: '"thing"' } } };

function parse(data: unknown) {
  return parseMapping(data, selectors, 'mapping.yml');
}

function issuesOf(data: unknown): readonly string[] {
  try {
    parse(data);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

function issuesOfResource(resource: unknown): readonly string[] {
  return issuesOf({ resources: [{ kind: 'project', selector: { query: 'true' }, port }, resource] });
}

describe('a mapping', () => {
  it('has the documented defaults', () => {
    const { mapping, warnings } = parse({});

    expect(mapping).toEqual<Mapping>({
      deleteDependentEntities: true,
      createMissingRelatedEntities: true,
      enableMergeEntity: true,
      entityDeletionThreshold: 0.9,
      visibility: { useMinAccessLevel: true, minAccessLevel: 30 },
      resources: [],
    });
    expect(warnings).toEqual([]);
  });

  it('has resources with the defaults of their kind', () => {
    const { mapping } = parse({ resources: [{ kind: 'merge-request', selector: { query: 'true' }, port }] });

    expect(mapping.resources).toEqual([
      {
        kind: 'merge-request',
        selector: { query: 'true', states: ['opened'], updatedAfter: 90 },
        port: { ...port, itemsToParseName: 'item', itemsToParseTopLevelTransform: true },
      },
    ]);
  });

  it('takes snake_case names, scalars for expressions, lists and search queries', () => {
    const query = { combinator: '"and"', rules: [{ property: '"$team"', operator: '"="', value: 3 }] };
    const mappings = [
      { identifier: query, blueprint: '"a"', title: null, team: query, properties: { on: true, n: 1, none: null } },
      {
        identifier: 7,
        blueprint: '"b"',
        relations: { owner: query, other: null },
        properties: { deep: { x: ['.y'] } },
      },
    ];

    const { mapping, warnings } = parse({
      delete_dependent_entities: false,
      entity_deletion_threshold: 0,
      visibility: { use_min_access_level: false },
      resources: [
        {
          kind: 'project',
          selector: { query: true, include_languages: 'true' },
          port: { entity: { mappings }, items_to_parse: '.x', items_to_parse_name: 'row' },
        },
      ],
    });

    const evaluated = { ...query, rules: [{ property: '"$team"', operator: '"="', value: '3' }] };
    expect(warnings).toEqual([]);
    expect(mapping).toMatchObject({
      deleteDependentEntities: false,
      entityDeletionThreshold: 0,
      visibility: { useMinAccessLevel: false },
    });
    expect(mapping.resources[0]).toMatchObject({
      selector: { query: 'true', includeLanguages: true },
      port: {
        itemsToParse: '.x',
        itemsToParseName: 'row',
        entity: {
          mappings: [
            { identifier: evaluated, team: evaluated, properties: { on: 'true', n: '1', none: 'null' } },
            { identifier: '7', relations: { owner: evaluated, other: 'null' }, properties: { deep: { x: ['.y'] } } },
          ],
        },
      },
    });
  });

  it('ignores unknown keys with a warning that names the nearest known one', () => {
    const { warnings } = parse({
      createMissingRelatedEntites: true,
      xyz: 1,
      resources: [
        {
          kind: 'project',
          selector: { query: 'true', includeLanguage: true, searchQueries: [{ name: 'a', scopes: 'b' }] },
          port: { entity: { mappings: { ...port.entity.mappings, tittle: '.x' } }, itemToParse: '.x' },
          extra: 1,
        },
      ],
    });

    expect(warnings.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'createMissingRelatedEntites: unknown key, ignored; did you mean createMissingRelatedEntities?',
      'xyz: unknown key, ignored',
      'resources[0] (project): selector.includeLanguage: unknown key, ignored; did you mean includeLanguages?',
      'resources[0] (project): selector.searchQueries[0].scopes: unknown key, ignored; did you mean scope?',
      'resources[0] (project): port.entity.mappings.tittle: unknown key, ignored; did you mean title?',
      'resources[0] (project): port.itemToParse: unknown key, ignored; did you mean itemsToParse?',
      'resources[0] (project): extra: unknown key, ignored',
    ]);
    expect(warnings[0]?.origin).toBe('mapping.yml');
  });

  it.each([
    ['a text', 'mapping: expected object, got "x"', 'x'],
    ['nothing', 'mapping: expected object, got null', null],
    ['a threshold', 'entityDeletionThreshold: expected number to be <=1, got 90', { entityDeletionThreshold: 90 }],
    ['a switch', 'enableMergeEntity: expected true or false, got "maybe"', { enableMergeEntity: 'maybe' }],
    [
      'an access level',
      'visibility.minAccessLevel: expected one of 10, 20, 30, 40, 50, got 35',
      { visibility: { minAccessLevel: 35 } },
    ],
    ['resources', 'resources: expected array, got an object', { resources: {} }],
    ['a resource', 'resources[0]: expected object, got 3', { resources: [3] }],
  ])('says what is wrong with %s', (_, expected, data) => {
    const issues = issuesOf(data);

    expect(issues).toEqual([expected]);
  });

  it.each([
    [
      'an unknown kind',
      'resources[1] (merge-requests): kind: unknown kind "merge-requests"; did you mean merge-request?',
      { kind: 'merge-requests', selector: { query: 'true' }, port },
    ],
    [
      'a kind like no other',
      'resources[1] (xyz): kind: unknown kind "xyz"; expected one of project, merge-request',
      { kind: 'xyz', selector: { query: 'true' }, port },
    ],
    [
      'no kind',
      'resources[1]: kind: is missing: expected one of project, merge-request',
      { selector: { query: 'true' }, port },
    ],
    [
      'no query',
      "resources[1] (project): selector.query: is missing: `query: 'true'` is what you want for everything",
      { kind: 'project', selector: {}, port },
    ],
    [
      'no selector',
      "resources[1] (project): selector: is missing: `selector: {query: 'true'}` is what you want for everything",
      { kind: 'project', port },
    ],
    [
      'a selector that is no object',
      'resources[1] (project): selector: expected object, got "true"',
      { kind: 'project', selector: 'true', port },
    ],
    [
      'a wrong choice',
      'resources[1] (merge-request): selector.states[0]: expected one of opened, closed, merged, got "open"',
      { kind: 'merge-request', selector: { query: 'true', states: ['open'] }, port },
    ],
    [
      'a wrong type',
      'resources[1] (merge-request): selector.states: expected array, got "opened"',
      { kind: 'merge-request', selector: { query: 'true', states: 'opened' }, port },
    ],
    [
      'no identifier',
      'resources[1] (project): port.entity.mappings.identifier: is missing: a jq expression is required here',
      { kind: 'project', selector: { query: 'true' }, port: { entity: { mappings: { blueprint: '"x"' } } } },
    ],
    [
      'an expression that is a list',
      'resources[1] (project): port.entity.mappings.title: expected a jq expression, got an array',
      {
        kind: 'project',
        selector: { query: 'true' },
        port: { entity: { mappings: { ...port.entity.mappings, title: ['.a'] } } },
      },
    ],
    [
      'an identifier that is a list',
      'resources[1] (project): port.entity.mappings.identifier: expected a jq expression or a search query, got an array',
      {
        kind: 'project',
        selector: { query: 'true' },
        port: { entity: { mappings: { identifier: ['.id'], blueprint: '"x"' } } },
      },
    ],
    [
      'a switch of text',
      'resources[1] (project): selector.includeLanguages: expected boolean or one of true, 1, yes, on, y, enabled, false, 0, no, off, n, disabled, got "maybe"',
      { kind: 'project', selector: { query: 'true', includeLanguages: 'maybe' }, port },
    ],
    [
      'half a search query',
      'resources[1] (project): port.entity.mappings.identifier.rules: is missing: expected array',
      {
        kind: 'project',
        selector: { query: 'true' },
        port: { entity: { mappings: { identifier: { combinator: '"and"' }, blueprint: '"x"' } } },
      },
    ],
  ])('says where there is %s', (_, expected, resource) => {
    const issues = issuesOfResource(resource);

    expect(issues).toEqual([expected]);
  });

  it('says everything at once, and where it came from', () => {
    const data = {
      entityDeletionThreshold: -1,
      resources: [{ kind: 'merge-request', selector: { states: ['open'] }, port: {} }],
    };

    expect(() => parse(data)).toThrow(
      expect.objectContaining({
        issues: [
          expect.objectContaining({ path: 'entityDeletionThreshold', origin: 'mapping.yml' }),
          expect.objectContaining({ path: 'resources[0] (merge-request): selector.states[0]' }),
          expect.objectContaining({ path: 'resources[0] (merge-request): selector.query' }),
          expect.objectContaining({ path: 'resources[0] (merge-request): port.entity' }),
        ],
      }),
    );
  });

  it('is described as JSON Schema for editors', () => {
    const schema = z.toJSONSchema(mappingSchema(selectors), { io: 'input' });

    expect(schema).toMatchObject({ type: 'object', properties: { resources: { type: 'array' } } });
  });
});
