import { describe, expect, it } from 'vitest';
import { AuthError } from '../../../src/errors.ts';
import { createGitLabClient } from '../../../src/extract/gitlab/client.ts';
import { endpoint } from '../../../src/http/endpoint.ts';
import { failure, type Reply, scriptHttp } from '../../support/scripted-http.ts';

function makeClient(reply: Reply) {
  const http = scriptHttp({ 'GET /groups': reply });
  const client = createGitLabClient({ http, url: 'https://host.test/gitlab', token: 'glpat-secret' });
  return { http, client };
}

describe('GitLabClient', () => {
  it('asks below the root of the instance, with the token in a header only', async () => {
    const { http, client } = makeClient({ body: [] });

    await client.get(endpoint`groups`, { active: true });

    const [request] = http.requests;
    expect(request?.url.href).toBe('https://host.test/gitlab/api/v4/groups?active=true');
    expect(Object.values(request?.headers ?? {}).join()).toContain('glpat-secret');
  });

  it('lets a page be asked for smaller, and nothing else', async () => {
    const { http, client } = makeClient({ body: [] });

    await client.get(endpoint`groups`);
    await client.getPage(endpoint`groups`, { per_page: 100 });

    expect(http.requests.map(({ shrink }) => shrink?.(new URL('https://host.test/?per_page=100'))?.search)).toEqual([
      undefined,
      '?per_page=50',
    ]);
  });

  it.each([
    ['a refused token', failure(401)],
    ['a token without the scope', failure(403, { error: 'insufficient_scope', scope: 'api read_api' })],
    ['a fine-grained token without the right', failure(403, { error: 'insufficient_granular_scope' })],
  ])('ends the run on %s, without showing it', async (_, error) => {
    const { client } = makeClient(error);

    const refused = await client.get(endpoint`groups`).catch((reason: unknown) => reason);

    expect(refused).toBeInstanceOf(AuthError);
    expect(refused).toMatchObject({ cause: error, hint: expect.stringContaining('read_api') });
    expect(JSON.stringify(refused)).not.toContain('glpat-secret');
  });

  it.each([
    ['a 403 about one object', failure(403, { message: '403 Forbidden' })],
    ['a 403 without a body', failure(403)],
    ['a 404', failure(404)],
    ['a network failure', failure(undefined)],
  ])('passes %s on as it is', async (_, error) => {
    const { client } = makeClient(error);

    await expect(client.get(endpoint`groups`)).rejects.toBe(error);
  });

  it.each([
    ['a search in a project', endpoint`projects/${1}/search`, 'search'],
    ['a search in a group', endpoint`groups/${1}/search`, 'search'],
    ['a file', endpoint`projects/${1}/repository/files/${'a/search'}/raw`, 'files'],
    ['members with inherited ones', endpoint`groups/${1}/members/all`, 'members/all'],
    ['the direct members', endpoint`groups/${1}/members`, undefined],
    ['a project called search', endpoint`projects/${'search'}`, undefined],
  ])('names the limiter that counts %s', async (_, place, limitClass) => {
    const http = scriptHttp({ [`GET ${place.route}`]: { body: [] } });
    const client = createGitLabClient({ http, url: 'https://host.test', token: 'token' });

    await client.get(place);

    expect(http.requests[0]?.limitClass).toBe(limitClass);
  });
});
