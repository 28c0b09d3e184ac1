import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMask } from '../../src/log/mask.ts';

const REDACTED = '[REDACTED]';

/** The ways in which secrets travel. */
const encodings: Record<string, (secret: string) => string> = {
  raw: (secret) => secret,
  JSON: (secret) => JSON.stringify(secret).slice(1, -1),
  'JSON in JSON': (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  URL: (secret) => encodeURIComponent(secret),
  'URL in lower case': (secret) => encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase()),
  form: (secret) => new URLSearchParams({ a: secret }).toString().slice(2),
  HTML: (secret) => secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  base64: (secret) => Buffer.from(secret).toString('base64'),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
};

describe('a mask', () => {
  it.each(Object.entries(encodings))('leaves no secret readable in %s', (_name, encode) => {
    const secrets = fc.array(fc.string({ minLength: 4, unit: 'grapheme' }), { minLength: 1, maxLength: 4 });

    fc.assert(
      fc.property(secrets, fc.string(), (values, text) => {
        const mask = createMask(values);

        const masked = mask(values.map((value) => `${text}${encode(value)}`).join(' ') + text);

        const rest = masked.replaceAll(REDACTED, '\n');
        for (const value of values) expect(rest.includes(encode(value))).toBe(false);
      }),
    );
  });

  it('finds a secret within a longer base64 text, wherever it begins', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), fc.string(), fc.string(), (secret, before, after) => {
        const text = Buffer.from(`${before}${secret}${after}`).toString('base64');

        const masked = createMask([secret])(text);

        expect(masked).toContain(REDACTED);
        const readable = masked.split(REDACTED).map((part) => part.length * 6);
        expect(readable.reduce((sum, bits) => sum + bits, 0) / 8).toBeLessThan(before.length + after.length + 8);
      }),
    );
  });

  it('hides all of a secret that begins with another one', () => {
    const mask = createMask(['hunter2', 'hunter2-and-more']);

    expect(mask('it is hunter2-and-more')).toBe(`it is ${REDACTED}`);
  });

  it('hides a secret whose letters changed their case, as host names do', () => {
    expect(createMask(['Hunter2-And'])('https://hunter2-and.example.com')).toBe(`https://${REDACTED}.example.com`);
  });

  it.each(['...', '…'])('hides what is left of a secret where jq or this program cut a text (%s)', (end) => {
    const mask = createMask(['hunter2-and-more']);

    expect(mask(`string ("hunter2-an${end}") and "hunt${end}"`)).toBe(
      `string ("${REDACTED}${end}") and "${REDACTED}${end}"`,
    );
    expect(mask('they hunt')).toBe('they hunt');
    expect(createMask(['ab"cd"ef'])(`string ("ab\\"cd\\"e${end}")`)).toBe(`string ("${REDACTED}${end}")`);
  });

  it('takes no character of a secret for a sign of a regular expression', () => {
    const secret = '.*a(b|c)[d]{2}^$?+\\/-';

    expect(createMask([secret])(`x ${secret} aabcd2`)).toBe(`x ${REDACTED} aabcd2`);
  });

  it('learns secrets later', () => {
    const mask = createMask([]);
    mask.add('late-secret');

    expect(mask('a late-secret b')).toBe(`a ${REDACTED} b`);
  });

  it('does not blank a text for the sake of a short secret', () => {
    expect(createMask(['', 'in', 'the'])('in the log')).toBe('in the log');
  });

  it('leaves other text alone', () => {
    const text = 'https://gitlab.example.com/api/v4/groups?page=2 glpat-short me@example.com 12:30:00';

    expect(createMask(['secret'])(text)).toBe(text);
  });

  it.each([
    ['a token of GitLab', `x glpat-${'a1_-'.repeat(5)}.01.abc y`, `x ${REDACTED} y`],
    ['a runner token', `glrtr-${'a'.repeat(20)}`, REDACTED],
    ['an OAuth secret', `gloas-${'a'.repeat(64)}`, REDACTED],
    ['a bearer', 'authorization: Bearer abc.def-123==', `authorization: Bearer ${REDACTED}`],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.sig-nature', REDACTED],
    ['a password in a URL', 'http://user:p%40ss@proxy:3128/', `http://user:${REDACTED}@proxy:3128/`],
    ['a token of GitHub', `ghp_${'a'.repeat(36)}`, REDACTED],
    ['a token of Slack', 'xoxb-1234567890-abc', REDACTED],
    ['a key of AWS', 'AKIAABCDEFGHIJKLMNOP', REDACTED],
    ['a key of Google', `AIza${'a'.repeat(35)}`, REDACTED],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\\nabc\\n-----END RSA PRIVATE KEY-----.', `${REDACTED}.`],
    [
      'a key of PGP',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----\nabc\n-----END PGP PRIVATE KEY BLOCK-----.',
      `${REDACTED}.`,
    ],
    ['an old registration token', `GR1348941${'a'.repeat(20)}`, REDACTED],
    ['a session of GitLab', '_gitlab_session=abc; path=/', `_gitlab_session=${REDACTED}; path=/`],
    [
      'a web hook of Slack',
      'https://hooks.slack.com/services/T1/B2/abc',
      `https://hooks.slack.com/services/${REDACTED}`,
    ],
    ['an access token of Google', `ya29.${'a'.repeat(20)}`, REDACTED],
    ['half of a private key', '-----BEGIN PRIVATE KEY-----\nabc', REDACTED],
  ])('knows %s by its form', (_name, text, expected) => {
    expect(createMask([])(text)).toBe(expected);
  });
});
