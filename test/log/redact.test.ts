import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMask } from '../../src/log/mask.ts';
import { type RedactOptions, redact } from '../../src/log/redact.ts';

const SECRET = 'hunter2-and-more';

function redacted(value: unknown, changes: Partial<RedactOptions> = {}): unknown {
  return redact(value, { mask: createMask([SECRET]), maxTextLength: 1000, maxLength: 100_000, ...changes });
}

describe('a redacted copy', () => {
  it('is the same where there is nothing to hide', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(redacted(value, { mask: (text) => text })).toEqual(value);
      }),
    );
  });

  it('shows a secret nowhere, in names neither', () => {
    const value = { [`x ${SECRET}`]: [{ deep: `a${SECRET}b` }], list: [SECRET] };

    expect(redacted(value)).toEqual({ 'x [REDACTED]': [{ deep: 'a[REDACTED]b' }], list: ['[REDACTED]'] });
  });

  it('hides all that stands under the name of a secret, but for what says nothing', () => {
    const value = { token: { of: ['abc', 7, true, null, ''] }, name: 'abc' };

    const copy = redacted(value, { isSecretName: (name) => name === 'token' });

    expect(copy).toEqual({ token: { of: ['[REDACTED]', '[REDACTED]', true, null, ''] }, name: 'abc' });
  });

  it('hides the value of a variable that is called so', () => {
    const value = [
      { key: 'token', value: 'abc' },
      { key: 'page', value: 'abc' },
    ];

    expect(redacted(value, { isSecretName: (name) => name === 'token' })).toEqual([
      { key: 'token', value: '[REDACTED]' },
      { key: 'page', value: 'abc' },
    ]);
  });

  it('keeps a field called __proto__ as a field', () => {
    const copy = redacted(JSON.parse('{ "__proto__": { "polluted": true } }'));

    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true}}');
    expect({}).not.toHaveProperty('polluted');
  });

  it('leaves out symbols', () => {
    expect(redacted({ name: 'a', [Symbol('unread')]: ['b'] })).toEqual({ name: 'a' });
  });

  it('shortens a long text and says so', () => {
    expect(redacted('a'.repeat(5000))).toBe(`${'a'.repeat(1000)}… (5000 characters in all)`);
  });

  it('shows no part of a secret that stands where a text is cut, wherever that is', () => {
    fc.assert(
      fc.property(fc.nat(6000), fc.nat(6000), (before, after) => {
        const text = `${'.'.repeat(before)}${SECRET}${'.'.repeat(after)}`;

        expect(redacted(text)).not.toMatch(/hunt|more/);
      }),
    );
  });

  it('ends where there would be too much of it, without a look at the rest', () => {
    const value = Array.from({ length: 100_000 }, (_, index) => ({ index, text: 'some text' }));
    let masked = 0;

    const copy = redacted(value, {
      maxLength: 1000,
      mask: (text) => {
        masked += 1;
        return text;
      },
    });

    expect(JSON.stringify(copy).length).toBeLessThan(3000);
    expect(masked).toBeLessThan(200);
  });

  it('gives up on what is nested without end', () => {
    let value: unknown = 'deep';
    for (let depth = 0; depth < 20_000; depth += 1) value = [value];

    expect(JSON.stringify(redacted(value)).length).toBeLessThan(200);
  });
});
