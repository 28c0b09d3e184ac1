import { describe, expect, it } from 'vitest';
import { createGitLab } from '../../examples/sandbox/gitlab/app.ts';
import { GROUPS } from '../../examples/sandbox/gitlab/seed/groups.ts';
import { PROJECTS } from '../../examples/sandbox/gitlab/seed/projects.ts';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { get, getRows, namesOf, walk } from './gitlab-reading.ts';

const sandbox = () => createGitLab(createWorld({ scale: 0 }));

const projectsOf = async (path: string) => {
  const rows = (await walk(sandbox(), path)).flat();
  return new Set(namesOf(rows, 'project_id'));
};

describe('merge requests of a group', () => {
  it('come from its whole subtree, without archived projects and disabled ones', async () => {
    const projects = await projectsOf(`/groups/${GROUPS.acme}/merge_requests?per_page=100`);

    expect(projects).toContain(PROJECTS.edge);
    expect(projects).not.toContain(PROJECTS.archived);
    expect(projects).not.toContain(PROJECTS.insideRetired);
    expect(projects).not.toContain(PROJECTS.noMergeRequests);
    expect(projects).not.toContain(PROJECTS.personal);
  });

  it('include archived projects when asked', async () => {
    const projects = await projectsOf(`/groups/${GROUPS.acme}/merge_requests?per_page=100&non_archived=false`);

    expect(projects).toContain(PROJECTS.archived);
  });

  it('refer to themselves relative to the group', async () => {
    const [row] = await getRows(sandbox(), `/groups/${GROUPS.runtime}/merge_requests?search=Edge+Proxy&order_by=title`);

    expect(row?.['references']).toEqual({
      short: `!${row?.['iid']}`,
      relative: `edge/edge-proxy!${row?.['iid']}`,
      full: `acme/platform/runtime/edge/edge-proxy!${row?.['iid']}`,
    });
  });
});

describe('merge requests of a project', () => {
  it('have every state', async () => {
    const rows = await getRows(sandbox(), `/projects/${PROJECTS.api}/merge_requests?per_page=100`);

    expect(new Set(namesOf(rows, 'state'))).toEqual(new Set(['opened', 'merged', 'closed', 'locked']));
  });

  it('are refused where the feature is off', async () => {
    expect((await get(sandbox(), `/projects/${PROJECTS.noMergeRequests}/merge_requests`)).status).toBe(403);
  });

  it.each([
    { query: 'state=opened', fits: (row: { state: unknown }) => row.state === 'opened' },
    {
      query: 'labels=backend,type::feature',
      fits: (row: { labels: unknown }) => Array.isArray(row.labels) && row.labels.length === 2,
    },
    { query: 'wip=yes', fits: (row: { draft: unknown }) => row.draft === true },
    { query: 'iids[]=3&iids[]=5', fits: (row: { iid: unknown }) => row.iid === 3 || row.iid === 5 },
  ])('pass the filter $query', async ({ query, fits }) => {
    const path = `/projects/${PROJECTS.api}/merge_requests?per_page=100`;
    const all = await getRows(sandbox(), path);

    const rows = await getRows(sandbox(), `${path}&${query}`);

    const expected = all.filter((row) =>
      fits({ state: row['state'], labels: row['labels'], draft: row['draft'], iid: row['iid'] }),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(all.length);
    expect(rows).toEqual(expected);
  });

  it('lie in a window whose ends belong to it', async () => {
    const path = `/projects/${PROJECTS.api}/merge_requests?per_page=100&order_by=updated_at&sort=asc`;
    const dates = namesOf(await getRows(sandbox(), path), 'updated_at').map(String);
    const [after = '', before = ''] = [dates[3], dates.at(-3)];

    const rows = await getRows(sandbox(), `${path}&updated_after=${after}&updated_before=${before}`);

    expect(namesOf(rows, 'updated_at')).toEqual(dates.filter((date) => date >= after && date <= before));
  });

  it('are as old as the clock of the world says', async () => {
    const now = new Date('2031-05-06T00:00:00Z');
    const gitlab = createGitLab(createWorld({ scale: 0, now }));

    const rows = await getRows(gitlab, `/projects/${PROJECTS.api}/merge_requests?per_page=100`);
    const years = new Set(namesOf(rows, 'created_at').map((date) => String(date).slice(0, 4)));

    expect(years).toContain('2031');
    expect(years).toContain('2027');
  });
});
