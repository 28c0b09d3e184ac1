import { version } from 'jq-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConformanceCase, type Expected, expectedFrom, readSections } from './cases.ts';
import { findEngines, type TestedEngine } from './engines.ts';
import { evaluations } from './evaluations.ts';
import { runCases } from './run-cases.ts';

/** A native jq is started for every expression, to see whether it compiles. */
const startLimitMs = 300_000;
const sections = readSections();
const cases = [...sections.values()].flat();
const engines = await findEngines();
afterAll(() => Promise.all(engines.map(({ engine }) => engine.close())));

const tried = engines.flatMap((tested) => evaluations.map((evaluation) => ({ tested, ...evaluation })));

describe.each(tried)('$tested.engine.name, $how', ({ tested, direct, pruning }) => {
  let results: ReadonlyMap<ConformanceCase, Expected>;
  beforeAll(async () => {
    results = await runCases(cases, { engine: tested.engine, environment: {}, direct, pruning });
  }, startLimitMs);

  describe.each([...sections])('%s', (_, ofSection) => {
    it.each(ofSection.map((one) => [one.expression, one] as const))('%s', (_, one) => {
      const accepted = acceptedFrom(one, tested, direct).flatMap((expected) => [
        inTheseWords(expected),
        ...(tested.version === '1.7' ? [inOtherWords(expected)] : []),
      ]);

      expect(accepted).toContainEqual(results.get(one));
    });
  });
});

/** What is evaluated without jq gives what jq 1.8 does, whichever jq does the rest. */
function acceptedFrom(one: ConformanceCase, tested: TestedEngine, direct: boolean): readonly Expected[] {
  const own = expectedFrom(one, tested);
  return tested.version === '1.7' && direct ? [own, one.expected] : [own];
}

/** jq tells where in the program it stopped reading; the table tells why. */
function inTheseWords(expected: Expected): unknown {
  return 'invalid' in expected ? { invalid: expect.stringContaining(expected.invalid) } : expected;
}

/** jq 1.7 names values in its errors otherwise. */
function inOtherWords(expected: Expected): unknown {
  return 'fails' in expected ? { fails: expect.any(String) } : inTheseWords(expected);
}

it('holds at least 200 cases, each of them once', () => {
  const keys = cases.map(({ expression, input }) => JSON.stringify([expression, input]));

  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBeGreaterThan(200);
});

it('tests an embedded engine that names the version of its jq', async () => {
  expect(engines[0]?.engine.name).toBe(`${(await version()).replace('-', ' ')} (embedded)`);
});
