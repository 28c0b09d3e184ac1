import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { constantValue, normalizeQuotes } from '../../src/map/expression.ts';
import { createTestEngine } from './mapping.ts';

const engine = createTestEngine();
afterAll(() => engine.close());

describe('single quotes', () => {
  it.each([
    ["'service'", '"service"'],
    ["''", '""'],
    ["'two words'", '"two words"'],
    [".a + '/' + .b", '.a + "/" + .b'],
    [".a // 'none'", '.a // "none"'],
    [`"it's"`, `"it's"`],
    [`"don't stop"`, `"don't stop"`],
    [`"a ' b"`, `"a ' b"`],
    [".a | split('/')", ".a | split('/')"],
    [`'"quoted"'`, `'"quoted"'`],
  ])('%s reads as %s', (written, read) => {
    const normalized = normalizeQuotes(written);

    expect(normalized).toBe(read);
  });
});

describe('a constant', () => {
  it.each([
    ['"service"', 'service'],
    [' "a\\nb" ', 'a\nb'],
    ['true', true],
    ['null', null],
    ['-1', -1],
    ['1.50', 1.5],
    ['1e3', 1000],
    ['""', ''],
  ])('is recognised: %s', (expression, constant) => {
    const found = constantValue(expression);

    expect(found).toEqual({ constant });
  });

  it.each([['"\\(.a)"'], ['.a'], ['"a" + "b"'], ['1e999'], ['"\\ud83d"'], ['[]'], [''], ['nan'], ['"a" # b']])(
    'is not made of %s',
    (expression) => {
      const found = constantValue(expression);

      expect(found).toBeUndefined();
    },
  );

  it('has the value that jq reads', async () => {
    const literal = fc
      .oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constantFrom('\\(1)', '\\', '"'))
      .map((value) => JSON.stringify(value));

    await fc.assert(
      fc.asyncProperty(literal, async (expression) => {
        const found = constantValue(expression);
        const [fromJq] = await engine.run(expression, [null], { timeLimitMs: 30_000 });

        if (found !== undefined) expect(JSON.stringify(found.constant)).toBe(JSON.stringify(fromJq));
      }),
      { numRuns: 100 },
    );
  });
});
