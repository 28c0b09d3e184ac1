import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/cli/printable.ts';

describe('printable', () => {
  it('makes escape sequences visible instead of letting them act', () => {
    expect(printable('\u001b[31mred\u001b[0m\r\n')).toBe('\\u001b[31mred\\u001b[0m\\u000d\\u000a');
  });

  it('shows marks that turn the direction of writing', () => {
    expect(printable('user\u202egpj.exe')).toBe('user\\u202egpj.exe');
  });

  it('leaves ordinary text of any language alone', () => {
    expect(printable('Überprüfung 日本語 🚀')).toBe('Überprüfung 日本語 🚀');
  });

  it('never leaves a control character, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
