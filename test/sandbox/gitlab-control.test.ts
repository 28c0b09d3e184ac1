import { describe, expect, it } from 'vitest';
import { createGitLab } from '../../examples/sandbox/gitlab/app.ts';
import { PROJECTS } from '../../examples/sandbox/gitlab/seed/projects.ts';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { get, getRows, namesOf } from './gitlab-reading.ts';

const sandbox = () => createGitLab(createWorld({ scale: 0 }));

describe('faults on purpose', () => {
  it('strike as often as they are told to', async () => {
    const gitlab = sandbox();
    gitlab.control.fail({ path: '/user', status: 503, times: 2, headers: { 'Retry-After': '7' } });

    const statuses = [await get(gitlab, '/user'), await get(gitlab, '/user'), await get(gitlab, '/user')];

    expect(statuses.map((answer) => answer.status)).toEqual([503, 503, 200]);
    expect(statuses[0]?.headers.get('retry-after')).toBe('7');
    expect(statuses[0]?.text).toContain('<html>');
  });

  it('can hit one page of a list', async () => {
    const gitlab = sandbox();
    gitlab.control.fail({ path: /\/projects\?.*page=2\b/g, status: 500 });

    expect((await get(gitlab, '/projects?per_page=5&page=2')).status).toBe(500);
    expect((await get(gitlab, '/projects?per_page=5&page=2')).status).toBe(500);
    expect((await get(gitlab, '/projects?per_page=5&page=1')).status).toBe(200);
  });

  it('deny a path until reset', async () => {
    const gitlab = sandbox();
    gitlab.control.deny('/groups/10');

    const denied = await get(gitlab, '/groups/10');
    gitlab.control.reset();
    const open = await get(gitlab, '/groups/10');

    expect(denied.body).toEqual({ message: '403 Forbidden' });
    expect(open.status).toBe(200);
  });

  it('are also set over HTTP', async () => {
    const gitlab = sandbox();

    const response = await gitlab.app.request('/-/sandbox/fail', {
      method: 'POST',
      body: JSON.stringify({ pattern: '/projects', status: 429, times: 1 }),
    });
    const limited = await get(gitlab, '/projects');

    expect(response.status).toBe(200);
    expect(limited.status).toBe(429);
    expect(limited.body).toMatchObject({ message: { error: expect.stringContaining('too many times') } });
    expect((await get(gitlab, '/projects')).status).toBe(200);
  });

  it('say so when a test names something that is not there', async () => {
    const response = await sandbox().app.request('/-/sandbox/delete-project', {
      method: 'POST',
      body: JSON.stringify({ project: 'no/such' }),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: 'The sandbox has no project no/such' });
  });
});

describe('requests', () => {
  it('are recorded with what became of them', async () => {
    const gitlab = sandbox();

    await get(gitlab, '/groups?per_page=3');
    await get(gitlab, '/projects/404404');

    expect(gitlab.requests).toEqual([
      { method: 'GET', path: '/api/v4/groups', query: '?per_page=3', status: 200 },
      { method: 'GET', path: '/api/v4/projects/404404', query: '', status: 404 },
    ]);
  });

  it('are counted against the limit, and refused in plain text above it', async () => {
    const world = createWorld({ scale: 0 });
    world.settings.rateLimit = { requests: 2, periodSeconds: 60 };
    const gitlab = createGitLab(world, { now: () => new Date('2026-11-02T12:00:48Z') });

    const first = await get(gitlab, '/user');
    await get(gitlab, '/user');
    const refused = await get(gitlab, '/user');

    expect(first.headers.get('ratelimit-remaining')).toBe('1');
    expect(first.headers.get('x-request-id')).toBe('sandbox-1');
    expect(refused.status).toBe(429);
    expect(refused.text).toBe('Retry later\n');
    expect(refused.headers.get('retry-after')).toBe('12');
  });
});

describe('a world that changes', () => {
  it('redirects from the path of a renamed project, with a sentence for a body', async () => {
    const gitlab = sandbox();

    gitlab.control.renameProject('acme/platform/platform-api', 'core-api');
    const moved = await get(gitlab, '/projects/acme%2Fplatform%2Fplatform-api/languages?x=1');

    expect(moved.status).toBe(301);
    expect(moved.headers.get('location')).toBe(
      `https://gitlab.example.com/api/v4/projects/${PROJECTS.api}/languages?x=1`,
    );
    expect(moved.text).toMatch(/^This resource has been moved permanently to https:/);
    expect((await get(gitlab, '/projects/acme%2Fplatform%2Fcore-api')).body).toMatchObject({ id: PROJECTS.api });
  });

  it('loses a project', async () => {
    const gitlab = sandbox();

    gitlab.control.deleteProject(PROJECTS.api);
    const answer = await get(gitlab, `/projects/${PROJECTS.api}`);

    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ message: '404 Project Not Found' });
  });

  it('loses a group with everything in it, and nothing beside it', async () => {
    const gitlab = sandbox();

    gitlab.control.deleteGroup('acme/platform');
    const groups = namesOf(await getRows(gitlab, '/groups?per_page=100'), 'full_path');
    const projects = namesOf(await getRows(gitlab, '/projects?per_page=100'), 'path_with_namespace');

    expect(groups).not.toContain('acme/platform/runtime');
    expect(groups).toContain('acme/payments');
    expect(projects.filter((path) => String(path).startsWith('acme/platform/'))).toEqual([]);
    expect(projects).toContain('acme/payments/ledger');
  });
});

