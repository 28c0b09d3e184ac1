import { describe, expect, it } from 'vitest';
import { GROUPS } from '../../../examples/sandbox/gitlab/seed/groups.ts';
import { PROJECTS } from '../../../examples/sandbox/gitlab/seed/projects.ts';
import { createWorld, type MergeRequest, type World } from '../../../examples/sandbox/gitlab/world.ts';
import { makeGroup } from '../../factories/group.ts';
import { makeMergeRequest } from '../../factories/merge-request.ts';
import { makeProject } from '../../factories/project.ts';
import { failure, scriptHttp } from '../../support/scripted-http.ts';
import { catalogProjects } from '../catalog.ts';
import { connectTo, NOW, openSandbox, readKind } from '../read-kind.ts';

const DAY_MS = 86_400_000;

/** The ids of the world's merge requests in the projects of the catalog. */
function readableIds(world: World, wanted: (mergeRequest: MergeRequest) => boolean): number[] {
  const projects = catalogProjects(world, ['merge_requests'], { archived: false });
  const ids = new Set(projects.map(({ id }) => id));
  return world.mergeRequests.filter((row) => ids.has(row.projectId) && wanted(row)).map(({ id }) => id);
}

function idsOf(objects: readonly { readonly [field: string]: unknown }[]): number[] {
  return objects.map(({ id }) => Number(id)).sort((left, right) => left - right);
}

