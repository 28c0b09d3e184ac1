import { describe, expect, it } from 'vitest';
import { isDeeper } from '../src/nesting.ts';

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

describe('isDeeper', () => {
  it.each<[value: unknown, levels: number, isIt: boolean]>([
    [1, 0, false],
    [null, 0, false],
    [[], 0, true],
    [[1, { a: 1 }], 2, false],
    [{ a: [{}] }, 2, true],
  ])('of %j tells whether there are more than %i levels', (value, levels, isIt) => {
    expect(isDeeper(value, levels)).toBe(isIt);
  });

  it('takes values of any depth', () => {
    expect(isDeeper(nested(300), 300)).toBe(false);
    expect(isDeeper(nested(301), 300)).toBe(true);
    expect(isDeeper(nested(100_000), 300)).toBe(true);
  });
});
