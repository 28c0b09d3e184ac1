import { afterAll, describe, expect, it } from 'vitest';
import type { JqEngine } from '../../src/map/engine.ts';
import { createEvaluate } from '../../src/map/evaluate-resource.ts';
import type { ProgramParts } from '../../src/map/program.ts';
import type { RawObject } from '../../src/raw-object.ts';
import { compileOne, createTestEngine, makeResource } from './mapping.ts';

const engine = createTestEngine();
afterAll(() => engine.close());

/** The real engine, with a list of what it was asked. */
function watchEngine() {
  const requests: { readonly program: string; readonly records: readonly unknown[] }[] = [];
  const watched: JqEngine = {
    name: engine.name,
    validate: (programs, signal) => engine.validate(programs, signal),
    close: () => engine.close(),
    run(program, records, options) {
      requests.push({ program, records });
      return engine.run(program, records, options);
    },
  };
  return { watched, requests };
}

interface Given extends Partial<Omit<ProgramParts, 'cells'>> {
  readonly cells: readonly (string | undefined)[];
  readonly direct?: boolean;
  readonly pruning?: boolean;
}

async function evaluateAll({ direct, pruning, ...parts }: Given, records: readonly unknown[]) {
  const { watched, requests } = watchEngine();
  const whole = { items: undefined, selector: 'true', environment: {}, ...parts };
  const evaluate = createEvaluate(whole, { engine: watched, timeLimitMs: 30_000, direct, pruning });
  return { evaluations: await evaluate(records), requests };
}

describe('what needs no jq', () => {
  it('is not given to it', async () => {
    const { evaluations, requests } = await evaluateAll({ selector: '.on', cells: ['.a', '.b | tonumber', 'empty'] }, [
      { on: true, a: 1, b: 'x' },
      { on: false },
      { on: 1 },
    ]);

    expect(evaluations).toEqual([
      [[[true], [1], { error: 'string ("x") cannot be parsed as a number' }, []]],
      [[[false]]],
      [[[1]]],
    ]);
    expect(requests).toEqual([]);
  });

  it('takes its place beside what jq gives', async () => {
    const cells = ['.a', '.a | tojson', undefined, '.b', '.b | tojson'];

    const { evaluations, requests } = await evaluateAll({ cells }, [{ a: 1, b: 'x' }]);

    expect(evaluations).toEqual([[[[true], [1], ['1'], null, ['x'], ['"x"']]]]);
    expect(requests).toHaveLength(1);
  });

  it('is given to jq where the answer for an object is not certain', async () => {
    const records = [{ a: 1 }, { a: 1e300 }, { a: 'é'.repeat(30) }];

    const { evaluations, requests } = await evaluateAll({ cells: ['.a | tostring', '.a + {}'] }, records);

    const plain = await evaluateAll({ cells: ['.a | tostring', '.a + {}'], direct: false }, records);
    expect(evaluations).toEqual(plain.evaluations);
    expect(requests.map((request) => request.records)).toEqual([[{ a: 1e300 }, { a: 'é'.repeat(30) }]]);
  });
});

describe('jq', () => {
  it('is given only objects that pass, and only the keys that it can touch', async () => {
    const { requests } = await evaluateAll({ selector: '.on', cells: ['.name', '.a.b | tojson', '.c | tojson'] }, [
      { on: true, name: 'x', a: { b: 1, other: 2 }, c: 3 },
      { on: false, a: 1 },
    ]);

    expect(requests.map(({ records }) => records)).toEqual([[{ a: { b: 1, other: 2 }, c: 3 }]]);
  });

  it.each(['tojson', '[.a] + keys_unsorted', '. as $all | $all.a', 'getpath([.a])', '[..]'])(
    'is given all of an object where it may look at all of it: %s',
    async (expression) => {
      const { requests } = await evaluateAll({ cells: [expression] }, [{ a: 'b', b: 1 }]);

      expect(requests.map(({ records }) => records)).toEqual([[{ a: 'b', b: 1 }]]);
    },
  );

  it('is given an expression once', async () => {
    const { evaluations, requests } = await evaluateAll({ cells: ['.a | tojson', '.b', '.a | tojson', '.b'] }, [
      { a: 1, b: 2 },
    ]);

    expect(evaluations).toEqual([[[[true], ['1'], [2], ['1'], [2]]]]);
    expect(requests[0]?.program.split('.a | tojson')).toHaveLength(2);
  });

  it('is given everything where that is asked for', async () => {
    const record = { on: true, a: 1, b: 2 };

    const { requests } = await evaluateAll({ cells: ['.a'], direct: false, pruning: false }, [record]);

    expect(requests.map(({ records }) => records)).toEqual([[record]]);
  });
});

