import { describe, expect, it } from 'vitest';
import { maskSuspects } from '../../src/log/credentials.ts';
import { createMask } from '../../src/log/mask.ts';

const mask = createMask([]);
const REDACTED = '[REDACTED]';

/** One of each sort, made up; what is masked of it is all but what `kept` says. */
const CREDENTIALS: readonly (readonly [sort: string, text: string, kept?: string])[] = [
  ...['pat', 'dt', 'cbt', 'ptt', 'rt', 'rtr', 'ft', 'imt', 'agent', 'soat', 'ffct', 'oas', 'wt'].map(
    (word) => [`GitLab gl${word}`, `gl${word}-Ab1_Cd2-Ef3Gh4Ij5Kl6`] as const,
  ),
  ['GitLab, routable', 'glpat-Ab1_Cd2-Ef3Gh4Ij5Kl6Mn7Op8Qr9.01.0z1a2b3c4'],
  ['GitLab, job of a partition', 'glcbt-64_Ab1Cd2Ef3Gh4Ij5Kl6Mn'],
  ['GitLab, runner with a type', 'glrt-t3_Ab1Cd2Ef3Gh4Ij5Kl6Mn'],
  ['GitLab, cut by jq', 'string ("glpat-Ab1Cd2Ef...")', `string ("${REDACTED}...")`],
  ['GitLab registration', 'GR1348941Ab1Cd2Ef3Gh4Ij5Kl6Mn'],
  ['GitLab session', 'Cookie: _gitlab_session=0a1b2c3d4e; a=b', `Cookie: _gitlab_session=${REDACTED}; a=b`],
  ['GitLab session in JSON', '{"_gitlab_session":"0a1b2c3d4e","a":1}', `{"_gitlab_session":"${REDACTED}","a":1}`],
  ['AWS key id', 'AKIAZ7ABCDEFGHIJKLMN'],
  ['AWS session key id', 'ASIAZ7ABCDEFGHIJKLMN'],
  ['signed address', 'https://s3/x?X-Amz-Signature=0a1b2c3d4e5f6a7b8c9d', `https://s3/x?X-Amz-Signature=${REDACTED}`],
  ['Azure SAS', 'https://a/b?sv=2024&sig=Ab1Cd2Ef3Gh4Ij5%2BKl6%3D&se=1', `https://a/b?sv=2024&sig=${REDACTED}&se=1`],
  [
    'Azure storage',
    `AccountName=me;AccountKey=${'Ab1/'.repeat(21)}Ab==;EndpointSuffix=x`,
    `AccountName=me;AccountKey=${REDACTED};EndpointSuffix=x`,
  ],
  [
    'Azure service bus',
    `Endpoint=sb://x/;SharedAccessKey=${'Ab1+'.repeat(10)}Ab1=`,
    `Endpoint=sb://x/;SharedAccessKey=${REDACTED}`,
  ],
  ['Azure application', `abc8Q~${'Ab1_'.repeat(8)}`],
  ['Google API key', `AIza${'Ab1_-'.repeat(7)}`],
  ['Google access token', `ya29.${'Ab1_-'.repeat(7)}`],
  ['Google client secret', `GOCSPX-${'Ab1_-'.repeat(5)}`],
  ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((word) => [`GitHub ${word}`, `${word}_${'Ab1c'.repeat(9)}`] as const),
  ['GitHub, fine-grained', `github_pat_${'Ab1c'.repeat(5)}Ab_${'Ab1c'.repeat(10)}`],
  ...[String.raw`echo\n`, 'CI_', 'oauth2_', '%20', 'u003d'].flatMap((before) =>
    ['glpat-Ab1_Cd2-Ef3Gh4Ij5Kl6', 'AKIAZ7ABCDEFGHIJKLMN', `ghp_${'Ab1c'.repeat(9)}`, 'xoxb-1234567890-Ab1Cd2'].map(
      (token) => [`${token.slice(0, 4)} behind ${before}`, `${before}${token}`, `${before}${REDACTED}`] as const,
    ),
  ),
  ['basic, letters only', 'Basic dXNlcjpwYXNz', `Basic ${REDACTED}`],
  ['Slack', 'xoxb-1234567890-Ab1Cd2'],
  ['Slack web hook', 'https://hooks.slack.com/services/T1/B2/Ab1', `https://hooks.slack.com/services/${REDACTED}`],
  ['npm', `npm_${'Ab1c'.repeat(9)}`],
  ['PyPI', `pypi-${'Ab1_'.repeat(15)}`],
  ['Stripe', `sk_live_${'Ab1c'.repeat(6)}`],
  ['Docker', `dckr_pat_${'Ab1_'.repeat(6)}`],
  ['Vault', `hvs.${'Ab1_'.repeat(6)}`],
  ['JWT', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.Ab1_-Cd2'],
  ['JWT in a longer word', `jwt_eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.Ab1`, `jwt_${REDACTED}`],
  ['bearer', 'Authorization: Bearer abc.def-123==', `Authorization: Bearer ${REDACTED}`],
  ['basic', 'Proxy-Authorization: Basic bWU6cGFzcw==', `Proxy-Authorization: Basic ${REDACTED}`],
  ['password in a URL', 'postgres://me:pa@s%2Fs@db:5432/x', `postgres://me:${REDACTED}@db:5432/x`],
  ['private key', '-----BEGIN RSA PRIVATE KEY-----\nAb1\n-----END RSA PRIVATE KEY-----'],
  ['private key in JSON', '{"key":"-----BEGIN PRIVATE KEY-----\\nAb1\\n","a":1}', `{"key":"${REDACTED}","a":1}`],
  [
    'private key in JSON in JSON',
    String.raw`{\"k\":\"-----BEGIN PRIVATE KEY-----\\nAb\",\"a\":1}`,
    String.raw`{\"k\":\"${REDACTED}\",\"a\":1}`,
  ],
];

/** What people write and programs print. */
const ORDINARY: readonly string[] = [
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
  '123e4567-e89b-12d3-a456-426614174000',
  'gid://gitlab/Project/278964',
  'acme/platform/backend/services/payments-api/-/merge_requests/42#note_1',
  'refs/merge-requests/1/head, feature/AKIA-support, v1.2.3-rc.1+build.5',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'sha512-z5PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
  'https://gitlab.example.com:8443/api/v4/groups?page=2&per_page=100',
  'git@gitlab.example.com:acme/tool.git and https://me@gitlab.example.com/acme/tool.git',
  'Bearer authentication is required, Basic authentication. The bearer documentation',
  'The token glpat-… is read from GITLAB_TOKEN; glab and gl-theme are something else',
  'secretariat, tokenizer: fast, passwords are hashed, keys rotate',
  '2026-11-22T19:43:46.000Z 10.0.0.1:8080 C:\\work\\src ::ffff:127.0.0.1',
];

describe('a credential', () => {
  it.each(CREDENTIALS)('is masked: %s', (...[, text = '', kept = REDACTED]) => {
    expect(mask(text)).toBe(kept);
  });

  it.each(CREDENTIALS)(
    'is masked within a sentence, and the sentence stays: %s',
    (...[, text = '', kept = REDACTED]) => {
      expect(mask(`before it "${text}" after`)).toBe(`before it "${kept}" after`);
    },
  );
});

describe('ordinary text', () => {
  it.each(ORDINARY)('stays readable: %s', (text) => {
    expect(maskSuspects(mask(text))).toBe(text);
  });
});

/** Beginnings that lead nowhere, over and over. */
const HOSTILE = [
  ...[
    'eyJ-',
    'eyJaaaaaaaaaa.',
    '://a:',
    '://:',
    'glpat-a',
    'glpat-',
    'Bearer ',
    'Basic Aa',
    '_gitlab_session"',
    '&sig=',
  ],
  ...[
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----\\',
    '-----END ',
    '\\',
    '"',
    'A',
    'Aa1/',
    ' ',
    '://aaaaaaaaaaaaaaaaaaaa',
  ],
  ...[
    'token',
    'token ',
    'token"',
    'token=',
    'password="\\',
    'token: |',
    'key1',
    'authorization: a',
    'sk-',
    'abc8Q~',
    '…',
    '...',
  ],
];

/** Milliseconds of work of this process alone, the least of three times. */
function costOf(work: () => void): number {
  const costs = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    work();
    return process.cpuUsage(before).user / 1000;
  });
  return Math.min(...costs);
}

describe('the cost of masking', () => {
  it.each(HOSTILE)('grows no faster than a text that is made of %j', (part) => {
    const known = createMask(['hunter2-and-more']);
    const ofLength = (length: number) => {
      const text = part.repeat(length / part.length);
      return costOf(() => maskSuspects(known(text)));
    };

    const [short, long] = [ofLength(50_000), ofLength(400_000)];

    // Eight times the length: a cost that grows with its square would be 64 times the one of a text of seconds.
    expect(long).toBeLessThan(24 * Math.max(short, 10));
  });
});
