import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpts } from '../src/shorten.ts';

const SAME = 'a'.repeat(300);

describe('excerpts of two texts', () => {
  it.each([
    ['both fit', ['old', 'new'], ['old', 'new']],
    ['one is long', ['old', 'n'.repeat(30)], ['old', `${'n'.repeat(19)}…`]],
    ['they differ late', [`${SAME}old`, `${SAME}new`], ['…aaaaaold', '…aaaaanew']],
    ['one begins as the other', [SAME, `${SAME} and more`], ['…aaaaa', '…aaaaa and more']],
  ])('show where they differ: %s', (_, [one = '', other = ''], expected) => {
    expect(excerpts(one, other, 20)).toEqual(expected);
  });

  it('cut no character in halves', () => {
    const [one, other] = excerpts('😀'.repeat(40), `x${'😀'.repeat(40)}`, 20);

    expect(`${one}${other}`).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
  });

  it('are never longer than asked for, and differ where the texts do', () => {
    const texts = fc.record({ start: fc.string(), one: fc.string(), other: fc.string(), end: fc.string() });

    fc.assert(
      fc.property(texts, fc.integer({ min: 12, max: 60 }), ({ start, one, other, end }, limit) => {
        const [left, right] = [`${start}${one}${end}`, `${start}${other}${end}`];
        const shown = excerpts(left, right, limit);
        expect(Math.max(...shown.map(({ length }) => length))).toBeLessThanOrEqual(limit);
        expect(shown[0] === shown[1]).toBe(left === right);
      }),
    );
  });
});