describe('a world that changes in small ways', () => {
  const post = (gitlab: ReturnType<typeof sandbox>, path: string, body: object) =>
    gitlab.app.request(`/-/sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });

  it('loses a merge request', async () => {
    const gitlab = sandbox();
    const list = `/projects/${PROJECTS.api}/merge_requests?per_page=100`;
    const [first, second, ...others] = namesOf(await getRows(gitlab, list), 'id');

    gitlab.control.deleteMergeRequest(Number(first));
    await post(gitlab, 'delete-merge-request', { id: second });

    expect(namesOf(await getRows(gitlab, list), 'id')).toEqual(others);
  });

  it('loses members of groups and projects', async () => {
    const gitlab = sandbox();

    gitlab.control.removeMember('acme/platform', 'ada');
    await post(gitlab, 'remove-member', { path: 'acme/platform/platform-api', username: 'zoe' });

    expect(namesOf(await getRows(gitlab, '/groups/acme%2Fplatform/members'), 'username')).toEqual(['grace.h']);
    expect(namesOf(await getRows(gitlab, `/projects/${PROJECTS.api}/members`), 'username')).not.toContain('zoe');
    expect(namesOf(await getRows(gitlab, '/groups/acme/members'), 'username')).toContain('ada');
  });

  it('gets, changes and loses files', async () => {
    const gitlab = sandbox();
    const read = (path: string) => get(gitlab, `/projects/${PROJECTS.api}/repository/files/${path}/raw?ref=main`);

    gitlab.control.writeFile(PROJECTS.api, 'README.md', 'changed');
    gitlab.control.writeFile(PROJECTS.api, 'CODEOWNERS', undefined);
    await post(gitlab, 'write-file', { project: PROJECTS.api, path: 'new', content: 'made' });

    expect((await read('README.md')).text).toBe('changed');
    expect((await read('CODEOWNERS')).status).toBe(404);
    expect((await read('new')).text).toBe('made');
  });

  it.each([
    ['delete-merge-request', { id: 1 }, 'The sandbox has no merge request 1'],
    ['remove-member', { path: 'acme', username: 'zoe' }, 'zoe is no direct member of acme'],
    ['write-file', { project: PROJECTS.empty, path: 'a', content: '' }, `The repository of ${PROJECTS.empty} is empty`],
  ])('says so where %s has nothing to change', async (path, body, error) => {
    const response = await post(sandbox(), path, body);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error });
  });
});

describe('one project or group', () => {
  it('is found by its encoded path and by its id', async () => {
    const gitlab = sandbox();

    expect((await get(gitlab, '/projects/acme%2Funicode-strasse%2Fgroesse%2Eund-mass')).body).toMatchObject({
      id: PROJECTS.unicode,
    });
    expect((await get(gitlab, '/groups/acme%2Fplatform%2Fruntime%2Fedge')).body).toMatchObject({ id: 13 });
  });

  it('is missing in the same words whether it does not exist or cannot be seen', async () => {
    const gitlab = sandbox();

    const unseen = await get(gitlab, '/groups/contractors');
    const missing = await get(gitlab, '/groups/4040');

    expect(unseen.body).toEqual({ message: '404 Group Not Found' });
    expect(missing.body).toEqual(unseen.body);
  });

  it('says which projects are below and which are shared in', async () => {
    const gitlab = sandbox();

    const direct = namesOf(await getRows(gitlab, '/groups/acme/projects?per_page=100'), 'path');
    const all = await getRows(gitlab, '/groups/acme/projects?per_page=100&include_subgroups=true&with_shared=false');
    const children = namesOf(await getRows(gitlab, '/groups/acme/subgroups'), 'path');

    expect(direct).toEqual(['proto']);
    expect(namesOf(all, 'path')).toContain('edge-proxy');
    expect(all.every((row) => !('permissions' in row))).toBe(true);
    expect(children).toEqual(['payments', 'platform', 'retired', 'unicode-strasse']);
  });
});
