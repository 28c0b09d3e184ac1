import { describe, expect, it } from 'vitest';
import { createGitLab } from '../../examples/sandbox/gitlab/app.ts';
import { GROUPS } from '../../examples/sandbox/gitlab/seed/groups.ts';
import { PROJECTS } from '../../examples/sandbox/gitlab/seed/projects.ts';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { get, getRows, namesOf, walk } from './gitlab-reading.ts';

const sandbox = () => createGitLab(createWorld({ scale: 0 }));

const api = `/projects/${PROJECTS.api}`;
const edge = `/projects/${PROJECTS.edge}`;

describe('tags', () => {
  it('are the same in pages and by keyset, more than a page of them', async () => {
    const base = `${edge}/repository/tags?order_by=name&sort=asc&per_page=100`;

    const offset = (await walk(sandbox(), base)).flat();
    const keyset = (await walk(sandbox(), `${base}&pagination=keyset`)).flat();

    expect(offset).toHaveLength(130);
    expect(keyset).toEqual(offset);
  });

  it('end by keyset with an empty page when the last one is full', async () => {
    const pages = await walk(sandbox(), `${edge}/repository/tags?per_page=65&pagination=keyset`);

    expect(pages.map((page) => page.length)).toEqual([65, 65, 0]);
  });

  it('refuse a page token that names no tag', async () => {
    const { status, body } = await get(sandbox(), `${edge}/repository/tags?pagination=keyset&page_token=gone`);

    expect(status).toBe(422);
    expect(body).toEqual({ message: 'Invalid page token: refs/tags/gone' });
  });

  it('sort by name, by version and by date', async () => {
    const names = async (order: string) =>
      namesOf(
        await getRows(sandbox(), `${api}/repository/tags?per_page=100&search=^v&sort=asc&order_by=${order}`),
        'name',
      );

    const byName = await names('name');
    const byVersion = await names('version');

    expect(byName.indexOf('v1.10.0')).toBeLessThan(byName.indexOf('v1.9.0'));
    expect(byVersion.indexOf('v1.10.0')).toBeGreaterThan(byVersion.indexOf('v1.9.0'));
    expect(await names('updated')).toEqual(byVersion);
  });

  it('are refused without access to the code and none in an empty repository', async () => {
    expect((await get(sandbox(), `/projects/${PROJECTS.noFeatures}/repository/tags`)).status).toBe(403);
    expect((await get(sandbox(), `/projects/${PROJECTS.empty}/repository/tags`)).body).toEqual([]);
  });
});

describe('releases', () => {
  it('of a project are the newest first, one of them upcoming, one without its tag', async () => {
    const rows = await getRows(sandbox(), `${api}/releases?per_page=100`);
    const dates = namesOf(rows, 'released_at').map(String);

    expect(dates).toEqual(dates.toSorted().reverse());
    expect(namesOf(rows, 'upcoming_release').filter(Boolean)).toHaveLength(1);
    expect(rows.at(-1)).toMatchObject({ tag_name: 'v0-deleted', commit: null });
    expect(namesOf(rows, 'author')).toContain(null);
  });

  it('of a group come from its subtree and name no project id', async () => {
    const rows = (await walk(sandbox(), `/groups/${GROUPS.acme}/releases?per_page=100`)).flat();
    const links = rows.map((row) => JSON.stringify(row['_links']));

    expect(rows.some((row) => 'project_id' in row)).toBe(false);
    expect(links.some((link) => link.includes('acme/platform/runtime/edge/edge-proxy/-/releases'))).toBe(true);
    expect(links.some((link) => link.includes('no-features'))).toBe(false);
  });

  it('are refused where the feature is off', async () => {
    expect((await get(sandbox(), `/projects/${PROJECTS.noFeatures}/releases`)).status).toBe(403);
  });
});

describe('branches', () => {
  it('can be more than a page, sorted by name, keyset being ignored', async () => {
    const pages = await walk(sandbox(), `${edge}/repository/branches?per_page=100&pagination=keyset`);
    const names = pages.flatMap((page) => namesOf(page, 'name'));

    expect(pages.map((page) => page.length)).toEqual([100, 31]);
    expect(names).toEqual(names.toSorted());
  });

  it.each([
    { query: 'search=topic/13', names: ['topic/130'] },
    { query: 'search=^topic/00', names: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `topic/00${number}`) },
    { query: 'search=099$', names: ['topic/099'] },
    { query: `regex=${encodeURIComponent('^topic/0[01]0$')}`, names: ['topic/010'] },
  ])('pass $query', async ({ query, names }) => {
    const rows = await getRows(sandbox(), `${edge}/repository/branches?${query}`);

    expect(namesOf(rows, 'name')).toEqual(names);
  });

  it('can be asked one by one, whatever their names hold', async () => {
    const gitlab = sandbox();

    const branch = await get(gitlab, `${api}/repository/branches/${encodeURIComponent('feature/a#b')}`);
    const missing = await get(gitlab, `${api}/repository/branches/nonsense`);

    expect(branch.body).toMatchObject({ name: 'feature/a#b', default: false });
    expect(missing.body).toEqual({ message: '404 Branch Not Found' });
  });

  it.each([
    {
      path: `/projects/${PROJECTS.noFeatures}/repository/branches`,
      status: 404,
      body: { message: '404 Repository Not Found' },
    },
    { path: `/projects/${PROJECTS.empty}/repository/branches`, status: 200, body: [] },
    {
      path: `/projects/${PROJECTS.empty}/repository/branches/main`,
      status: 404,
      body: { message: '404 Branch Not Found' },
    },
    {
      path: `${edge}/repository/branches?regex=(`,
      status: 400,
      body: { error: 'regex is an invalid regular expression' },
    },
  ])('of $path answer $status', async ({ path, status, body }) => {
    const answer = await get(sandbox(), path);

    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(body);
  });

  it('can be deleted between runs', async () => {
    const gitlab = sandbox();

    gitlab.control.deleteBranch(PROJECTS.edge, 'topic/001');

    expect((await get(gitlab, `${edge}/repository/branches/topic%2F001`)).status).toBe(404);
    expect(() => gitlab.control.deleteBranch(PROJECTS.edge, 'topic/001')).toThrow('no branch topic/001');
  });
});