describe('merge requests', () => {
  it('are the opened ones of every project, inside groups and outside, each once', async () => {
    const { gitlab, world } = openSandbox({}, createWorld({ scale: 0.3, now: NOW }));

    const { objects, ledger } = await readKind('merge-request', gitlab);

    expect(idsOf(objects)).toEqual(readableIds(world, ({ state }) => state === 'opened'));
    expect(objects.map((object) => object['project_id'])).toContain(PROJECTS.personal);
    expect(objects.map((object) => object['project_id'])).toContain(PROJECTS.sharedWithExporter);
    expect(ledger.unread).toEqual([]);
  });

  it('that are closed or merged are read as far back as the window goes, opened ones whatever their age', async () => {
    const { gitlab, world, paths } = openSandbox();
    const selector = { states: ['opened', 'closed', 'merged', 'opened'], updatedAfter: '40' };

    const { objects } = await readKind('merge-request', gitlab, { selector });

    const start = NOW.getTime() - 40 * DAY_MS;
    const expected = readableIds(world, ({ state, updatedAt }) => {
      return state === 'opened' || (state !== 'locked' && Date.parse(updatedAt) >= start);
    });
    expect(idsOf(objects)).toEqual(expected);
    expect(paths().filter((path) => path === '/groups/10/merge_requests')).toHaveLength(3);
    expect(expected.length).toBeLessThan(readableIds(world, ({ state }) => state !== 'locked').length);
  });

  it('are asked of the topmost groups and of projects in none of them, with an order that does not move', async () => {
    const { gitlab, sandbox, paths } = openSandbox();

    await readKind('merge-request', gitlab);

    const { acme, secretLab, doomedChild, teams } = GROUPS;
    const { personal, sharedWithExporter } = PROJECTS;
    expect(paths().filter((path) => path.endsWith('/merge_requests'))).toEqual([
      ...[acme, secretLab, doomedChild, teams].map((id) => `/groups/${id}/merge_requests`),
      ...[sharedWithExporter, personal].map((id) => `/projects/${id}/merge_requests`),
    ]);
    const query = sandbox.requests.find(({ path }) => path.endsWith('/merge_requests'))?.query;
    expect(query).toBe('?state=opened&scope=all&order_by=created_at&sort=asc&per_page=100');
  });

  it('of a project that is marked for deletion are left out, though its group lists them', async () => {
    const { gitlab, world } = openSandbox();
    const inside = world.mergeRequests.filter(
      ({ projectId, state }) => projectId === PROJECTS.pendingDeletion && state === 'opened',
    );

    const { objects } = await readKind('merge-request', gitlab);

    expect(inside.length).toBeGreaterThan(0);
    expect(objects.map((object) => object['project_id'])).not.toContain(PROJECTS.pendingDeletion);
  });

  it('of a group that may not be read cost that group alone', async () => {
    const { gitlab, sandbox } = openSandbox();
    sandbox.control.deny(`/groups/${GROUPS.acme}/merge_requests`);

    const { objects, ledger } = await readKind('merge-request', gitlab);

    expect(ledger.unread).toMatchObject([{ scope: 'acme: opened merge requests', state: 'denied' }]);
    expect(objects.map((object) => object['project_id'])).toContain(PROJECTS.lab);
  });

  it('of a group that is gone are not missed, those of one that is there are denied', async () => {
    const gone = openSandbox();
    gone.sandbox.control.fail({ path: /\/groups\/10(\/merge_requests|\?)/, status: 404 });
    const afterGone = await readKind('merge-request', gone.gitlab);
    const hidden = openSandbox();
    hidden.sandbox.control.fail({ path: `/groups/${GROUPS.acme}/merge_requests`, status: 404 });
    const afterHidden = await readKind('merge-request', hidden.gitlab);

    expect(afterGone.ledger.unread).toEqual([]);
    expect(gone.sandbox.requests.find(({ path }) => path === '/api/v4/groups/10')?.query).toBe('?with_projects=false');
    expect(afterHidden.ledger.unread).toMatchObject([{ scope: 'acme: opened merge requests', state: 'denied' }]);
  });

  it('are not asked of every project where the list of groups broke off', async () => {
    const { gitlab, sandbox, paths } = openSandbox({}, createWorld({ now: NOW }));
    sandbox.control.fail({ path: /\/groups\?.*&page=/, status: 502 });

    const { objects, ledger } = await readKind('merge-request', gitlab);

    expect(ledger.unread).toMatchObject([{ scope: 'groups', state: 'failed' }]);
    expect(objects.map((object) => object['project_id'])).toContain(PROJECTS.api);
    expect(paths().filter((path) => /\/projects\/\d+/.test(path))).toEqual([]);
  });

  it('are not asked of projects whose row says that there are none', async () => {
    const projects = [
      makeProject({ id: 1, path_with_namespace: 'ada/a', archived: true }),
      makeProject({ id: 2, path_with_namespace: 'ada/b', merge_requests_enabled: false }),
      makeProject({ id: 3, path_with_namespace: 'ada/c', merge_requests_access_level: 'disabled' }),
      makeProject({ id: 4, path_with_namespace: 'group-10/d' }),
      makeProject({ id: 5, path_with_namespace: 'group-1/e/f' }),
      makeProject({ id: 6, path_with_namespace: 'ada/g' }),
    ];
    const http = scriptHttp({
      'GET /groups': { body: [makeGroup()] },
      'GET /projects': { body: projects },
      'GET /groups/:id/merge_requests': { body: [makeMergeRequest({ id: 1 })] },
      'GET /projects/:id/merge_requests': { body: [makeMergeRequest({ id: 1 })] },
    });

    const { objects } = await readKind('merge-request', connectTo(http));

    expect(http.requests.map(({ url }) => url.pathname).filter((path) => path.includes('/projects/'))).toEqual([
      '/api/v4/projects/4/merge_requests',
      '/api/v4/projects/6/merge_requests',
    ]);
    expect(objects).toEqual([makeMergeRequest({ id: 1 })]);
  });

  it.each([true, false])(
    'of groups and projects with active=%s are read where the selector says so',
    async (active) => {
      const { gitlab, sandbox } = openSandbox();

      await readKind('merge-request', gitlab, { selector: { includeOnlyActiveGroups: active } });

      const queryOf = (list: string) => sandbox.requests.filter(({ path }) => path === `/api/v4/${list}`).at(-1)?.query;
      expect(queryOf('groups')).toContain(`active=${active}`);
      expect(queryOf('projects')).toContain(`active=${active}`);
    },
  );

  it('fail without hiding another state that was read', async () => {
    const http = scriptHttp({
      'GET /groups': { body: [makeGroup()] },
      'GET /projects': { body: [] },
      'GET /groups/:id/merge_requests': ({ url }) =>
        url.searchParams.get('state') === 'opened' ? failure(500) : { body: [makeMergeRequest({ id: 7 })] },
    });

    const { objects, ledger } = await readKind('merge-request', connectTo(http), {
      selector: { states: ['opened', 'merged'] },
    });

    expect(objects).toEqual([makeMergeRequest({ id: 7 })]);
    expect(ledger.unread).toMatchObject([{ scope: 'group-1: opened merge requests', state: 'failed' }]);
  });
});
