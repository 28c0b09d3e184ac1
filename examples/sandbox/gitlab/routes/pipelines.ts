import { type Api, findProject, type Request } from '../api.ts';
import { ApiError, forbidden } from '../api-error.ts';
import { cursorPage, keysetParameters, offsetPage, offsetParameters, sortRows } from '../pagination.ts';
import { jobRow, pipelineDetail, pipelineRow } from '../present/pipeline.ts';
import { flag, moment, oneOf, readQuery, someOf, text, withDefault } from '../query.ts';
import type { Job, Pipeline } from '../records.ts';
import type { Viewer } from '../viewer.ts';
import type { Project } from '../world.ts';
import { within } from './projects.ts';

const STATUSES = [
  'created',
  'waiting_for_resource',
  'preparing',
  'waiting_for_callback',
  'pending',
  'running',
  'success',
  'failed',
  'canceling',
  'canceled',
  'skipped',
  'manual',
  'scheduled',
] as const;

export const pipelineParameters = {
  ...offsetParameters,
  scope: oneOf('running', 'pending', 'finished', 'branches', 'tags'),
  status: oneOf(...STATUSES),
  ref: text,
  sha: text,
  source: text,
  username: text,
  name: text,
  yaml_errors: flag,
  created_after: moment,
  created_before: moment,
  updated_after: moment,
  updated_before: moment,
  order_by: withDefault(oneOf('id', 'status', 'ref', 'updated_at', 'user_id'), 'id'),
  sort: withDefault(oneOf('asc', 'desc'), 'desc'),
};

export const pipelineJobParameters = {
  ...offsetParameters,
  scope: someOf(...STATUSES),
  include_retried: withDefault(flag, false),
};

export const projectJobParameters = { ...keysetParameters, scope: someOf(...STATUSES), ref: text };

type PipelineQuery = ReturnType<typeof readPipelineQuery>;
const readPipelineQuery = (request: Request) => readQuery(request, pipelineParameters);

/** Pipelines of a project and jobs ("GitLab: pipelines", "GitLab: jobs"). */
export function pipelineRoutes(api: Api): void {
  api.get('/projects/:id/pipelines', (request) => {
    const viewer = request.get('viewer');
    const project = findBuilds(request);
    const query = readPipelineQuery(request);
    const rows = scoped(
      pipelinesOf(viewer, project).filter((pipeline) => passes(viewer, pipeline, query)),
      query.scope,
    );
    const sorted = sortRows(rows, (pipeline) => orderKey(pipeline, query.order_by), query.sort);
    const page = offsetPage(request, viewer, sorted);
    return request.json(page.map((pipeline) => pipelineRow(viewer, project, pipeline)));
  });

  api.get('/projects/:id/pipelines/:pipeline', (request) => {
    const project = findBuilds(request);
    return request.json(pipelineDetail(request.get('viewer'), project, findPipeline(request, project)));
  });

  api.get('/projects/:id/pipelines/:pipeline/jobs', (request) => {
    const viewer = request.get('viewer');
    const project = findBuilds(request);
    const pipeline = findPipeline(request, project);
    const query = readQuery(request, pipelineJobParameters);
    const rows = newestJobs(viewer, query.scope, (job) => {
      return job.pipelineId === pipeline.id && (query.include_retried || !job.retried);
    });
    const page = offsetPage(request, viewer, rows);
    return request.json(page.map((job) => jobRow(viewer, project, pipeline, job)));
  });

  api.get('/projects/:id/jobs', (request) => {
    const viewer = request.get('viewer');
    const project = findBuilds(request);
    const query = readQuery(request, projectJobParameters);
    const pipelines = new Map(pipelinesOf(viewer, project).map((pipeline) => [pipeline.id, pipeline]));
    const rows = newestJobs(viewer, query.scope, (job) => {
      const pipeline = pipelines.get(job.pipelineId);
      return pipeline !== undefined && (query.ref === undefined || pipeline.ref === query.ref);
    });
    const page =
      query.pagination === 'keyset'
        ? cursorPage(request, viewer, rows)
        : offsetPage(request, viewer, rows, { totals: false });
    return request.json(
      page.flatMap((job) => {
        const pipeline = pipelines.get(job.pipelineId);
        return pipeline === undefined ? [] : [jobRow(viewer, project, pipeline, job)];
      }),
    );
  });
}

/** The project of a request; throws 403 where CI/CD or the code is off or closed to the caller. */
function findBuilds(request: Request): Project {
  const viewer = request.get('viewer');
  const project = findProject(request);
  if (!viewer.mayRead(project, 'builds') || !viewer.mayRead(project, 'repository')) throw forbidden();
  return project;
}

function findPipeline(request: Request, project: Project): Pipeline {
  const id = Number(request.req.param('pipeline'));
  const pipeline = pipelinesOf(request.get('viewer'), project).find((candidate) => candidate.id === id);
  if (pipeline === undefined) throw new ApiError(404, { message: '404 Not found' });
  return pipeline;
}

function pipelinesOf(viewer: Viewer, project: Project): Pipeline[] {
  return viewer.world.pipelines.filter((pipeline) => pipeline.projectId === project.id);
}

/** Jobs, newest first; bridges are in no list of jobs. */
function newestJobs(viewer: Viewer, scope: readonly string[] | undefined, wanted: (job: Job) => boolean): Job[] {
  const jobs = viewer.world.jobs.filter(
    (job) => job.kind === 'build' && wanted(job) && (scope === undefined || scope.includes(job.status)),
  );
  return sortRows(jobs, (job) => job.id, 'desc');
}

function passes(viewer: Viewer, pipeline: Pipeline, query: PipelineQuery): boolean {
  const user = viewer.world.users.find((candidate) => candidate.id === pipeline.userId);
  const tests = [
    query.status === undefined || pipeline.status === query.status,
    query.ref === undefined || pipeline.ref === query.ref,
    query.sha === undefined || pipeline.sha === query.sha,
    // Child pipelines are listed only where they are asked for (GitLab 17.0).
    query.source === undefined ? pipeline.source !== 'parent_pipeline' : pipeline.source === query.source,
    query.username === undefined || user?.username === query.username,
    query.name === undefined || pipeline.name === query.name,
    query.yaml_errors === undefined || (pipeline.yamlErrors !== null) === query.yaml_errors,
    within(pipeline.createdAt, query.created_after, query.created_before),
    within(pipeline.updatedAt, query.updated_after, query.updated_before),
  ];
  return tests.every(Boolean);
}

const FINISHED: readonly string[] = ['success', 'failed', 'canceled', 'skipped'];

/** `branches` and `tags` leave the newest pipeline of each ref. */
function scoped(pipelines: readonly Pipeline[], scope: PipelineQuery['scope']): readonly Pipeline[] {
  if (scope === undefined) return pipelines;
  if (scope === 'branches' || scope === 'tags') {
    const ofScope = pipelines.filter((pipeline) => pipeline.tag === (scope === 'tags'));
    return [...new Map(ofScope.map((pipeline) => [pipeline.ref, pipeline])).values()];
  }
  const statuses = scope === 'finished' ? FINISHED : [scope];
  return pipelines.filter((pipeline) => statuses.includes(pipeline.status));
}

function orderKey(pipeline: Pipeline, by: PipelineQuery['order_by']): string | number {
  if (by === 'updated_at') return pipeline.updatedAt;
  if (by === 'user_id') return pipeline.userId;
  return pipeline[by];
}
