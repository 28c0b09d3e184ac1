import { describe, expect, it } from 'vitest';
import { readAllowance, readLimits, untilNextMinute } from '../../src/http/rate-limit.ts';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);

describe('readLimits', () => {
  it.each([
    ['seconds', '30', 30_000],
    ['a date', new Date(NOW + 90_000).toUTCString(), 90_000],
    ['a date gone by', new Date(NOW - 1000).toUTCString(), 0],
    ['nonsense', 'soon', undefined],
    ['nothing', '', undefined],
  ])('reads Retry-After as %s', (_name, value, expected) => {
    const limits = readLimits(new Headers({ 'retry-after': value }), NOW);

    expect(limits.retryAfterMs).toBe(expected);
  });

  it.each([
    ['GitLab: Unix seconds', 'ratelimit-reset', String(NOW / 1000 + 30), 31_000],
    ['Port: Unix seconds', 'x-ratelimit-reset', String(NOW / 1000 + 30), 31_000],
    ['Port: seconds from now', 'x-ratelimit-reset', '300', 301_000],
    ['a date', 'x-ratelimit-reset', new Date(NOW + 5000).toISOString(), 6000],
    ['a moment gone by', 'ratelimit-reset', String(NOW / 1000 - 60), 1000],
  ])('reads the reset of %s, with a second of grace', (_name, header, value, expected) => {
    const limits = readLimits(new Headers({ [header]: value }), NOW);

    expect(limits.resetMs).toBe(expected);
  });

  it('measures moments on the clock of the server', () => {
    const headers = new Headers({
      date: new Date(NOW - 3_600_000).toUTCString(),
      'ratelimit-reset': String((NOW - 3_600_000) / 1000 + 10),
    });

    expect(readLimits(headers, NOW).resetMs).toBe(11_000);
  });

  it.each([
    ['ratelimit-remaining', '12', 12],
    ['x-ratelimit-remaining', '0', 0],
    ['x-ratelimit-remaining', 'many', undefined],
  ])('reads %s: %s', (header, value, expected) => {
    expect(readLimits(new Headers({ [header]: value }), NOW).remaining).toBe(expected);
  });

  it('knows nothing without headers', () => {
    expect(readLimits(new Headers(), NOW)).toEqual({});
  });
});

describe('untilNextMinute', () => {
  it('ends a second after the full minute, by our clock where the server tells no date', () => {
    expect(untilNextMinute(new Headers(), NOW + 59_000)).toBe(2000);
  });
});

describe('readAllowance', () => {
  it.each([
    ['GitLab', { 'ratelimit-limit': '2000', 'ratelimit-remaining': '1990' }, { perMinute: 2000, remaining: 1990 }],
    [
      'Port',
      { 'x-ratelimit-period': '300', 'x-ratelimit-limit': '15000', 'x-ratelimit-remaining': '9' },
      { perMinute: 3000, remaining: 9 },
    ],
    ['a server that does not limit', {}, undefined],
    ['a server that tells half of it', { 'ratelimit-limit': '2000' }, undefined],
    ['nonsense', { 'ratelimit-limit': 'many', 'ratelimit-remaining': '1' }, undefined],
  ])('reads that of %s', (_name, headers, expected) => {
    expect(readAllowance(new Headers(headers as Record<string, string>))).toEqual(expected);
  });
});
