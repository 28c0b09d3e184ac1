import { describe, expect, it } from 'vitest';
import { createCatalogClient, UPSERT, write } from '../support/port-catalog.ts';
import { OWNER } from '../support/port-client.ts';

describe('upserts to the sandbox Port', () => {
  it('tell created entities from updated ones, by index', async () => {
    const port = await createCatalogClient();
    await write(port, 'service', [{ identifier: 'b' }]);

    const answer = await write(port, 'service', [{ identifier: 'a' }, { identifier: 'b' }]);

    expect(answer.statuses).toEqual([200]);
    expect(answer.entities).toEqual([
      { index: 0, identifier: 'a', created: true },
      { index: 1, identifier: 'b', created: false },
    ]);
  });

  it('store who wrote an entity last, and when', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const port = await createCatalogClient({ now: () => now });
    await write(port, 'service', [{ identifier: 'a' }], { userAgent: 'somebody else' });

    now = new Date('2026-01-01T01:00:00Z');
    await write(port, 'service', [{ identifier: 'a' }]);

    expect(port.catalog.entity('service', 'a')).toMatchObject({
      datasource: OWNER,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T01:00:00.000Z',
    });
  });

  it('leave the time of an identical entity alone where Port is set so', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const port = await createCatalogClient({ now: () => now, identicalWriteTouches: false });
    const entity = { identifier: 'a', properties: { stars: 1, language: 'go' } };
    await write(port, 'service', [entity]);

    now = new Date('2026-01-01T01:00:00Z');
    await write(port, 'service', [{ ...entity, properties: { language: 'go', stars: 1 } }]);

    expect(port.catalog.entity('service', 'a')?.updatedAt).toBe('2026-01-01T00:00:00.000Z');
  });

  it.each([
    ['merge keeps what is absent and clears what is null', true, { stars: 2, link: 'https://gitlab.test' }, 'Title'],
    ['replacing drops what is absent or null', false, { stars: 2 }, undefined],
  ])('%s', async (_, merge, properties, title) => {
    const port = await createCatalogClient();
    await write(port, 'group', [{ identifier: 'g' }]);
    const before = { stars: 1, link: 'https://gitlab.test', language: 'go' };
    await write(port, 'service', [
      { identifier: 'a', title: 'Title', properties: before, relations: { group: 'g', uses: ['a'] } },
    ]);

    await write(
      port,
      'service',
      [{ identifier: 'a', properties: { stars: 2, language: null }, relations: { group: null, uses: [] } }],
      { query: { merge } },
    );

    const after = port.catalog.entity('service', 'a');
    expect(after).toMatchObject({ properties, relations: {} });
    expect(Object.keys(after?.properties ?? {}).sort()).toEqual(Object.keys(properties).sort());
    expect(after?.relations).toEqual({});
    expect(after?.title).toBe(title);
  });

  it.each([
    ['an identifier with a space', { identifier: 'a b' }],
    ['an identifier of two dots', { identifier: '..' }],
    ['an identifier of 1001 characters', { identifier: 'a'.repeat(1001) }],
    ['a number as identifier', { identifier: 7 }],
    ['a title that is null', { identifier: 'a', title: null }],
    ['a title that is a number', { identifier: 'a', title: 1 }],
    ['a relation to an impossible identifier', { identifier: 'a', relations: { group: 'g h' } }],
  ])('refuse the whole bulk for %s', async (_, entity) => {
    const port = await createCatalogClient();

    const answer = await write(port, 'service', [{ identifier: 'good' }, entity]);

    expect(answer.statuses).toEqual([422]);
    expect(port.catalog.count('service')).toBe(0);
  });

  it('accept letters of any script in identifiers', async () => {
    const port = await createCatalogClient();

    const answer = await write(port, 'service', [{ identifier: 'größe/проект:1@x_y.z+w\\v=-' }]);

    expect(answer.errors).toEqual([]);
  });

  it('refuse an empty bulk, one of 21 entities, and one without the upsert flag', async () => {
    const port = await createCatalogClient();
    const send = (count: number, query = {}) =>
      port.send('POST', '/v1/blueprints/service/entities/bulk', {
        body: { entities: Array.from({ length: count }, (_, index) => ({ identifier: `${index}` })) },
        query,
      });

    const answers = await Promise.all([send(0, UPSERT), send(21, UPSERT), send(1), send(20, UPSERT)]);

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 200]);
  });

  it.each([
    ['a wrong type', { properties: { stars: 'many' } }, 'blueprint_schema_mismatch'],
    ['a value outside the enum', { properties: { language: 'cobol' } }, 'blueprint_schema_mismatch'],
    ['something that is no URL', { properties: { link: 'gitlab' } }, 'blueprint_schema_mismatch'],
    ['something that is no e-mail address', { properties: { owner: 'nobody' } }, 'blueprint_schema_mismatch'],
    ['a date without a time', { properties: { created: '2026-01-01' } }, 'blueprint_schema_mismatch'],
    ['a list of the wrong things', { properties: { labels: [1] } }, 'blueprint_schema_mismatch'],
    ['a relation that the blueprint lacks', { relations: { team: 'x' } }, 'blueprint_schema_mismatch'],
    ['a list for a single relation', { relations: { group: ['g', 'h'] } }, 'relation_many_violation'],
  ])('report %s with its entity and let the others in', async (_, fault, error) => {
    const port = await createCatalogClient();
    await write(port, 'group', [{ identifier: 'g' }, { identifier: 'h' }]);

    const answer = await write(port, 'service', [{ identifier: 'bad', ...fault }, { identifier: 'good' }]);

    expect(answer.statuses).toEqual([207]);
    expect(answer.errors).toMatchObject([{ index: 0, identifier: 'bad', statusCode: 422, error }]);
    expect(answer.entities).toEqual([{ index: 1, identifier: 'good', created: true }]);
  });

  it('report missing and null required properties, and required relations', async () => {
    const port = await createCatalogClient();
    const relations = { group: { target: 'group', required: true, many: false } };
    const schema = { properties: { name: { type: 'string' } }, required: ['name'] };
    await port.send('POST', '/v1/blueprints', { body: { identifier: 'strict', title: 'Strict', schema, relations } });

    const { errors } = await write(port, 'strict', [
      { identifier: 'a' },
      { identifier: 'b', properties: { name: null } },
      { identifier: 'c', properties: { name: 'c' } },
    ]);

    expect(errors).toMatchObject([
      { error: 'missing_property' },
      { error: 'missing_property' },
      { error: 'required_relation' },
    ]);
  });

  it('report the team of a blueprint with inherited ownership', async () => {
    const port = await createCatalogClient();
    const ownership = { type: 'Inherited', path: 'group' };
    await port.send('PATCH', '/v1/blueprints/service', { body: { ownership } });

    const { errors } = await write(port, 'service', [{ identifier: 'a', team: 'x' }]);

    expect(errors).toMatchObject([{ error: 'inherited_ownership_enabled' }]);
  });

  it.each([
    ['accept', []],
    ['refuse', [{ error: 'blueprint_schema_mismatch' }]],
  ] as const)('%s properties that the blueprint lacks, as Port is set', async (unknownProperties, errors) => {
    const port = await createCatalogClient({ unknownProperties });

    const answer = await write(port, 'service', [{ identifier: 'a', properties: { extra: 1 } }]);

    expect(answer.errors).toMatchObject(errors);
  });

  it('report a related entity that does not exist, or make a stub that the writer owns', async () => {
    const port = await createCatalogClient();
    const entity = { identifier: 'a', relations: { group: 'g', uses: ['a', 'b'] } };

    const strict = await write(port, 'service', [entity]);
    const lax = await write(port, 'service', [entity], { query: { create_missing_related_entities: true } });

    expect(strict.errors).toMatchObject([{ statusCode: 404, error: 'not_found' }]);
    expect(lax.errors).toEqual([]);
    expect(port.catalog.entity('group', 'g')).toMatchObject({ title: 'g', datasource: OWNER, properties: {} });
    expect(port.catalog.count('service')).toBe(2);
  });

  it('check but write nothing with validation_only', async () => {
    const port = await createCatalogClient();

    const answer = await write(port, 'service', [{ identifier: 'a' }, { identifier: 'b', properties: { stars: '' } }], {
      query: { validation_only: true },
    });

    expect(answer.entities).toEqual([{ index: 0, identifier: 'a', created: true }]);
    expect(answer.errors).toMatchObject([{ index: 1 }]);
    expect(port.catalog.count('service')).toBe(0);
  });

  it('report an entity that exists when they may only create', async () => {
    const port = await createCatalogClient();
    await write(port, 'service', [{ identifier: 'a' }]);

    const { errors } = await write(port, 'service', [{ identifier: 'a' }], { query: { upsert: false } });

    expect(errors).toMatchObject([{ statusCode: 409, error: 'identifier_taken' }]);
  });

  it('find their entity by a search identifier that matches exactly one', async () => {
    const port = await createCatalogClient();
    await write(port, 'service', [
      { identifier: 'a', title: 'one', properties: { language: 'go' } },
      { identifier: 'b', title: 'two', properties: { language: 'go' } },
    ]);
    const by = (property: string, value: string) => ({
      identifier: { combinator: 'and', rules: [{ property, operator: '=', value }] },
      properties: { stars: 5 },
    });

    const answer = await write(port, 'service', [by('$title', 'two'), by('$title', 'three'), by('language', 'go')]);

    expect(answer.entities).toEqual([{ index: 0, identifier: 'b', created: false }]);
    expect(answer.errors).toMatchObject([
      { index: 1, identifier: 'unknown', statusCode: 404 },
      { index: 2, identifier: 'unknown', statusCode: 422 },
    ]);
  });

  it('resolve search relations to identifiers', async () => {
    const port = await createCatalogClient();
    await write(port, 'group', [{ identifier: 'g', title: 'Group' }]);
    const search = (value: string) => ({
      combinator: 'and',
      rules: [{ property: '$title', operator: '=', value }],
    });

    await write(port, 'service', [
      { identifier: 'a', relations: { group: search('Group') } },
      { identifier: 'b', relations: { group: search('none') } },
    ]);

    expect(port.catalog.entity('service', 'a')?.relations).toEqual({ group: 'g' });
    expect(port.catalog.entity('service', 'b')?.relations).toEqual({});
  });

  it('answer 404 for a blueprint that does not exist', async () => {
    const port = await createCatalogClient();

    const answer = await write(port, 'nowhere', [{ identifier: 'a' }]);

    expect(answer.statuses).toEqual([404]);
  });

  it('take one entity with 201 and 200, and read it back by an encoded identifier', async () => {
    const port = await createCatalogClient();
    const identifier = 'acme/web:ü+1\\x';
    const entity = { identifier, title: 'Web', team: 'core', properties: { stars: 3 }, blueprint: 'service' };

    const created = await port.send('POST', '/v1/blueprints/service/entities', { body: entity, query: UPSERT });
    const updated = await port.send('POST', '/v1/blueprints/service/entities', { body: entity, query: UPSERT });
    const read = await port.send('GET', `/v1/blueprints/service/entities/${encodeURIComponent(identifier)}`);
    const count = await port.send('GET', '/v1/blueprints/service/entities-count');

    expect([created.status, updated.status]).toEqual([201, 200]);
    expect(read.body).toEqual({
      ok: true,
      entity: { identifier, title: 'Web', team: ['core'], properties: { stars: 3 }, relations: {} },
    });
    expect(count.body).toEqual({ ok: true, count: 1 });
  });
});
