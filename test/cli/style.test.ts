import { describe, expect, it } from 'vitest';
import { createStyle, isColoured } from '../../src/cli/style.ts';

const terminal = { isTTY: true };
const pipe = {};

describe('isColoured', () => {
  it.each([
    ['a terminal', terminal, {}, true],
    ['a pipe', pipe, {}, false],
    ['NO_COLOR on a terminal', terminal, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
    ['FORCE_COLOR in a pipe', pipe, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0 on a terminal', terminal, { FORCE_COLOR: '0' }, false],
    ['NO_COLOR against FORCE_COLOR', terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
  ])('decides for %s', (_case, stream, environment, expected) => {
    expect(isColoured(stream, environment)).toBe(expected);
  });
});

describe('createStyle', () => {
  it('colours only where colour is wanted', () => {
    expect(createStyle(terminal, {})('red', 'text')).toBe('\u001b[31mtext\u001b[39m');
    expect(createStyle(pipe, {})('red', 'text')).toBe('text');
  });
});
