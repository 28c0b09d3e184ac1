import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { compileDirect } from '../../src/map/direct/evaluate.ts';
import { toPlain } from '../../src/map/direct/plain.ts';
import { buildProgram, type Cell, type Row } from '../../src/map/program.ts';
import { createPrune } from '../../src/map/prune.ts';
import { namedFields } from '../../src/map/reach.ts';
import { createTestEngine } from './mapping.ts';
import { randomExpression, randomFieldExpression, randomInput } from './random-jq.ts';

const engine = createTestEngine();
afterAll(() => engine.close());

/** For a long search: `DIRECT_ROUNDS=200 DIRECT_SEED=7 npx vitest run test/map/direct-properties.test.ts`. */
const { DIRECT_ROUNDS = '4', DIRECT_SEED = '1' } = process.env;
const seeds = Array.from({ length: Number(DIRECT_ROUNDS) }, (_, round) => Number(DIRECT_SEED) + round);
const expressionsInRound = 150;
const inputsInRound = 25;
const timeLimitMs = 3_600_000;

function sample<Value>(arbitrary: fc.Arbitrary<Value>, numRuns: number, seed: number): Value[] {
  return fc.sample(arbitrary, { numRuns, seed });
}

/** jq's cells of each record, in one request: jq takes long to start and little to go on. */
async function runJq(expressions: readonly string[], records: readonly unknown[]) {
  const program = buildProgram({ items: undefined, selector: 'true', cells: expressions, environment: {} });
  // The form of our own program's outputs.
  const outputs = (await engine.run(program, records, { timeLimitMs })) as readonly (readonly [Row])[];
  return outputs.map(([[, ...cells]]) => cells);
}

/** As text, so that the order of keys counts. */
function show(cell: Cell | null | undefined): string {
  return JSON.stringify(cell) ?? 'nothing';
}

it('direct evaluation gives what jq gives, or leaves it to jq', { timeout: timeLimitMs }, async () => {
  let compared = 0;
  for (const seed of seeds) {
    const direct = sample(randomExpression, expressionsInRound * 3, seed)
      .map((expression) => ({ expression, evaluate: compileDirect(expression) }))
      .filter(({ evaluate }) => evaluate !== undefined)
      .slice(0, expressionsInRound);
    const expressions = direct.map(({ expression }) => expression);
    const inputs = sample(randomInput, inputsInRound, seed);

    const messages = await engine.validate(expressions);
    const rows = messages.every((message) => message === undefined) ? await runJq(expressions, inputs) : [];

    const differences: string[] = [];
    for (const [at, row] of rows.entries()) {
      const input = toPlain(inputs[at]);
      for (const [index, { expression, evaluate }] of direct.entries()) {
        const actual = evaluate?.(input);
        if (actual === undefined) continue;
        compared++;
        const [wanted, given] = [show(row[index]), show(actual)];
        if (given !== wanted) differences.push(`${expression} of ${JSON.stringify(input)}: ${wanted}, not ${given}`);
      }
    }
    const invalid = messages.flatMap((message, index) =>
      message === undefined ? [] : `${expressions[index]}: ${message}`,
    );
    expect({ invalid, differences: differences.slice(0, 20) }, `seed ${seed}`).toEqual({
      invalid: [],
      differences: [],
    });
  }
  expect(compared).toBeGreaterThan(seeds.length * 1500);
});

it('an object without the keys that an expression cannot touch gives the same', { timeout: timeLimitMs }, async () => {
  let compared = 0;
  for (const seed of seeds.filter((_, round) => round % 4 === 0)) {
    const candidates = [randomExpression, randomFieldExpression].flatMap((one) =>
      sample(one, expressionsInRound, seed),
    );
    const named = candidates.filter((expression) => namedFields(expression) !== undefined);
    const messages = await engine.validate(named);
    const expressions = named.filter((_, index) => messages[index] === undefined);
    const inputs = sample(randomInput, inputsInRound, seed);

    // Each expression is given its own object out of a list.
    const cells = expressions.map((expression, index) => `.[${index}] | (${expression})`);
    const whole = await runJq(
      cells,
      inputs.map((input) => cells.map(() => input)),
    );
    const pruned = await runJq(
      cells,
      inputs.map((input) => expressions.map((one) => createPrune([one])(input))),
    );

    for (const [at, row] of whole.entries()) {
      for (const [index, expression] of expressions.entries()) {
        compared++;
        expect(pruned[at]?.[index], `${expression} of ${JSON.stringify(inputs[at])}`).toEqual(row[index]);
      }
    }
  }
  expect(compared).toBeGreaterThan(1000);
});
