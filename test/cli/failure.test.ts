import { describe, expect, it } from 'vitest';
import { renderError } from '../../src/cli/failure.ts';
import { AuthError, ConfigError, InternalError } from '../../src/errors.ts';

const plain = (_format: unknown, text: string) => text;
const render = (error: Parameters<typeof renderError>[0]) => renderError(error, plain, { version: '1.2.3' });

describe('an error as a person reads it', () => {
  it('lists every issue of a configuration with its origin', () => {
    const text = render(
      new ConfigError('The configuration is not valid', [
        { path: 'gitlab.url', message: 'add https://', origin: 'environment variable GITLAB_URL' },
        { path: 'concurrency', message: 'expected a whole number' },
      ]),
    );

    expect(text).toBe(
      [
        'Error: The configuration is not valid',
        '  gitlab.url: add https:// (environment variable GITLAB_URL)',
        '  concurrency: expected a whole number',
        '',
      ].join('\n'),
    );
  });

  it('tells the causes and what to do', () => {
    const cause = new Error('the outer reason', { cause: new Error('the inner reason') });

    const text = render(new AuthError('GitLab refused the token', { cause, hint: 'Check gitlab.token.' }));

    expect(text).toMatch(
      /refused the token\n {2}because: the outer reason\n {2}because: the inner reason\n {2}What to do: Check/,
    );
  });

  it('names the page that says more', () => {
    const text = render(new AuthError('GitLab refused the token', { topic: 'wrong-gitlab-token' }));

    expect(text).toMatch(/\n {2}More: https:\/\/\S+\/docs\/troubleshooting\.md#wrong-gitlab-token\n$/);
  });

  it('asks for a report of an internal error, with version, platform and stack', () => {
    const text = render(new InternalError('It broke', { cause: new TypeError('out of the blue') }));

    expect(text).toContain('This is a bug in gitlab-port-exporter');
    expect(text).toContain(`gitlab-port-exporter 1.2.3, Node.js ${process.version}`);
    expect(text).toContain('TypeError: out of the blue');
  });
});
