import { describe, expect, it } from 'vitest';
import { cleanEnvironment } from '../../src/map/environment.ts';

describe('the environment that a mapping sees', () => {
  it('has neither secrets nor what sounds like one', () => {
    const environment = {
      STAGE: 'prod',
      CI_JOB_ID: '7',
      GITLAB_TOKEN: 'x',
      my_secret: 'x',
      DB_PASSWORD: 'x',
      SSH_KEY: 'x',
      AWS_CREDENTIALS: 'x',
      db_user: 'x',
      CI_REPOSITORY_URL: 'https://gitlab-ci-token:x@gitlab.example.com/a/b.git',
      HOME_PAGE: 'https://gitlab.example.com/@ada',
      UNSET: undefined,
    };

    const shown = cleanEnvironment(environment, ['DB_USER'], []);

    expect(shown).toEqual({ STAGE: 'prod', CI_JOB_ID: '7', HOME_PAGE: 'https://gitlab.example.com/@ada' });
  });

  it.each([
    ['OCEAN__INTEGRATION'],
    ['OCEAN__INTEGRATION__CONFIG'],
    ['OCEAN__INTEGRATION__SECRETS'],
    ['OCEAN__PORT'],
    ['OCEAN__PORT__CLIENT_ID'],
    ['Ocean__Port__clientId'],
    ['PORT_CLIENT_ID'],
  ])('has nothing that configures a credential, whatever it holds: %s', (name) => {
    expect(cleanEnvironment({ [name]: '{}' }, [], [])).toEqual({});
  });

  it('keeps what configures anything else', () => {
    const environment = { OCEAN__INTEGRATION__IDENTIFIER: 'gitlab', OCEAN__PORT__BASE_URL: 'https://api.example.com' };

    expect(cleanEnvironment(environment, [], ['glpat-1'])).toEqual(environment);
  });

  it.each([
    ['as it is', (secret: string) => `--auth=${secret}`],
    ['as JSON', (secret: string) => JSON.stringify({ a: secret })],
    ['as JSON in JSON', (secret: string) => JSON.stringify({ a: JSON.stringify({ b: secret }) })],
    ['in a URL', (secret: string) => `https://example.com/?a=${encodeURIComponent(secret)}&b`],
    ['in a form', (secret: string) => new URLSearchParams({ a: secret }).toString()],
    ['in base64', (secret: string) => Buffer.from(`user:${secret}`).toString('base64')],
  ])('has no value with a secret inside: %s', (_, write) => {
    const secret = 'gl"p\\at/1+2~3!';

    const shown = cleanEnvironment({ HIDDEN: write(secret), SHOWN: write('other') }, [], ['', 'unused', secret]);

    expect(shown).toEqual({ SHOWN: write('other') });
  });
});
