import { describe, expect, it } from 'vitest';
import type { Entity } from '../../src/entity.ts';
import { createLoad } from '../../src/load/loader.ts';
import type { Reply } from '../support/scripted-http.ts';
import { connectTo, requestsOf } from './sign-in.ts';

function connect(reply: Reply, { merge = true } = {}) {
  const { port, http } = connectTo({ 'POST /blueprints/:id/entities/bulk': reply });
  const load = createLoad({ port, merge, createMissingRelatedEntities: true, concurrency: 1 });
  return { load, sent: () => requestsOf(http).map(({ body }) => body) };
}

function makeEntity(identifier: Entity['identifier'], fields: Partial<Entity> = {}): Entity {
  return { blueprint: 'service', identifier, ...fields };
}

const SEARCH = { combinator: 'and', rules: [{ property: 'name', operator: '=', value: 'x' }] };

describe('loading', () => {
  it('counts what was created, updated and refused', async () => {
    const { load } = connect({
      body: {
        entities: [
          { index: 0, created: true },
          { index: 1, created: false },
        ],
        errors: [{ index: 2, statusCode: 422, error: 'missing_property', message: 'must have language' }],
      },
    });

    const outcome = await load([makeEntity('a'), makeEntity('b'), makeEntity('c')]);

    expect(outcome).toEqual({
      created: 1,
      updated: 1,
      failures: [{ blueprint: 'service', identifier: 'c', message: 'must have language (422 missing_property)' }],
      warnings: [],
    });
  });

  it('keeps a bad identifier from Port and loads the rest', async () => {
    const { load, sent } = connect({ body: { entities: [{ index: 0, created: true }] } });

    const outcome = await load([makeEntity('not allowed'), makeEntity('good')]);

    expect(sent()).toEqual([{ entities: [makeEntity('good')] }]);
    expect(outcome).toMatchObject({
      created: 1,
      failures: [{ blueprint: 'service', identifier: 'not allowed', message: expect.stringContaining('" "') }],
    });
  });

  it('tells what was left out of an entity', async () => {
    const { load, sent } = connect({ body: { entities: [{ index: 0, created: true }] } });

    const { warnings } = await load([makeEntity('a', { relations: { group: 'not allowed' } })]);

    expect(sent()).toEqual([{ entities: [makeEntity('a', { relations: { group: null } })] }]);
    expect(warnings).toEqual([expect.stringMatching(/^relations\.group: /)]);
  });

  it.each([
    [true, { one: 1, two: 2 }],
    [false, { two: 2 }],
  ])('sends an entity that was mapped twice once (merge: %s)', async (merge, properties) => {
    const { load, sent } = connect({ body: { entities: [{ index: 0, created: true }] } }, { merge });
    const twice = [makeEntity('ü', { properties: { one: 1 } }), makeEntity('u\u0308', { properties: { two: 2 } })];

    const { created } = await load(twice);

    expect(sent()).toEqual([{ entities: [makeEntity('ü', { properties })] }]);
    expect(created).toBe(1);
  });

  it('names an entity with a search identifier by its query', async () => {
    const { load } = connect({
      body: { entities: [], errors: [{ index: 0, identifier: 'unknown', statusCode: 404, error: 'not_found' }] },
    });

    const { failures } = await load([makeEntity(SEARCH)]);

    expect(failures).toMatchObject([{ identifier: JSON.stringify(SEARCH) }]);
  });
});
