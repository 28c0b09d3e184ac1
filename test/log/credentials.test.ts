import { describe, expect, it } from 'vitest';
import { isCredentialName, maskSuspects } from '../../src/log/credentials.ts';

const REDACTED = '[REDACTED]';

describe('what may be a credential of a stranger', () => {
  it.each([
    ['an environment file', 'DB_PASSWORD=hunter2\nDEBUG=1', `DB_PASSWORD=${REDACTED}\nDEBUG=1`],
    ['a quoted value with blanks', 'password: "open sesame", user: me', `password: ${REDACTED}", user: me`],
    ['JSON', '{"api_key":"a b c","id":1}', `{"api_key":${REDACTED}","id":1}`],
    ['JSON within JSON', String.raw`"{\"clientSecret\":\"hunter2\"}"`, String.raw`"{\"clientSecret\":${REDACTED}"}"`],
    ['a block of YAML', 'token: |\n  hunter2\nname: x', `token: |\n  ${REDACTED}\nname: x`],
    ['a connection string', 'Server=db;Pwd=hunter2;Database=x', `Server=db;Pwd=${REDACTED};Database=x`],
    ['a query string', 'https://x/?private_token=hunter2&page=1', `https://x/?private_token=${REDACTED}&page=1`],
    ['a key of a storage account', 'AccountKey=abc/+=;End', `AccountKey=${REDACTED};End`],
    ['a header', 'Authorization: Basic aHVudGVyMg==', `Authorization: ${REDACTED} ${REDACTED}`],
    ['a token as the user of a URL', 'https://0123456789abcdef0@host/x', `https://${REDACTED}@host/x`],
    ['a secret access key', 'AKIA… wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY x', `AKIA… ${REDACTED} x`],
    ['a key of OpenAI', `sk-proj-${'a1'.repeat(12)}`, REDACTED],
  ])('is masked in %s', (_name, text, expected) => {
    expect(maskSuspects(text)).toBe(expected);
  });

  it('is not a commit, a path or a sentence', () => {
    const text = `da39a3ee5e6b4b0d3255bfef95601890afd80709 at ${'acme/platform/'.repeat(4)} has tokens, passwords and keys, sk-learn-extensions-of-nobody.`;

    expect(maskSuspects(text)).toBe(text);
  });

  it('is found in a text made to confuse too, before the test runs out of time', () => {
    const parts = ['token ', 'password="\\', 'Aa1/', '://'].map((part) => part.repeat(100_000));

    expect(maskSuspects(`${parts.join('')} secret=hunter2`)).not.toContain('hunter2');
  });
});

describe('the name of a field', () => {
  it.each(['password', 'runners_token', 'runnersToken', 'DB_PASSWORD', 'api-key', 'client_secret', 'PASSWORD_2'])(
    'says that %s is a credential',
    (name) => {
      expect(isCredentialName(name)).toBe(true);
    },
  );

  it.each(['name', 'path_with_namespace', 'ci_job_token_scope_enabled', 'issue_key', 'public_key', 'tokenizer'])(
    'says nothing of the kind of %s',
    (name) => {
      expect(isCredentialName(name)).toBe(false);
    },
  );
});
