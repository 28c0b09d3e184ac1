import { afterAll, describe, expect, it } from 'vitest';
import { packagedDefaults } from '../../../src/load/defaults/defaults.ts';
import { defaultMapping } from '../../../src/load/defaults/mapping.ts';
import { createTestEngine, evaluate } from '../../map/mapping.ts';
import { describeWithContract } from '../../support/contract.ts';
import { readPortContract } from '../../support/port-contract.ts';

const CONTRACT = readPortContract();
const { blueprints } = packagedDefaults;
const mappings = defaultMapping.resources.map(({ port }) => port.entity.mappings);

/** Named by the blueprints, as `blueprint.properties.name` and `blueprint.relations.name`. */
const declared = blueprints.flatMap(({ identifier, schema, relations }) => [
  ...Object.keys(schema.properties).map((name) => `${identifier}.properties.${name}`),
  ...Object.keys(relations ?? {}).map((name) => `${identifier}.relations.${name}`),
]);

/** Named by the mapping in the same way. */
const mapped = mappings.flatMap(({ blueprint, properties, ...mapping }) => [
  ...Object.keys(properties).map((name) => `${JSON.parse(blueprint)}.properties.${name}`),
  ...Object.keys('relations' in mapping ? (mapping.relations ?? {}) : {}).map(
    (name) => `${JSON.parse(blueprint)}.relations.${name}`,
  ),
]);

describe('the default mapping', () => {
  it('maps the kinds and fills the blueprints that the defaults are made of', () => {
    expect(defaultMapping.resources.map(({ kind }) => kind).sort()).toEqual([
      'group-with-members',
      'member',
      'merge-request',
      'project',
    ]);
    expect(blueprints.map(({ identifier }) => identifier).sort()).toEqual([
      'gitlabGroup',
      'gitlabMember',
      'gitlabMergeRequest',
      'service',
    ]);
  });

  it('fills every property and relation of the blueprints, and no other', () => {
    expect([...mapped].sort()).toEqual([...declared].sort());
  });

  it('points its relations at default blueprints', () => {
    const targets = blueprints.flatMap(({ relations }) =>
      Object.values((relations ?? {}) as Record<string, { target: string }>).map(({ target }) => target),
    );

    for (const target of targets) expect(blueprints.map(({ identifier }) => identifier)).toContain(target);
  });
});

describe('the expressions of the default mapping', () => {
  const engine = createTestEngine();
  afterAll(() => engine.close());

  const objects: Readonly<Record<string, object>> = {
    member: { username: 'ada', name: 'Ada', web_url: 'https://gitlab.test/ada', state: 'active', locked: false },
    'group-with-members': {
      full_path: 'a/b',
      name: 'B',
      parent_id: 1,
      visibility: 'private',
      __members: [{ username: 'ada' }],
    },
    project: {
      path_with_namespace: 'a/b c',
      name: 'C',
      namespace: { kind: 'group', full_path: 'a', name: 'A' },
      __languages: { Go: 20, Rust: 80 },
      __includedFiles: { 'README.md': '# C', CODEOWNERS: null },
      __searchQueries: { hasPortConfig: true },
    },
    'merge-request': {
      id: 7,
      title: 'Fix',
      state: 'merged',
      author: { name: 'Ada' },
      created_at: '2026-01-01T00:00:00.123Z',
      merged_at: '2026-01-01T12:00:00.456Z',
      reviewers: [{ name: 'Bob' }],
      labels: ['x'],
      references: { full: 'a/b c!7' },
    },
  };

  it.each(defaultMapping.resources.map(({ kind, port }) => ({ kind, mapping: port.entity.mappings })))(
    'of $kind compile and apply to what GitLab gives',
    async ({ kind, mapping }) => {
      const relations = 'relations' in mapping ? mapping.relations : {};
      const { identifier, title, properties } = mapping;
      const expressions = { ...properties, ...relations, identifier, title };

      const { errors } = await evaluate(engine, expressions as Record<string, string>, objects[kind]);

      expect(errors).toEqual([]);
    },
  );

  it.each([
    ['project', 'language', 'Rust'],
    ['project', 'group', 'a'],
    ['project', 'identifier', 'a/bc'],
    ['group-with-members', 'parent', 'a'],
    ['group-with-members', 'gitlabMembers', ['ada']],
    ['merge-request', 'identifier', '7'],
    ['merge-request', 'service', 'a/bc'],
    ['merge-request', 'leadTimeHours', 12],
  ])('of %s give %s', async (kind, name, expected) => {
    const mapping = defaultMapping.resources.find((resource) => resource.kind === kind)?.port.entity.mappings;
    const relations = mapping !== undefined && 'relations' in mapping ? mapping.relations : {};
    const expressions: Record<string, unknown> = { ...mapping, ...mapping?.properties, ...relations };

    const { properties } = await evaluate(engine, { value: String(expressions[name]) }, objects[kind]);

    expect(properties?.['value']).toEqual(expected);
  });

  it.each([
    ['project', 'language', { __languages: {} }],
    ['project', 'group', { namespace: { kind: 'user', full_path: 'ada' } }],
    ['group-with-members', 'parent', { parent_id: null, full_path: 'a' }],
    ['merge-request', 'leadTimeHours', { merged_at: null }],
  ])('of %s give nothing for %s where there is nothing', async (kind, name, input) => {
    const mapping = defaultMapping.resources.find((resource) => resource.kind === kind)?.port.entity.mappings;
    const relations = mapping !== undefined && 'relations' in mapping ? mapping.relations : {};
    const expressions: Record<string, unknown> = { ...mapping?.properties, ...relations };

    const { properties } = await evaluate(engine, { value: String(expressions[name]) }, input);

    expect(properties?.['value'] ?? null).toBeNull();
  });
});

describeWithContract('the default blueprints', () => {
  it.each(blueprints.map((blueprint) => ({ identifier: blueprint.identifier, blueprint })))(
    '$identifier is what Port takes',
    ({ blueprint }) => {
      const problems = CONTRACT?.request('POST', '/v1/blueprints', blueprint);

      expect(problems).toEqual([]);
    },
  );
});
