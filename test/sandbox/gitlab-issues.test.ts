import { describe, expect, it } from 'vitest';
import { createGitLab } from '../../examples/sandbox/gitlab/app.ts';
import { GROUPS } from '../../examples/sandbox/gitlab/seed/groups.ts';
import { TOKENS } from '../../examples/sandbox/gitlab/seed/people.ts';
import { PROJECTS } from '../../examples/sandbox/gitlab/seed/projects.ts';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { get, getRows, linkOf, namesOf, type Row, walk } from './gitlab-reading.ts';

const sandbox = () => createGitLab(createWorld({ scale: 0 }));

const ofApi = `/projects/${PROJECTS.api}/issues?per_page=100`;

const projectsOf = async (path: string) => new Set(namesOf((await walk(sandbox(), path)).flat(), 'project_id'));

describe('issues of a group', () => {
  it('come from its whole subtree, without archived projects and disabled ones', async () => {
    const projects = await projectsOf(`/groups/${GROUPS.acme}/issues?per_page=100`);

    expect(projects).toContain(PROJECTS.edge);
    expect(projects).not.toContain(PROJECTS.archived);
    expect(projects).not.toContain(PROJECTS.noFeatures);
    expect(projects).not.toContain(PROJECTS.personal);
  });

  it('include archived projects when asked', async () => {
    const projects = await projectsOf(`/groups/${GROUPS.acme}/issues?per_page=100&non_archived=false`);

    expect(projects).toContain(PROJECTS.archived);
    expect(projects).toContain(PROJECTS.insideRetired);
  });

  it('refer to themselves relative to the group', async () => {
    const [row] = await getRows(sandbox(), `/groups/${GROUPS.runtime}/issues?search=Edge+Proxy`);

    expect(row?.['references']).toEqual({
      short: `#${row?.['iid']}`,
      relative: `edge/edge-proxy#${row?.['iid']}`,
      full: `acme/platform/runtime/edge/edge-proxy#${row?.['iid']}`,
    });
  });
});

describe('issues of a project', () => {
  it('have every type and both states, and a closer who may be gone', async () => {
    const rows = await getRows(sandbox(), ofApi);
    const closers = rows.filter((row) => row['state'] === 'closed').map((row) => row['closed_by']);

    expect(new Set(namesOf(rows, 'issue_type'))).toEqual(new Set(['issue', 'incident', 'test_case', 'task']));
    expect(new Set(namesOf(rows, 'state'))).toEqual(new Set(['opened', 'closed']));
    expect(closers).toContain(null);
    expect(closers.some((closer) => closer !== null)).toBe(true);
  });

  it('are none, and no error, where issues are off', async () => {
    const { status, body } = await get(sandbox(), `/projects/${PROJECTS.noFeatures}/issues`);

    expect(status).toBe(200);
    expect(body).toEqual([]);
  });

  it.each<{ query: string; fits: (row: Row) => boolean }>([
    { query: 'state=closed', fits: (row) => row['state'] === 'closed' },
    { query: 'issue_type=incident', fits: (row) => row['type'] === 'INCIDENT' },
    { query: 'labels=needs+triage,type::bug', fits: (row) => JSON.stringify(row['labels']).includes('needs triage') },
    { query: 'confidential=true', fits: (row) => row['confidential'] === true },
    { query: 'iids[]=3&iids[]=5', fits: (row) => row['iid'] === 3 || row['iid'] === 5 },
    { query: 'created_after=2026-01-01T00:00:00Z', fits: (row) => String(row['created_at']) >= '2026' },
    { query: 'updated_before=2026-01-01T00:00:00Z', fits: (row) => String(row['updated_at']) < '2026' },
  ])('pass the filter $query', async ({ query, fits }) => {
    const all = await getRows(sandbox(), ofApi);

    const rows = await getRows(sandbox(), `${ofApi}&${query}`);

    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(all.length);
    expect(rows).toEqual(all.filter(fits));
  });

  it('are counted in their project while they are open', async () => {
    const gitlab = sandbox();

    const { body } = await get(gitlab, `/projects/${PROJECTS.api}`);
    const rows = await getRows(gitlab, `${ofApi}&state=opened`);

    expect(body).toMatchObject({ open_issues_count: rows.length });
  });

  it('hide what is confidential from a guest', async () => {
    const world = createWorld({ scale: 0 });
    const readable = await getRows(createGitLab(world), `${ofApi}&confidential=true`);
    for (const membership of world.memberships) membership.accessLevel = Math.min(membership.accessLevel, 10);

    const rows = await getRows(createGitLab(world), `${ofApi}&confidential=true`);

    expect(readable.length).toBeGreaterThan(0);
    expect(rows).toEqual([]);
  });

  it('page by keyset to an end without a link, from 18.3 on', async () => {
    const world = createWorld({ scale: 0 });
    const gitlab = createGitLab(world);
    const base = `/projects/${PROJECTS.api}/issues?per_page=10&pagination=keyset`;

    const pages = await walk(gitlab, base);
    world.version = '18.2.0';
    const old = await get(gitlab, base);

    expect(pages.map((page) => page.length)).toEqual([10, 10, 10]);
    expect(pages.flat()).toEqual(await getRows(gitlab, ofApi));
    expect(old.headers.get('x-page')).toBe('1');
    expect(linkOf(old, 'last')).toBeDefined();
  });

  it('can be deleted between runs', async () => {
    const world = createWorld({ scale: 0 });
    const gitlab = createGitLab(world);
    const doomed = world.issues.find((issue) => issue.projectId === PROJECTS.personal);

    gitlab.control.deleteRecord('issues', doomed?.id ?? 0);
    const rows = await getRows(gitlab, `/projects/${PROJECTS.personal}/issues`, TOKENS.admin);

    expect(doomed).toBeDefined();
    expect(rows).toHaveLength(1);
    expect(() => gitlab.control.deleteRecord('issues', doomed?.id ?? 0)).toThrow('among its issues');
  });
});