describe('what a project holds', () => {
  it('is deleted over HTTP too, and goes with its project', async () => {
    const world = createWorld({ scale: 0 });
    const gitlab = createGitLab(world);
    const doomed = world.tags.find((tag) => tag.projectId === PROJECTS.edge && tag.name === 'v1.1.0');

    const response = await gitlab.app.request('/-/sandbox/delete-record', {
      method: 'POST',
      body: JSON.stringify({ kind: 'tags', id: doomed?.id }),
    });
    const tags = (await walk(gitlab, `${edge}/repository/tags?per_page=100`)).flat();
    gitlab.control.deleteProject(PROJECTS.api);

    expect(response.status).toBe(200);
    expect(tags).toHaveLength(129);
    expect(namesOf(tags, 'name')).not.toContain('v1.1.0');
    expect(world.jobs.some((job) => job.projectId === PROJECTS.api)).toBe(false);
  });
});

describe('deployments', () => {
  const base = `${api}/deployments?per_page=100`;

  it('have every status, oldest first, with a job or without', async () => {
    const rows = await getRows(sandbox(), base);
    const ids = namesOf(rows, 'id').map(Number);

    expect(new Set(namesOf(rows, 'status'))).toEqual(
      new Set(['created', 'running', 'success', 'failed', 'canceled', 'skipped', 'blocked']),
    );
    expect(ids).toEqual(ids.toSorted((left, right) => left - right));
    expect(namesOf(rows, 'deployable')).toContain(null);
    expect(namesOf(rows, 'deployable').some((job) => job !== null)).toBe(true);
  });

  it.each([
    { query: 'updated_after=2026-01-01T00:00:00Z', text: '`updated_at` filter requires `updated_at` sort' },
    {
      query: 'finished_after=2026-01-01T00:00:00Z&status=success',
      text: '`finished_at` filter requires `finished_at` sort.',
    },
    {
      query: 'finished_before=2026-01-01T00:00:00Z&order_by=finished_at',
      text: '`finished_at` filter must be combined with `success` status filter.',
    },
  ])('refuse $query', async ({ query, text }) => {
    const { status, body } = await get(sandbox(), `${base}&${query}`);

    expect(status).toBe(400);
    expect(body).toEqual({ message: `400 Bad request - ${text}` });
  });

  it.each([
    { query: 'updated_after=2026-01-01T00:00:00Z&order_by=updated_at', field: 'updated_at' },
    { query: 'updated_before=2026-01-01T00:00:00Z&order_by=updated_at', field: 'updated_at' },
    { query: 'finished_after=2025-01-01T00:00:00Z&order_by=finished_at&status=success', field: 'created_at' },
    { query: 'environment=staging/eu+west', field: 'created_at' },
    { query: 'status=blocked', field: 'created_at' },
  ])('pass $query in the order of $field', async ({ query, field }) => {
    const all = await getRows(sandbox(), base);

    const rows = await getRows(sandbox(), `${base}&${query}`);
    const dates = namesOf(rows, field);

    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(all.length);
    expect(dates).toEqual(dates.toSorted());
  });

  it('are refused where environments or builds are off', async () => {
    expect((await get(sandbox(), `/projects/${PROJECTS.noFeatures}/deployments`)).status).toBe(403);
    expect((await get(sandbox(), `/projects/${PROJECTS.noMergeRequests}/deployments`)).status).toBe(403);
  });
});

describe('environments', () => {
  it('pass their filters', async () => {
    const all = await getRows(sandbox(), `${api}/environments`);
    const stopped = await getRows(sandbox(), `${api}/environments?states=stopped`);
    const short = await get(sandbox(), `${api}/environments?search=pr`);

    expect(all).toHaveLength(3);
    expect(namesOf(stopped, 'name')).toEqual(['review/feature-a#b']);
    expect(short.status).toBe(400);
  });
});
