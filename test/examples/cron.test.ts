import { describe, expect, it } from 'vitest';
import { isCronExpression } from './cron.ts';

describe('isCronExpression', () => {
  it.each(['17 * * * *', '*/15 0-6 1,15 * 1-5', 'H H/3 * * *', '0 0 31 12 7'])('takes %s', (text) => {
    expect(isCronExpression(text)).toBe(true);
  });

  it.each([
    '',
    '17 * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '9-5 * * * *',
    '*/0 * * * *',
    '@hourly',
  ])('refuses %s', (text) => {
    expect(isCronExpression(text)).toBe(false);
  });
});
