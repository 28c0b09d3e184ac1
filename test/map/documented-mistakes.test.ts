import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { kinds } from '../../src/extract/table.ts';
import { compileMappings } from '../../src/map/compile-mappings.ts';
import { parseMapping } from '../../src/map/parse-mapping.ts';
import { createTestEngine, evaluate } from './mapping.ts';

const engine = createTestEngine();
afterAll(() => engine.close());

const selectors = Object.fromEntries([...kinds].map(([name, { selector }]) => [name, selector]));
const port = { entity: { mappings: { identifier: '.id', blueprint: '"thing"' } } };

function parse(resource: unknown) {
  return parseMapping({ resources: [resource] }, selectors, 'Port');
}

function refusalOf(resource: unknown): readonly string[] {
  try {
    parse(resource);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  throw new Error('The mapping was accepted');
}

describe('mistakes that end a run before anything is read', () => {
  it.each([
    [
      'no query, which the documentation calls optional',
      { kind: 'project', selector: { includeLanguages: true }, port },
      "resources[0] (project): selector.query: is missing: `query: 'true'` is what you want for everything",
    ],
    [
      'no selector',
      { kind: 'project', port },
      "resources[0] (project): selector: is missing: `selector: {query: 'true'}` is what you want for everything",
    ],
    [
      'the kind members of the text, which is member in the code',
      { kind: 'members', selector: { query: 'true' }, port },
      'resources[0] (members): kind: unknown kind "members"; did you mean member?',
    ],
    [
      'the kind projects of the list of features',
      { kind: 'projects', selector: { query: 'true' }, port },
      'resources[0] (projects): kind: unknown kind "projects"; did you mean project?',
    ],
    [
      'a kind in snake_case',
      { kind: 'merge_request', selector: { query: 'true' }, port },
      'resources[0] (merge_request): kind: unknown kind "merge_request"; did you mean merge-request?',
    ],
  ])('%s', (_, resource, issue) => {
    const issues = refusalOf(resource);

    expect(issues).toEqual([issue]);
  });

  it('an identifier that is no jq', async () => {
    const identifier = '.repo.path_with_namespace + "/" + folder.path';
    const { mapping } = parse({
      kind: 'folder',
      selector: { query: 'true', folders: [{ path: 'services' }] },
      port: { entity: { mappings: { identifier, blueprint: '"service"' } } },
    });

    const compiling = compileMappings(mapping.resources, { engine, environment: {} });

    await expect(compiling).rejects.toMatchObject({
      issues: [{ path: expect.stringContaining('identifier'), message: expect.stringContaining('folder') }],
    });
  });
});

describe('mistakes that cost a warning', () => {
  it('the selector includeNonArchived, which is nonArchived in the code', () => {
    const { warnings } = parse({ kind: 'issue', selector: { query: 'true', includeNonArchived: false }, port });

    expect(warnings.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'resources[0] (issue): selector.includeNonArchived: unknown key, ignored; did you mean nonArchived?',
    ]);
  });

  it('an optional field that is no jq, which is null from then on', async () => {
    const { mapping } = parse({
      kind: 'folder',
      selector: { query: 'true', folders: [{ path: 'services' }] },
      port: { entity: { mappings: { ...port.entity.mappings, title: '.repo.name + folder.path' } } },
    });

    const { mappers, warnings } = await compileMappings(mapping.resources, { engine, environment: {} });
    const { entities } = (await mappers[0]?.map([{ id: 1, repo: { name: 'a' } }])) ?? {};

    expect(warnings).toEqual([expect.objectContaining({ path: expect.stringContaining('title') })]);
    expect(entities).toEqual([expect.objectContaining({ identifier: '1', title: null })]);
  });
});

describe('mistakes that cost nothing', () => {
  it('the repositories of a folder as paths alone', () => {
    const folders = [{ path: 'services', repos: ['acme/shop', { name: 'acme/api', branch: 'next' }] }];

    const { mapping, warnings } = parse({ kind: 'folder', selector: { query: 'true', folders }, port });

    expect(mapping.resources[0]?.selector).toMatchObject({ folders });
    expect(warnings).toEqual([]);
  });

  it('booleans and numbers as text', () => {
    const projects = parse({ kind: 'project', selector: { query: 'true', includeLanguages: 'true' }, port });
    const requests = parse({ kind: 'merge-request', selector: { query: 'true', updatedAfter: '30' }, port });

    expect(projects.mapping.resources[0]?.selector).toMatchObject({ includeLanguages: true });
    expect(requests.mapping.resources[0]?.selector).toMatchObject({ updatedAfter: 30 });
  });

  it('a list of mappings, which only the schema of Port allows', async () => {
    const mappings = [port.entity.mappings, { identifier: '.name', blueprint: '"other"' }];
    const { mapping } = parse({ kind: 'project', selector: { query: 'true' }, port: { entity: { mappings } } });

    const { mappers } = await compileMappings(mapping.resources, { engine, environment: {} });
    const { entities } = (await mappers[0]?.map([{ id: 1, name: 'a' }])) ?? {};

    expect(entities?.map(({ blueprint, identifier }) => [blueprint, identifier])).toEqual([
      ['thing', '1'],
      ['other', 'a'],
    ]);
  });

  it('keys in snake_case and switches as text at the top', () => {
    const { mapping, warnings } = parseMapping(
      {
        delete_dependent_entities: 'false',
        create_missing_related_entities: 'False',
        enable_merge_entity: 'no',
        entity_deletion_threshold: 0.5,
        visibility: { use_min_access_level: 'false', min_access_level: 50 },
      },
      selectors,
      'Port',
    );

    expect(mapping).toMatchObject({
      deleteDependentEntities: false,
      createMissingRelatedEntities: false,
      enableMergeEntity: false,
      entityDeletionThreshold: 0.5,
      visibility: { useMinAccessLevel: false, minAccessLevel: 50 },
    });
    expect(warnings).toEqual([]);
  });
});

describe('mistakes that cost a field', () => {
  it('a path that the object does not have, or quotes that are not taken for double ones', async () => {
    const properties = { reference: '.references.full', kind: "'folder'", path: "(.folder.path) + ' ' + .folder.name" };

    const { properties: values } = await evaluate(engine, properties, { folder: { path: 'a/b', name: 'b' } });

    expect(values).toEqual({ reference: null, kind: 'folder', path: null });
  });
});
