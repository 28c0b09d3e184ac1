import { describe, expect, it } from 'vitest';
import { columnsOf, cutTo, wrap } from '../../src/cli/columns.ts';

describe('the columns of a line', () => {
  it.each([
    ['', 0],
    ['service', 7],
    ['größe', 5],
    ['ｆｕｌｌ', 8],
    ['日本語', 6],
    ['한국', 4],
    ['🚀', 2],
    ['👩‍👩‍👧', 2],
    ['e\u0301', 1],
    ['⠋ · → …', 7],
    ['\u001b[31m✗\u001b[39m', 1],
  ])('of %j are %i', (line, columns) => {
    expect(columnsOf(line)).toBe(columns);
  });
});

describe('a line that is cut', () => {
  it.each([
    ['service', 7, 'service'],
    ['service', 6, 'servi…'],
    ['a service', 3, 'a…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
  ])('keeps of %j what fits into %i columns', (line, columns, kept) => {
    expect(cutTo(line, columns)).toBe(kept);
  });

  it('ends with another mark where one is wanted', () => {
    expect(cutTo('gitlabMergeRequest', 10, '...')).toBe('gitlabM...');
  });
});

describe('a text that is wrapped', () => {
  it('is broken between words, and what is broken off is indented', () => {
    expect(wrap('one two three\n  four five six seven\n', 12)).toBe(
      'one two\n    three\n  four five\n    six\n    seven\n',
    );
  });

  it('keeps what fits, however it is spaced', () => {
    expect(wrap('a   1  2\nb  10 20', 8)).toBe('a   1  2\nb  10 20');
  });

  it('keeps a long word in one piece, so that an address can be followed', () => {
    expect(wrap('More: https://example.com/page', 12)).toBe('More:\n    https://example.com/page');
    expect(wrap('https://example.com/page', 12)).toBe('https://example.com/page');
  });
});
