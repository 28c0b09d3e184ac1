import { describe, expect, it } from 'vitest';
import { makeGroup } from '../../factories/group.ts';
import { makeIssue } from '../../factories/issue.ts';
import { makeProject } from '../../factories/project.ts';
import { type Script, type ScriptedHttp, scriptHttp } from '../../support/scripted-http.ts';
import { connectTo, readKind } from '../read-kind.ts';
import { requestsOf } from '../requests-of.ts';

const ORDER = { order_by: 'created_at', sort: 'asc', per_page: '100' };

/** One group that holds another, one project in each and one outside. */
function serve(script: Script = {}): ScriptedHttp {
  return scriptHttp({
    'GET /groups': {
      body: [makeGroup({ id: 1, full_path: 'acme' }), makeGroup({ id: 2, full_path: 'acme/apps', parent_id: 1 })],
    },
    'GET /projects': {
      body: [
        makeProject({ id: 1, path_with_namespace: 'acme/api' }),
        makeProject({ id: 2, path_with_namespace: 'acme/apps/web' }),
        makeProject({ id: 3, path_with_namespace: 'ada/notes' }),
      ],
    },
    'GET /groups/:id/issues': { body: [makeIssue({ id: 1 }), makeIssue({ id: 2, project_id: 2 })] },
    'GET /projects/:id/issues': { body: [makeIssue({ id: 2, project_id: 2 }), makeIssue({ id: 3, project_id: 3 })] },
    ...script,
  });
}

describe('issues', () => {
  it('are those of the topmost groups and of the projects in none of them, each once', async () => {
    const http = serve();

    const { objects, ledger } = await readKind('issue', connectTo(http));

    expect(objects).toEqual([1, 2, 3].map((id) => makeIssue({ id, project_id: id })));
    expect(requestsOf(http, '/issues')).toEqual([
      { path: '/groups/1/issues', query: { ...ORDER, non_archived: 'true' } },
      { path: '/projects/3/issues', query: ORDER },
    ]);
    expect(ledger.unread).toEqual([]);
  });

  it('are filtered by what the selector says', async () => {
    const http = serve();
    const selector = { issueType: 'incident', labels: 'a,b', state: 'closed', updatedAfter: '2', nonArchived: 'false' };

    await readKind('issue', connectTo(http), { selector });

    const query = {
      ...ORDER,
      issue_type: 'incident',
      labels: 'a,b',
      state: 'closed',
      updated_after: '2026-10-31T12:00:00.000Z',
    };
    expect(requestsOf(http, '/issues').map((request) => request.query)).toEqual([
      { ...query, non_archived: 'false' },
      query,
    ]);
  });

  it.each([
    [true, ['/projects/3/issues']],
    [false, ['/projects/1/issues', '/projects/3/issues']],
  ])('are not asked of projects that have none (nonArchived: %s)', async (nonArchived, asked) => {
    const http = serve({
      'GET /groups': { body: [] },
      'GET /projects': {
        body: [
          makeProject({ id: 1, archived: true }),
          makeProject({ id: 2, issues_enabled: false }),
          makeProject({ id: 3, issues_enabled: true, issues_access_level: 'private' }),
          makeProject({ id: 4, issues_access_level: 'disabled' }),
        ],
      },
    });

    await readKind('issue', connectTo(http), { selector: { nonArchived } });

    expect(requestsOf(http, '/issues').map(({ path }) => path)).toEqual(asked);
  });

  it('of a project that is marked for deletion are left out, though its group lists them', async () => {
    const leaving = makeProject({ id: 2, path_with_namespace: 'acme/old', marked_for_deletion_on: '2026-11-20' });
    const http = serve({ 'GET /projects': { body: [leaving] } });

    const { objects } = await readKind('issue', connectTo(http));

    expect(objects).toEqual([makeIssue({ id: 1 })]);
  });

  it('that may not be read cost their project alone', async () => {
    const http = serve({ 'GET /projects/:id/issues': { status: 403 } });

    const { objects, ledger } = await readKind('issue', connectTo(http));

    expect(objects.map(({ id }) => id)).toEqual([1, 2]);
    expect(ledger.unread).toMatchObject([{ scope: 'ada/notes: issues', state: 'denied' }]);
  });
});
