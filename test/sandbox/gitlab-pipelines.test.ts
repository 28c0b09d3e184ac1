import { describe, expect, it } from 'vitest';
import { createGitLab } from '../../examples/sandbox/gitlab/app.ts';
import { WIDE_PIPELINE } from '../../examples/sandbox/gitlab/seed/pipelines.ts';
import { PROJECTS } from '../../examples/sandbox/gitlab/seed/projects.ts';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { get, getRows, linkOf, namesOf, type Row, walk } from './gitlab-reading.ts';

const sandbox = () => createGitLab(createWorld({ scale: 0 }));

const project = `/projects/${PROJECTS.api}`;

describe('pipelines', () => {
  it('have every status and are listed newest first', async () => {
    const rows = await getRows(sandbox(), `${project}/pipelines?per_page=100`);
    const ids = namesOf(rows, 'id').map(Number);

    expect(new Set(namesOf(rows, 'status')).size).toBeGreaterThan(10);
    expect(ids).toEqual(ids.toSorted((left, right) => right - left));
  });

  it('leave out child pipelines unless these are asked for', async () => {
    const rows = await getRows(sandbox(), `${project}/pipelines?per_page=100`);
    const children = await getRows(sandbox(), `${project}/pipelines?source=parent_pipeline`);

    expect(namesOf(rows, 'source')).not.toContain('parent_pipeline');
    expect(children.length).toBeGreaterThan(0);
    expect(new Set(namesOf(children, 'source'))).toEqual(new Set(['parent_pipeline']));
  });

  it.each<{ query: string; fits: (row: Row) => boolean }>([
    { query: 'status=success', fits: (row) => row['status'] === 'success' },
    { query: 'source=push', fits: (row) => row['source'] === 'push' },
    { query: 'ref=main', fits: (row) => row['ref'] === 'main' },
    { query: 'ref=feature%2Fa%233', fits: (row) => row['ref'] === 'feature/a#3' },
    { query: 'name=Build+Platform+API', fits: (row) => row['name'] !== null },
    { query: 'scope=running', fits: (row) => row['status'] === 'running' },
    { query: 'username=ada', fits: (row) => Number(row['iid']) % 2 === 0 },
    { query: 'created_after=2026-06-01T00:00:00Z', fits: (row) => String(row['created_at']) >= '2026-06' },
    { query: 'updated_before=2026-06-01T00:00:00Z', fits: (row) => String(row['updated_at']) < '2026-06' },
  ])('pass the filter $query', async ({ query, fits }) => {
    const all = await getRows(sandbox(), `${project}/pipelines?per_page=100`);

    const rows = await getRows(sandbox(), `${project}/pipelines?per_page=100&${query}`);

    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(all.length);
    expect(rows).toEqual(all.filter(fits));
  });

  it('are the newest of each ref in the scopes of branches and tags', async () => {
    const tags = await getRows(sandbox(), `${project}/pipelines?scope=tags`);
    const branches = await getRows(sandbox(), `${project}/pipelines?scope=branches&per_page=100`);

    expect(namesOf(tags, 'ref').every((ref) => String(ref).startsWith('v1.'))).toBe(true);
    expect(new Set(namesOf(branches, 'ref')).size).toBe(branches.length);
  });

  it.each([PROJECTS.noFeatures, PROJECTS.noMergeRequests])('are refused where builds are off: %i', async (id) => {
    expect((await get(sandbox(), `/projects/${id}/pipelines`)).status).toBe(403);
    expect((await get(sandbox(), `/projects/${id}/jobs`)).status).toBe(403);
  });

  it('say which one is missing', async () => {
    const { status, body } = await get(sandbox(), `${project}/pipelines/404404/jobs`);

    expect(status).toBe(404);
    expect(body).toEqual({ message: '404 Not found' });
  });
});

describe('jobs', () => {
  it('of one pipeline can be more than a page', async () => {
    const pages = await walk(sandbox(), `${project}/pipelines/${WIDE_PIPELINE}/jobs?per_page=100`);
    const ids = pages.flatMap((page) => namesOf(page, 'id')).map(Number);

    expect(pages.map((page) => page.length)).toEqual([100, 23]);
    expect(ids).toEqual(ids.toSorted((left, right) => right - left));
  });

  it('of a pipeline leave out retried ones by default, and bridges always', async () => {
    const gitlab = sandbox();
    const retriedIn = WIDE_PIPELINE + 1;
    const bridgeIn = WIDE_PIPELINE + 2;

    const latest = await getRows(gitlab, `${project}/pipelines/${retriedIn}/jobs`);
    const all = await getRows(gitlab, `${project}/pipelines/${retriedIn}/jobs?include_retried=true`);
    const withBridge = await getRows(gitlab, `${project}/pipelines/${bridgeIn}/jobs?include_retried=true`);

    expect(namesOf(latest, 'name').toSorted()).toEqual(['build', 'deploy 🚀', 'test']);
    expect(namesOf(all, 'name').toSorted()).toEqual(['build', 'deploy 🚀', 'test', 'test']);
    expect(namesOf(withBridge, 'name')).not.toContain('downstream');
  });

  it('of a project include retried ones, and are never counted', async () => {
    const gitlab = sandbox();

    const offset = await get(gitlab, `${project}/jobs?per_page=100`);
    const keyset = await walk(gitlab, `${project}/jobs?per_page=50&pagination=keyset`);
    const rows = keyset.flat();

    expect(offset.headers.get('x-total')).toBeNull();
    expect(linkOf(offset, 'last')).toBeUndefined();
    expect(linkOf(offset, 'next')).toBeDefined();
    expect(rows).toEqual((await walk(gitlab, `${project}/jobs?per_page=100`)).flat());
    expect(rows.filter((row) => row['name'] === 'test').length).toBeGreaterThan(26);
    expect(keyset.at(-1)?.length).toBeGreaterThan(0);
  });

  it('pass the filter of statuses', async () => {
    const rows = await getRows(sandbox(), `${project}/jobs?scope[]=running&scope[]=failed&per_page=100`);

    expect(new Set(namesOf(rows, 'status'))).toEqual(new Set(['running', 'failed']));
    expect((await get(sandbox(), `${project}/jobs?scope[]=nonsense`)).status).toBe(400);
  });
});