describe('items', () => {
  const items = { expression: '.list', name: 'item', withoutPath: '.list' };
  const record = { id: 1, more: 'x', list: [{ n: 1 }, { n: 2 }, { n: 3 }] };

  it('are made without jq where nothing needs it', async () => {
    const { evaluations, requests } = await evaluateAll(
      { items, selector: '.item.n > 1', cells: ['.item.n', '.id', '.list'] },
      [record, { list: [] }, { list: 'x' }, { list: null }],
    );

    const rows = [[[false]], [[true], [2], [1], [null]], [[true], [3], [1], [null]]];
    expect(evaluations).toEqual([rows, [], { type: 'string' }, { type: 'null' }]);
    expect(requests).toEqual([]);
  });

  it('go to jq one by one with what it can touch', async () => {
    const { evaluations, requests } = await evaluateAll(
      { items, selector: '.item.n > 1', cells: ['.item.n', '.item | tojson'] },
      [record],
    );

    expect(evaluations).toEqual([[[[false]], [[true], [2], ['{"n":2}']], [[true], [3], ['{"n":3}']]]]);
    expect(requests.map(({ records }) => records)).toEqual([[{ item: { n: 2 } }, { item: { n: 3 } }]]);
  });

  it('are made by jq where it may look at all of the object beside them', async () => {
    const { evaluations, requests } = await evaluateAll({ items, cells: ['.item.n', 'tojson'] }, [record]);

    expect(evaluations).toMatchObject([{ length: 3 }]);
    expect(requests.map(({ records }) => records)).toEqual([[record]]);
  });
});

const mappings: readonly Parameters<typeof makeResource>[0][] = [
  {
    query: '.n > 1',
    mappings: { title: '.name', properties: { raw: '.', json: 'tojson', up: '.name | ascii_upcase' } },
  },
  { query: '.list | type == "array"', mappings: { title: '.list | join(",")', icon: '[.list[]?] | @csv' } },
  { items: { itemsToParse: '.list' }, mappings: { identifier: '.item', title: '.list', team: '.id', icon: 'tojson' } },
  { items: { itemsToParse: '.list' }, mappings: { identifier: '.item', title: '.list', team: '.item | tojson' } },
  { items: { itemsToParse: '.in.list', name: 'id', transform: true }, mappings: { properties: { in: '.in' } } },
  {
    items: { itemsToParse: '.in.list', transform: false },
    mappings: { identifier: '.item', properties: { in: '.in' } },
  },
  { items: { itemsToParse: '.in.list | map(.n)' }, query: '.item != null', mappings: { properties: { in: '.in' } } },
  { items: { itemsToParse: '.name | split("")' }, mappings: { identifier: '.item', properties: { all: '.' } } },
];
const records: readonly RawObject[] = [
  { id: 1, n: 2, name: 'a "b" \ud83d', list: ['x', 2, null, 1.5], in: { list: [{ n: 1 }, { n: 2 }, 3], other: true } },
  { id: 2, n: 3, name: null, list: 'x', in: null },
  { id: 3, n: 'x', name: 5, list: [{}], in: 'text' },
  { id: 4, n: 1, list: [], in: { list: [] } },
  { id: 5, n: 5e20, name: '\u007f', list: { a: 1 }, in: [{ list: 1 }], __proto__: null },
  { 1: 'a', id: 6, when: new Date(0), gone: undefined, nan: Number.NaN, name: 'x', list: ['y'], in: { list: ['z'] } },
];

it.each(mappings)('direct evaluation and pruning change nothing: %j', async (given) => {
  const run = async (options: { readonly direct: boolean; readonly pruning: boolean }) => {
    const mapper = await compileOne(engine, makeResource(given), options);
    return { mapped: await mapper.map(records), errors: mapper.errors() };
  };

  const plain = await run({ direct: false, pruning: false });

  expect(await run({ direct: true, pruning: true })).toEqual(plain);
  expect(await run({ direct: true, pruning: false })).toEqual(plain);
  expect(await run({ direct: false, pruning: true })).toEqual(plain);
});
