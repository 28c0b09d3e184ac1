import { describe, expect, it } from 'vitest';
import { makeJob } from '../../factories/job.ts';
import { makePipeline } from '../../factories/pipeline.ts';
import { makeProject } from '../../factories/project.ts';
import { failure, scriptHttp } from '../../support/scripted-http.ts';
import { connectTo, readKind } from '../read-kind.ts';
import { requestsOf } from '../requests-of.ts';

const NEXT = { link: '<https://gitlab.test/api/v4/projects/1/pipelines/1/jobs?per_page=50&page=2>; rel="next"' };

function makeJobs(count: number, from = 1) {
  return Array.from({ length: count }, (_, index) => makeJob({ id: from + index }));
}

describe('jobs', () => {
  it('are those of the selected pipelines, in their order and as GitLab gives them', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject({ id: 1 }), makeProject({ id: 2 })] },
      'GET /projects/:id/pipelines': [
        { body: [makePipeline({ id: 5 }), makePipeline({ id: 6 })] },
        { body: [makePipeline({ id: 3, project_id: 2 })] },
      ],
      'GET /projects/:id/pipelines/:id/jobs': [
        { body: [makeJob({ id: 12 }), makeJob({ id: 11 })] },
        { body: [] },
        { body: [makeJob({ id: 4 })] },
      ],
    });

    const { objects, ledger } = await readKind('job', connectTo(http), {
      selector: { pipelineQueryParams: { ref: 'main' } },
    });

    expect(objects).toEqual([12, 11, 4].map((id) => makeJob({ id })));
    expect(requestsOf(http, '/pipelines').map(({ query }) => query['ref'])).toEqual(['main', 'main']);
    expect(requestsOf(http, '/jobs').map(({ path }) => path)).toEqual([
      '/projects/1/pipelines/5/jobs',
      '/projects/1/pipelines/6/jobs',
      '/projects/2/pipelines/3/jobs',
    ]);
    expect(ledger.unread).toEqual([]);
  });

  it('are the newest 100 of a pipeline: no second page is asked for', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/pipelines': { body: [makePipeline()] },
      'GET /projects/:id/pipelines/:id/jobs': [{ body: makeJobs(100), headers: new Headers(NEXT) }],
    });

    const { objects, ledger } = await readKind('job', connectTo(http));

    expect(objects).toEqual(makeJobs(100));
    expect(ledger.unread).toEqual([]);
  });

  it('are as many where GitLab had to be asked for smaller pages', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/pipelines': { body: [makePipeline()] },
      'GET /projects/:id/pipelines/:id/jobs': [
        { body: makeJobs(50), headers: new Headers(NEXT) },
        { body: makeJobs(60, 51) },
      ],
    });

    const { objects } = await readKind('job', connectTo(http));

    expect(objects).toEqual(makeJobs(100));
  });

  it('that cannot be read cost their pipeline alone', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/pipelines': { body: [makePipeline({ id: 1 }), makePipeline({ id: 2 })] },
      'GET /projects/:id/pipelines/:id/jobs': [failure(502), { body: makeJobs(1) }],
    });

    const { objects, ledger } = await readKind('job', connectTo(http));

    expect(objects).toEqual(makeJobs(1));
    expect(ledger.unread).toMatchObject([{ scope: 'group/project-1: jobs of pipeline 1', state: 'failed' }]);
  });

  it('of a pipeline that is gone by then are not missed', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/pipelines': { body: [makePipeline({ id: 1 }), makePipeline({ id: 2 })] },
      'GET /projects/:id/pipelines/:id/jobs': failure(404),
      'GET /projects/:id/pipelines/:id': ({ url }) => (url.pathname.endsWith('/1') ? failure(404) : { body: {} }),
    });

    const { ledger } = await readKind('job', connectTo(http));

    expect(ledger.unread).toMatchObject([{ scope: 'group/project-1: jobs of pipeline 2', state: 'denied' }]);
  });

  it('share the pipelines with the kind of that name where both select the same', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/pipelines': { body: [makePipeline()] },
      'GET /projects/:id/pipelines/:id/jobs': { body: [makeJob()] },
    });
    const gitlab = connectTo(http);
    const filters = { status: 'success', ref: 'main' };

    await readKind('pipeline', gitlab, { selector: { apiQueryParams: filters } });
    await readKind('job', gitlab, { selector: { pipelineQueryParams: filters } });
    await readKind('job', gitlab);

    expect(requestsOf(http, '/pipelines').map(({ query }) => query['status'])).toEqual(['success', undefined]);
    expect(requestsOf(http, '/projects')).toHaveLength(1);
  });
});
