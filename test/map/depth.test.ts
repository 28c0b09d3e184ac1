import { afterAll, describe, expect, it } from 'vitest';
import { maxDepth } from '../../src/map/ndjson.ts';
import { findEngines } from './conformance/engines.ts';
import { compileOne, makeResource } from './mapping.ts';

const engines = await findEngines();
afterAll(() => Promise.all(engines.map(({ engine }) => engine.close())));

/** A list in a list in a list …, as deep as that. */
function nested(depth: number): unknown {
  return JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
}

const beforeAndAfter = [
  { id: 1, name: 'a', data: [] },
  { id: 3, name: 'c', data: [[1]] },
];

// Above 640 jq-wasm overruns its stack, above 5,000 JSON.stringify does, above 10,000 jq's output is no JSON.
const tooDeep = [maxDepth + 1, 640, 700, 3000, 7000, 10_500];

describe.each(engines)('$engine.name', ({ engine }) => {
  it('passes on what is nested as deeply as it may be', async () => {
    const mapper = await compileOne(engine, makeResource({ mappings: { properties: { it: '.data | .' } } }));
    const data = nested(maxDepth - 1);

    const { entities } = await mapper.map([{ id: 1, data }]);

    expect(JSON.stringify(entities[0]?.properties)).toBe(JSON.stringify({ it: data }));
    expect(mapper.errors()).toEqual([]);
  });

  it.each(tooDeep)('leaves out the one field that gives a value of %i levels', async (depth) => {
    const deep = `if .id == 2 then reduce range(${depth}) as $_ (1; [.]) else .id end`;
    const properties = { before: '.name | tojson', deep, after: '[.id, .name] | tojson' };
    const mapper = await compileOne(engine, makeResource({ mappings: { properties } }));

    const mapped = await mapper.map(['a', 'b', 'c'].map((name, index) => ({ id: index + 1, name })));

    const expected = [1, 2, 3].map((id) => {
      const name = 'abc'.charAt(id - 1);
      return { before: JSON.stringify(name), ...(id === 2 ? {} : { deep: id }), after: JSON.stringify([id, name]) };
    });
    expect(mapped.entities.map((entity) => entity.properties)).toEqual(expected);
    expect(mapped).toMatchObject({ failed: 0, unevaluated: 1 });
    expect(mapper.errors()).toEqual([
      { field: 'properties.deep', count: 1, message: expect.stringContaining('nested too deeply'), example: '2' },
    ]);
  });

  it.each(tooDeep)('fails the one object that is nested %i levels deep', async (depth) => {
    const mapper = await compileOne(
      engine,
      makeResource({ mappings: { properties: { it: '.data | .', name: '.name' } } }),
    );
    const [first = {}, last = {}] = beforeAndAfter;

    const mapped = await mapper.map([first, { id: 2, name: 'b', data: nested(depth) }, last]);

    const expected = beforeAndAfter.map(({ data, name }) => ({ it: data, name }));
    expect(mapped.entities.map(({ properties }) => properties)).toEqual(expected);
    expect(mapped).toMatchObject({ read: 3, failed: 1, unevaluated: 0 });
    expect(mapper.errors()).toMatchObject([
      { count: 1, message: expect.stringContaining('nested too deeply'), example: '2' },
    ]);
  });
});
