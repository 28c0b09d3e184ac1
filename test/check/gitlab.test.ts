import { describe, expect, it } from 'vitest';
import { checkGitLab, checkVisible } from '../../src/check/gitlab.ts';
import { createGitLabClient } from '../../src/extract/gitlab/client.ts';
import { failure, type Reply, scriptHttp } from '../support/scripted-http.ts';

const url = 'https://gitlab.test';
const now = Date.UTC(2026, 0, 1, 12);

function clientFor(script: Readonly<Record<string, Reply>>) {
  const http = scriptHttp(script);
  return { http, client: createGitLabClient({ http, url, token: 'token' }) };
}

function check(token: Reply, others: Readonly<Record<string, Reply>> = {}) {
  const { client } = clientFor({
    'GET /personal_access_tokens/self': token,
    'GET /metadata': { body: { version: '18.9.0-ee' } },
    'GET /user': { body: { username: 'ada' } },
    ...others,
  });
  return checkGitLab({ client, url, now });
}

const tokenUntil = (expires_at: string | null): Reply => ({ body: { id: 1, scopes: ['read_api'], expires_at } });

describe('the check of GitLab', () => {
  it('tells the version, whose token it is, its scopes and its end', async () => {
    const { results, value } = await check(tokenUntil('2026-04-11'));

    expect(results.map(({ state, detail }) => [state, detail])).toEqual([
      ['ok', `${url} answers, GitLab 18.9.0-ee`],
      ['ok', 'personal access token of ada, scopes read_api, expires 2026-04-11 (in 100 days)'],
    ]);
    expect(value).toBeDefined();
  });

  it.each([
    ['2026-01-31', 'ok', 'in 30 days'],
    ['2026-01-30', 'warning', 'in 29 days'],
    ['2026-01-02', 'warning', 'in 1 day)'],
    [null, 'ok', 'never expires'],
  ])('looks at the end %s', async (end, state, detail) => {
    const { results } = await check(tokenUntil(end));

    expect(results[1]).toMatchObject({ state, detail: expect.stringContaining(detail) });
  });

  it('tells group and project tokens by their bots', async () => {
    const { results } = await check(tokenUntil(null), { 'GET /user': { body: { username: 'group_10_bot_0a' } } });

    expect(results[1]?.detail).toContain('group access token of group_10_bot_0a');
  });

  it('takes a token that may say nothing of version and user', async () => {
    const denied = failure(403, { error: 'insufficient_granular_scope' });
    const others = { 'GET /metadata': denied, 'GET /version': denied, 'GET /user': denied };

    const { results, value } = await check(tokenUntil(null), others);

    expect(results.map(({ state }) => state)).toEqual(['ok', 'ok']);
    expect(value).toBeDefined();
  });

  it('tells a refused token from an address that does not answer', async () => {
    const refused = await check(failure(401));
    const away = await check(failure(undefined));

    expect(refused.results.map(({ title, state, exit }) => [title, state, exit])).toEqual([
      ['address', 'ok', 'success'],
      ['token', 'failed', 'refused'],
      ['visible', 'skipped', 'success'],
    ]);
    expect(away.results.map(({ title, state, exit }) => [title, state, exit])).toEqual([
      ['address', 'failed', 'unreachable'],
      ['token', 'skipped', 'success'],
      ['visible', 'skipped', 'success'],
    ]);
  });
});

describe('what the token can see', () => {
  const visibility = { useMinAccessLevel: true, minAccessLevel: 30 };
  const total = (count: number): Reply => ({ headers: new Headers({ 'x-total': String(count) }) });

  it('is counted as a run lists it, and honest about what GitLab does not count', async () => {
    const { http, client } = clientFor({ 'GET /groups': total(1), 'GET /projects': {} });

    const [result] = await checkVisible(client, visibility, url);

    expect(result).toMatchObject({
      state: 'ok',
      detail: '1 group and more than 10,000 projects with access level 30 or more',
    });
    expect(http.requests.map((request) => request.url.search)).toEqual([
      '?min_access_level=30&all_available=true&per_page=1',
      '?min_access_level=30&per_page=1',
    ]);
  });

  it('is worth a warning where it is nothing', async () => {
    const { client } = clientFor({ 'GET /groups': total(0), 'GET /projects': total(0) });

    expect(await checkVisible(client, visibility, url)).toMatchObject([{ state: 'warning' }]);
  });
});
