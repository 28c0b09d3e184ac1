import { describe, expect, it } from 'vitest';
import { type JqEngine, JqFailure } from '../../src/map/engine.ts';
import { Evaluator } from '../../src/map/evaluator.ts';

interface Attempt {
  readonly size: number;
  readonly timeLimitMs: number;
}

/** An engine that fails wherever a program with `BAD` meets an object that is bad; notes every attempt. */
function makeEngine(reason: JqFailure['reason'], badProgram = /BAD/) {
  const attempts: Attempt[] = [];
  const engine: JqEngine = {
    name: 'scripted',
    validate: async (programs) => programs.map(() => undefined),
    run: async (program, records, { timeLimitMs }) => {
      attempts.push({ size: records.length, timeLimitMs });
      const isBad = records.some((record) => (record as { bad?: boolean }).bad === true);
      if (badProgram.test(program) && isBad) throw new JqFailure(reason, 'did not get through');
      const cells = [/GOOD/, /BAD/].map((cell) => (cell.test(program) ? ['value'] : null));
      return records.map(() => [[[true], ...cells]]);
    },
    close: async () => undefined,
  };
  return { engine, attempts };
}

const parts = { items: undefined, selector: 'true', cells: ['GOOD', 'BAD'], environment: {} };
const whole = [[[true], ['value'], ['value']]];
const lost = [[[true], ['value'], { failure: 'did not get through' }]];
const off = [[[true], ['value'], null]];

function objects(length: number, bad: readonly number[]): readonly unknown[] {
  return Array.from({ length }, (_, id) => ({ id, bad: bad.includes(id) }));
}

describe('a batch that jq does not get through', () => {
  it.each(['timeout', 'breakdown'] as const)(
    'is searched in tenths for the object and the field (%s)',
    async (reason) => {
      const { engine, attempts } = makeEngine(reason);
      const evaluator = new Evaluator(engine, parts, { timeLimitMs: 3000 });

      const evaluations = await evaluator.evaluate(objects(500, [123]));

      expect(evaluations).toEqual(objects(500, []).map((_, id) => (id === 123 ? lost : whole)));
      const sizes = [500, 50, 50, 50, 5, 5, 5, 5, 5, 1, 1, 1, 1];
      expect(attempts.slice(0, sizes.length).map(({ size }) => size)).toEqual(sizes);
      expect(attempts.length).toBeLessThan(40);
      expect(new Set(attempts.slice(1).map(({ timeLimitMs }) => timeLimitMs))).toEqual(new Set([1000]));
    },
  );

  it('keeps every result at its object, wherever the bad ones are', async () => {
    const { engine } = makeEngine('breakdown');
    const evaluator = new Evaluator(engine, parts, { timeLimitMs: 3000 });

    const evaluations = await evaluator.evaluate(objects(1203, [0, 1202]));

    expect(evaluations).toEqual(objects(1203, []).map((_, id) => (id === 0 || id === 1202 ? lost : whole)));
  });
});

describe('an expression that jq does not get through', () => {
  it.each(['timeout', 'breakdown'] as const)('is switched off after three objects (%s)', async (reason) => {
    const { engine, attempts } = makeEngine(reason);
    const evaluator = new Evaluator(engine, parts, { timeLimitMs: 3000 });

    const first = await evaluator.evaluate(objects(10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    const before = attempts.length;
    const next = await evaluator.evaluate(objects(2, [0]));

    expect(first).toEqual([lost, lost, lost, off, off, off, off, off, off, off]);
    expect(next).toEqual([off, off]);
    expect(attempts.length).toBe(before + 1);
  });

  it('is the selector: then no further object is evaluated', async () => {
    const { engine, attempts } = makeEngine('timeout', /SELECTOR/);
    const evaluator = new Evaluator(engine, { ...parts, selector: 'SELECTOR' }, { timeLimitMs: 3000 });
    await evaluator.evaluate(objects(3, [0, 1, 2]));
    const before = attempts.length;

    const next = await evaluator.evaluate(objects(1, []));

    expect(next).toEqual([{ failure: 'not evaluated: it failed too often before' }]);
    expect(attempts.length).toBe(before);
  });

  it('is not blamed for objects that jq cannot even read', async () => {
    const { engine } = makeEngine('breakdown', /./);
    const evaluator = new Evaluator(engine, parts, { timeLimitMs: 3000 });

    const evaluations = await evaluator.evaluate(objects(5, [0, 1, 2, 3]));

    const unread = { failure: 'did not get through' };
    expect(evaluations).toEqual([unread, unread, unread, unread, whole]);
  });
});
