import { describe, expect, it } from 'vitest';
import { createCatalogClient, write } from '../support/port-catalog.ts';
import { OWNER, type PortClient } from '../support/port-client.ts';

const OWNED = { datasource_prefix: 'port-ocean/gitlab-v2/', datasource_suffix: '/sandbox-test/exporter', limit: 5000 };

describe('searches in the sandbox Port', () => {
  it.each([
    [{ property: '$identifier', operator: 'in', value: ['a', 'c', 'nobody'] }, ['a', 'c']],
    [{ property: '$identifier', operator: 'notIn', value: ['a'] }, ['b', 'c', 'g']],
    [{ property: '$blueprint', operator: '=', value: 'group' }, ['g']],
    [{ property: '$datasource', operator: 'contains', value: '/sandbox-test/exporter' }, ['a', 'b', 'c', 'g']],
    [{ property: '$title', operator: 'beginsWith', value: 'Al' }, ['a']],
    [{ property: '$title', operator: 'doesNotEndsWith', value: 'ha' }, ['b', 'c', 'g']],
    [{ property: 'language', operator: '=', value: null }, ['c', 'g']],
    [{ property: 'language', operator: '!=', value: 'go' }, ['b', 'c', 'g']],
    [{ property: 'language', operator: 'isNotEmpty' }, ['a', 'b']],
    [{ property: 'stars', operator: '>', value: 1 }, ['b', 'c']],
    [{ property: 'stars', operator: '<=', value: 1 }, ['a']],
    [{ property: 'labels', operator: 'contains', value: 'x' }, ['a']],
    [{ property: 'labels', operator: 'doesNotContains', value: 'x' }, ['b', 'c', 'g']],
    [{ property: 'labels', operator: 'containsAny', value: ['x', 'y'] }, ['a', 'b']],
    [{ property: '$identifier', operator: 'matchAny', value: ['a', 'g'] }, ['a', 'g']],
    [
      { property: 'created', operator: 'between', value: { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' } },
      ['a'],
    ],
    [{ property: 'created', operator: 'isExpired' }, ['a']],
    [{ relation: 'group', operator: '=', value: 'g' }, ['a']],
    [{ relation: 'group', targetProperty: '$title', operator: '=', value: 'Group' }, ['a']],
    [{ operator: 'relatedTo', blueprint: 'service', value: 'a', direction: 'upstream' }, ['g']],
    [{ operator: 'relatedTo', blueprint: 'service', value: 'a', direction: 'downstream' }, ['b']],
    [{ operator: 'relatedTo', blueprint: 'group', value: ['g'] }, ['a', 'b']],
    [
      {
        combinator: 'or',
        rules: [
          { property: 'stars', operator: '=', value: 1 },
          { property: '$identifier', operator: '=', value: 'g' },
        ],
      },
      ['a', 'g'],
    ],
  ])('find by %j', async (rule, expected) => {
    const port = await seeded();

    const found = await port.send('POST', '/v1/entities/search', { body: { combinator: 'and', rules: [rule] } });

    expect(identifiers(found.body).sort()).toEqual(expected);
  });

  it.each([
    ['no combinator', { rules: [] }],
    ['an unknown operator', { combinator: 'and', rules: [{ property: 'a', operator: 'like', value: 'b' }] }],
    ['no value', { combinator: 'and', rules: [{ property: 'a', operator: '=' }] }],
    ['a value that no order knows', { combinator: 'and', rules: [{ property: 'a', operator: '>', value: 'b' }] }],
  ])('refuse a query with %s', async (_, body) => {
    const port = await seeded();

    const answer = await port.send('POST', '/v1/entities/search', { body });

    expect(answer.status).toBe(422);
  });

  it('show what is included and nothing else', async () => {
    const port = await seeded();

    const found = await port.send('POST', '/v1/entities/search', {
      body: { combinator: 'and', rules: [{ property: '$identifier', operator: '=', value: 'a' }] },
      query: { include: ['blueprint', 'identifier', 'properties.stars', 'relations.group', '$datasource'] },
    });

    expect(found.body).toMatchObject({
      entities: [
        {
          blueprint: 'service',
          identifier: 'a',
          properties: { stars: 1 },
          relations: { group: 'g' },
          datasource: OWNER,
        },
      ],
    });
    expect(Object.keys((found.body as { entities: object[] }).entities[0] ?? {})).toHaveLength(5);
  });

  it('leave out what is excluded', async () => {
    const port = await seeded();

    const found = await port.send('POST', '/v1/blueprints/group/entities/search', {
      body: { exclude: ['properties', 'team'] },
    });

    expect(found.body).toEqual({ ok: true, entities: [{ identifier: 'g', title: 'Group', relations: {} }] });
  });

  it('show unset values as null where Port is set so', async () => {
    const port = await createCatalogClient({ unsetValues: 'null' });
    await write(port, 'service', [{ identifier: 'a' }]);

    const { body } = await port.send('GET', '/v1/blueprints/service/entities/a', {
      query: { include: ['properties.stars', 'relations'] },
    });

    expect(body).toMatchObject({ entity: { properties: { stars: null }, relations: { group: null, uses: [] } } });
  });

  it('page through a blueprint without losing entities to deletions in between', async () => {
    const port = await createCatalogClient();
    const names = Array.from({ length: 45 }, (_, index) => `s${index}`);
    await write(
      port,
      'service',
      names.map((identifier) => ({ identifier })),
    );

    const first = await port.send('POST', '/v1/blueprints/service/entities/search', { body: { limit: 20 } });
    await port.send('DELETE', '/v1/blueprints/service/entities/s0', { query: { delete_dependents: false } });
    const second = await port.send('POST', '/v1/blueprints/service/entities/search', {
      body: { limit: 20, from: next(first.body) },
    });
    const third = await port.send('POST', '/v1/blueprints/service/entities/search', {
      body: { limit: 20, from: next(second.body) },
    });

    expect([first, second, third].flatMap(({ body }) => identifiers(body))).toEqual(names);
    expect(next(third.body)).toBeUndefined();
  });

  it('refuse pages of more than a thousand', async () => {
    const port = await seeded();

    const answer = await port.send('POST', '/v1/blueprints/service/entities/search', { body: { limit: 1001 } });

    expect(answer.status).toBe(422);
  });
});

describe('the entities of a data source', () => {
  it('are found by prefix and suffix over all blueprints, but not those of others', async () => {
    const port = await seeded();
    await write(port, 'service', [{ identifier: 'upgraded' }], { userAgent: OWNER.replace('0.1.0', '9.9.9') });
    await write(port, 'service', [{ identifier: 'theirs' }], { userAgent: OWNER.replace('sandbox-test', 'other') });

    const { body } = await port.send('POST', '/v1/blueprints/entities/datasource-entities', { body: OWNED });

    expect(identifiers(body).sort()).toEqual(['a', 'b', 'c', 'g', 'upgraded']);
    expect(body).toMatchObject({ entities: expect.arrayContaining([{ identifier: 'g', blueprint: 'group' }]) });
  });

  it('leave out what was written since a moment', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const port = await createCatalogClient({ now: () => now });
    await write(port, 'service', [{ identifier: 'old' }, { identifier: 'rewritten' }]);
    now = new Date('2026-01-01T01:00:00Z');
    await write(port, 'service', [{ identifier: 'rewritten' }]);

    const { body } = await port.send('POST', '/v1/blueprints/entities/datasource-entities', {
      body: { ...OWNED, before: now.toISOString() },
    });

    expect(identifiers(body)).toEqual(['old']);
  });

  it('come in pages', async () => {
    const port = await createCatalogClient();
    const names = Array.from({ length: 10_000 }, (_, index) => `s${index}`);
    await write(
      port,
      'service',
      names.map((identifier) => ({ identifier })),
    );

    const first = await port.send('POST', '/v1/blueprints/entities/datasource-entities', { body: OWNED });
    const second = await port.send('POST', '/v1/blueprints/entities/datasource-entities', {
      body: { ...OWNED, from: next(first.body) },
    });

    expect([first, second].flatMap(({ body }) => identifiers(body))).toEqual(names);
    expect(next(second.body)).toBeUndefined();
  });
});

async function seeded(): Promise<PortClient> {
  const port = await createCatalogClient({ now: () => new Date('2026-03-01T00:00:00Z') });
  await write(port, 'group', [{ identifier: 'g', title: 'Group' }]);
  await write(port, 'service', [
    {
      identifier: 'a',
      title: 'Alpha',
      properties: { language: 'go', stars: 1, labels: ['x'], created: '2026-01-15T00:00:00Z' },
      relations: { group: 'g' },
    },
    { identifier: 'b', properties: { language: 'rust', stars: 2, labels: ['y'] }, relations: { uses: ['a'] } },
    { identifier: 'c', properties: { stars: 3, created: '2027-01-01T00:00:00Z' } },
  ]);
  return port;
}

function identifiers(body: unknown): string[] {
  return (body as { entities: { identifier: string }[] }).entities.map(({ identifier }) => identifier); // a search's answer
}

function next(body: unknown): string | undefined {
  return (body as { next?: string }).next; // a search's answer
}
