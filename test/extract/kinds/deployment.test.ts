import { describe, expect, it } from 'vitest';
import { makeDeployment } from '../../factories/deployment.ts';
import { makeProject } from '../../factories/project.ts';
import { scriptHttp } from '../../support/scripted-http.ts';
import { connectTo, readKind } from '../read-kind.ts';
import { requestsOf } from '../requests-of.ts';

const EARLY = '2026-01-01T00:00:00Z';
const LATE = '2026-02-01T00:00:00+01:00';

describe('deployments', () => {
  it('come with their whole project', async () => {
    const project = makeProject({ id: 4, topics: ['shop'] });
    const http = scriptHttp({
      'GET /projects': { body: [project] },
      'GET /projects/:id/deployments': { body: [makeDeployment({ id: 1 }), makeDeployment({ id: 2 })] },
    });

    const { objects, ledger } = await readKind('deployment', connectTo(http));

    expect(objects).toEqual([
      makeDeployment({ id: 1, __project: project }),
      makeDeployment({ id: 2, __project: project }),
    ]);
    expect(ledger.unread).toEqual([]);
  });

  it.each([
    [{}, { order_by: 'id' }],
    [
      { environment: 'production', status: 'blocked' },
      { environment: 'production', status: 'blocked', order_by: 'id' },
    ],
    [{ updatedAfter: EARLY }, { updated_after: EARLY, order_by: 'updated_at' }],
    [
      { updatedBefore: LATE, status: 'failed' },
      { updated_before: LATE, status: 'failed', order_by: 'updated_at' },
    ],
    [
      { finishedAfter: EARLY, finishedBefore: LATE, status: 'success' },
      { finished_after: EARLY, finished_before: LATE, status: 'success', order_by: 'finished_at' },
    ],
  ])('selected by %j are asked for by %j', async (apiQueryParams, query) => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/deployments': { body: [] },
    });

    await readKind('deployment', connectTo(http), { selector: { apiQueryParams } });

    expect(requestsOf(http, '/deployments')).toEqual([
      { path: '/projects/1/deployments', query: { ...query, sort: 'asc', per_page: '100' } },
    ]);
  });

  it('cannot be selected by when they were updated and when they finished at once', async () => {
    const apiQueryParams = { updatedAfter: EARLY, finishedBefore: LATE, status: 'success' };

    const reading = readKind('deployment', connectTo(scriptHttp({})), { selector: { apiQueryParams } });

    await expect(reading).rejects.toThrow('not by both');
  });

  it('are not asked of projects without CI, repository or environments', async () => {
    const http = scriptHttp({
      'GET /projects': {
        body: [
          makeProject({ id: 1, jobs_enabled: false }),
          makeProject({ id: 2, builds_access_level: 'disabled' }),
          makeProject({ id: 3, repository_access_level: 'disabled' }),
          makeProject({ id: 4, environments_access_level: 'disabled' }),
          makeProject({ id: 5, environments_access_level: 'private' }),
        ],
      },
      'GET /projects/:id/deployments': { body: [] },
    });

    await readKind('deployment', connectTo(http));

    expect(requestsOf(http, '/deployments').map(({ path }) => path)).toEqual(['/projects/5/deployments']);
  });
});
