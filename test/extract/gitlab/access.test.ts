import { describe, expect, it } from 'vitest';
import { AuthError, UpstreamError } from '../../../src/errors.ts';
import { checkAccess } from '../../../src/extract/gitlab/access.ts';
import { createGitLabClient } from '../../../src/extract/gitlab/client.ts';
import { failure, type Reply, scriptHttp } from '../../support/scripted-http.ts';

const TOKEN = 'GET /personal_access_tokens/self';
const USER = 'GET /user';

function check(script: Readonly<Record<string, Reply>>) {
  const http = scriptHttp(script);
  return checkAccess(createGitLabClient({ http, url: 'https://gitlab.test', token: 'token' }));
}

function describedAs(fields: Record<string, unknown>): Reply {
  return {
    body: { id: 7, name: 'ci', scopes: ['read_api'], active: true, revoked: false, expires_at: null, ...fields },
  };
}

describe('checkAccess', () => {
  it.each([
    ['read_api', ['read_user', 'read_api']],
    ['api', ['api']],
  ])('lets a token with the scope %s in', async (_, scopes) => {
    const access = await check({ [TOKEN]: describedAs({ scopes }) });

    expect(access).toMatchObject({ name: 'ci', scopes });
  });

  it.each([
    ['is revoked', { revoked: true, active: false }, 'revoked'],
    ['is not active any more', { active: false, expires_at: '2025-01-01' }, 'has expired'],
    ['lacks the scope', { scopes: ['read_user', 'read_repository'] }, 'read_user, read_repository'],
    ['has no scope at all', { scopes: [] }, '(none)'],
  ])('refuses a token that %s', async (_, fields, reason) => {
    const refused = await check({ [TOKEN]: describedAs(fields) }).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(AuthError);
    expect(refused).toMatchObject({
      message: expect.stringContaining(reason),
      hint: expect.stringContaining('read_api'),
    });
  });

  it('refuses a token that GitLab does not know', async () => {
    await expect(check({ [TOKEN]: failure(401) })).rejects.toBeInstanceOf(AuthError);
  });

  it('refuses a token that may not even describe itself for want of a scope', async () => {
    const insufficient = failure(403, { error: 'insufficient_scope' });

    await expect(check({ [TOKEN]: insufficient })).rejects.toBeInstanceOf(AuthError);
  });

  it('refuses an address where something else answers', async () => {
    await expect(check({ [TOKEN]: { body: { status: 'ok' } } })).rejects.toMatchObject({ exit: 'unreachable' });
  });

  it('takes a description that says nothing of state and scopes', async () => {
    await expect(check({ [TOKEN]: { body: { id: 7 } } })).resolves.toEqual({ id: 7 });
  });

  it.each([
    ['an OAuth token', 400],
    ['a fine-grained token', 403],
    ['a server before 15.5', 404],
  ])('lets %s in, which cannot describe itself, where its user answers', async (_, status) => {
    await expect(check({ [TOKEN]: failure(status), [USER]: { body: { id: 1 } } })).resolves.toBeUndefined();
  });

  it('lets a token in that may not read its user', async () => {
    const forbidden = failure(403, { message: '403 Forbidden' });

    await expect(check({ [TOKEN]: forbidden, [USER]: forbidden })).resolves.toBeUndefined();
  });

  it('says that the address is no GitLab where neither token nor user is found', async () => {
    const error = await check({ [TOKEN]: failure(404), [USER]: failure(404) }).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ status: 404, hint: expect.stringContaining('gitlab.url') });
  });

  it('refuses an OAuth token that its user question refuses', async () => {
    await expect(check({ [TOKEN]: failure(400), [USER]: failure(401) })).rejects.toBeInstanceOf(AuthError);
  });

  it.each([
    ['GitLab is not reachable', undefined],
    ['GitLab keeps failing', 503],
  ])('fails where %s', async (_, status) => {
    const error = failure(status);

    await expect(check({ [TOKEN]: error })).rejects.toBe(error);
    await expect(check({ [TOKEN]: failure(404), [USER]: error })).rejects.toBe(error);
  });
});
