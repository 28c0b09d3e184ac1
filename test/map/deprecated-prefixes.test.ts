import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../../src/errors.ts';
import { replaceDeprecatedPrefixes } from '../../src/map/deprecated-prefixes.ts';
import type { EntityMapping, Mapping } from '../../src/map/mapping.ts';
import { parseMapping } from '../../src/map/parse-mapping.ts';

const files = z.array(z.string()).default([]);
const selectors = {
  project: z.object({
    includedFiles: files,
    searchQueries: z.array(z.object({ name: z.string(), scope: z.string(), query: z.string() })).default([]),
  }),
  folder: z.object({ includedFiles: files }),
  issue: z.object({}),
};

const search = 'search://scope=blobs&&query=filename:port.yml && x';

function parse(
  mappings: Partial<EntityMapping> | readonly EntityMapping[],
  selector: Readonly<Record<string, unknown>> = {},
  kind = 'project',
): Mapping {
  const entity = {
    mappings: Array.isArray(mappings) ? mappings : { identifier: '.id', blueprint: '"b"', ...mappings },
  };
  const resources = [{ kind, selector: { query: 'true', ...selector }, port: { entity } }];
  return parseMapping({ resources }, selectors, 'a test').mapping;
}

describe('file://', () => {
  it('becomes an included file', () => {
    const { mapping, warnings } = replaceDeprecatedPrefixes(
      parse({ properties: { readme: 'file://docs/a "b".md', url: '.url' } }, { includedFiles: ['LICENSE'] }),
      selectors,
    );

    expect(mapping).toEqual(
      parse(
        { properties: { readme: '.__includedFiles["docs/a \\"b\\".md"]', url: '.url' } },
        { includedFiles: ['LICENSE', 'docs/a "b".md'] },
      ),
    );
    expect(warnings).toEqual([
      {
        path: 'resources[0] (project): properties.readme',
        message:
          'file:// is deprecated: name it in selector.includedFiles and use .__includedFiles["docs/a \\"b\\".md"]',
      },
    ]);
  });

  it('is warned of once for a resource, and asks for each file once', () => {
    const properties = { a: 'file://A', b: 'file://B', c: { nested: ['file://A'] } };

    const { mapping, warnings } = replaceDeprecatedPrefixes(parse({ properties }, { includedFiles: ['B'] }), selectors);

    expect(mapping.resources[0]?.selector['includedFiles']).toEqual(['B', 'A']);
    expect(warnings).toHaveLength(1);
  });

  it('is found in every entity of a list of mappings, identifiers included', () => {
    const mappings = [
      { identifier: 'file://VERSION', blueprint: '"a"' },
      { identifier: '.id', blueprint: '"b"', title: 'file://TITLE' },
    ];

    const { mapping } = replaceDeprecatedPrefixes(parse(mappings, {}, 'folder'), selectors);

    expect(mapping).toEqual(
      parse(
        [
          { identifier: '.__includedFiles["VERSION"]', blueprint: '"a"' },
          { identifier: '.id', blueprint: '"b"', title: '.__includedFiles["TITLE"]' },
        ],
        { includedFiles: ['VERSION', 'TITLE'] },
        'folder',
      ),
    );
  });

  it('is left alone inside an expression', () => {
    const before = parse({ title: '"file://README.md"', properties: { a: '.a | ltrimstr("file://")' } });

    const { mapping, warnings } = replaceDeprecatedPrefixes(before, selectors);

    expect(mapping).toEqual(before);
    expect(warnings).toEqual([]);
  });
});

describe('search://', () => {
  it('becomes a search query with a name of its own', () => {
    const { mapping, warnings } = replaceDeprecatedPrefixes(parse({ properties: { a: search, b: search } }), selectors);

    const expression = `.__searchQueries["${search}"]`;
    const query = { name: search, scope: 'blobs', query: 'filename:port.yml && x' };
    expect(mapping).toEqual(parse({ properties: { a: expression, b: expression } }, { searchQueries: [query] }));
    expect(warnings).toEqual([
      {
        path: 'resources[0] (project): properties.a',
        message: `search:// is deprecated: name it in selector.searchQueries and use ${expression}`,
      },
    ]);
  });

  it('keeps single quotes from being taken for those of an expression', () => {
    const { mapping } = replaceDeprecatedPrefixes(parse({ title: "search://scope=blobs&&query='a b' c" }), selectors);

    const { mappings } = mapping.resources[0]?.port.entity ?? {};
    expect(mappings).toMatchObject({
      title: '.__searchQueries["search://scope=blobs&&query=\\u0027a b\\u0027 c"]',
    });
  });

  it('is null, with a warning, where it cannot be understood', () => {
    const { mapping, warnings } = replaceDeprecatedPrefixes(parse({ title: 'search://port.yml' }), selectors);

    expect(mapping).toEqual(parse({ title: 'null' }));
    expect(warnings).toEqual([
      {
        path: 'resources[0] (project): title',
        message: 'expected search://scope=<scope>&&query=<query>; the field is null for every object',
      },
    ]);
  });
});

describe('a prefix on a kind that has no such selector', () => {
  it('is a warning, and null for every object', () => {
    const { mapping, warnings } = replaceDeprecatedPrefixes(parse({ title: 'file://A' }, {}, 'issue'), selectors);

    expect(mapping).toEqual(parse({ title: 'null' }, {}, 'issue'));
    expect(warnings).toEqual([
      {
        path: 'resources[0] (issue): title',
        message:
          'file:// cannot be used here: this kind has no selector.includedFiles; the field is null for every object',
      },
    ]);
  });

  it('is an error in an identifier', () => {
    const mapping = parse({ identifier: search, title: 'file://A' }, {}, 'folder');

    const replace = () => replaceDeprecatedPrefixes(mapping, selectors);

    expect(replace).toThrow(ConfigError);
    expect(replace).toThrow(
      expect.objectContaining({
        issues: [
          {
            path: 'resources[0] (folder): identifier',
            message: 'search:// cannot be used here: this kind has no selector.searchQueries',
          },
          expect.objectContaining({ path: 'resources[0] (folder): title' }),
        ],
      }),
    );
  });
});
