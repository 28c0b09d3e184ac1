import { describe, expect, it } from 'vitest';
import { createStyle, isColoured, showsUnicode } from '../../src/cli/style.ts';

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

describe('showsUnicode', () => {
  it.each([
    ['nothing is said', {}, true],
    ['the locale is of UTF-8', { LANG: 'C', LC_ALL: 'en_US.UTF-8' }, true],
    ['the locale is C', { LANG: 'C' }, false],
    ['the locale is of another encoding', { LC_CTYPE: 'de_DE.ISO-8859-1', LANG: 'en_US.UTF-8' }, false],
    ["the terminal is Linux's console", { TERM: 'linux', LANG: 'en_US.UTF-8' }, false],
  ])('where %s', (_, environment, expected) => {
    expect(showsUnicode(environment)).toBe(expected);
  });
});
