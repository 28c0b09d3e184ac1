import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/log/printable.ts';

describe('printable', () => {
  it('makes escape sequences visible instead of letting them act', () => {
    expect(printable('\u001b[31mred\u001b[0m\r\n')).toBe('\\u001b[31mred\\u001b[0m\\u000d\\u000a');
  });

  it('shows marks that turn the direction of writing', () => {
    expect(printable('user\u202egpj.exe')).toBe('user\\u202egpj.exe');
  });

  it.each([
    ['a link', '\u001b]8;;https://evil.example\u0007text', '\\u001b]8;;https://evil.example\\u0007text'],
    ['a sequence of eight bits', '\u009b2J', '\\u009b2J'],
    ['what has no width', 'ad\u200bm\u200din\ufeff', 'ad\\u200bm\\u200din\\ufeff'],
    ['a tag', 'a\u{e0041}', 'a\\udb40\\udc41'],
    ['a line of another sort', 'a\u2028b', 'a\\u2028b'],
    ['half a character', '\ud83d', '\\ud83d'],
  ])('shows %s', (_name, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves ordinary text of any language alone', () => {
    const text = 'Überprüfung 日本語 🚀 👩\u200d💻 می\u200cخواهم';

    expect(printable(text)).toBe(text);
  });

  it('never leaves a control character, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
