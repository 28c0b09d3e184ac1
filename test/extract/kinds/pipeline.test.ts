import { describe, expect, it } from 'vitest';
import { makePipeline } from '../../factories/pipeline.ts';
import { makeProject } from '../../factories/project.ts';
import { failure, scriptHttp } from '../../support/scripted-http.ts';
import { connectTo, readKind } from '../read-kind.ts';
import { requestsOf } from '../requests-of.ts';

const ORDER = { order_by: 'id', sort: 'asc', per_page: '100' };

describe('pipelines', () => {
  it('are those of each project, in the order of the projects, with the path of theirs', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject({ id: 1 }), makeProject({ id: 2 })] },
      'GET /projects/:id/pipelines': [{ body: [makePipeline({ id: 7 })] }, { body: [makePipeline({ id: 5 })] }],
    });

    const { objects, ledger } = await readKind('pipeline', connectTo(http));

    expect(objects).toEqual([
      makePipeline({ id: 7, __project: { path_with_namespace: 'group/project-1' } }),
      makePipeline({ id: 5, __project: { path_with_namespace: 'group/project-2' } }),
    ]);
    expect(requestsOf(http, '/pipelines')).toEqual([
      { path: '/projects/1/pipelines', query: ORDER },
      { path: '/projects/2/pipelines', query: ORDER },
    ]);
    expect(ledger.unread).toEqual([]);
  });

  it('are filtered by the parameters of the selector, by their own names', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/pipelines': { body: [] },
    });
    const apiQueryParams = {
      scope: 'finished',
      source: 'parent_pipeline',
      ref: 'feature/a#b',
      yaml_errors: 'true',
      updated_after: '2026-01-01T00:00:00+02:00',
    };

    await readKind('pipeline', connectTo(http), { selector: { apiQueryParams } });

    expect(requestsOf(http, '/pipelines')).toEqual([
      { path: '/projects/1/pipelines', query: { ...ORDER, ...apiQueryParams } },
    ]);
  });

  it('are not asked of projects without CI or repository', async () => {
    const http = scriptHttp({
      'GET /projects': {
        body: [
          makeProject({ id: 1, jobs_enabled: false }),
          makeProject({ id: 2, builds_access_level: 'disabled' }),
          makeProject({ id: 3, repository_access_level: 'disabled' }),
          makeProject({ id: 4, empty_repo: true, jobs_enabled: true, builds_access_level: 'private' }),
        ],
      },
      'GET /projects/:id/pipelines': { body: [] },
    });

    await readKind('pipeline', connectTo(http));

    expect(requestsOf(http, '/pipelines').map(({ path }) => path)).toEqual(['/projects/4/pipelines']);
  });

  it('that cannot be read cost their project alone, and those of a project that is gone nothing', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [1, 2, 3].map((id) => makeProject({ id })) },
      'GET /projects/:id/pipelines': ({ url }) => {
        if (url.pathname.includes('/1/')) return failure(500);
        return url.pathname.includes('/2/') ? failure(404) : { body: [makePipeline({ id: 9 })] };
      },
      'GET /projects/:id': failure(404),
    });

    const { objects, ledger } = await readKind('pipeline', connectTo(http));

    expect(objects).toMatchObject([{ id: 9 }]);
    expect(ledger.unread).toMatchObject([{ scope: 'group/project-1: pipelines', state: 'failed' }]);
  });

  it('are given once when a row moves to the next page', async () => {
    const next = { link: '<https://gitlab.test/api/v4/projects/1/pipelines?page=2>; rel="next"' };
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/pipelines': [
        { body: [makePipeline({ id: 1 }), makePipeline({ id: 2 })], headers: new Headers(next) },
        { body: [makePipeline({ id: 2 }), makePipeline({ id: 3 })] },
      ],
    });

    const { objects } = await readKind('pipeline', connectTo(http));

    expect(objects.map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});
