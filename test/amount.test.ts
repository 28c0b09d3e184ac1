import { expect, it } from 'vitest';
import { amount } from '../src/amount.ts';

it.each([
  [0, '0 objects'],
  [1, '1 object'],
  [1234, '1,234 objects'],
])('%d of something read so in a sentence', (count, text) => {
  expect(amount(count, 'object')).toBe(text);
});

it('takes a plural that is no singular with an s', () => {
  expect(amount(2, 'retry', 'retries')).toBe('2 retries');
});
