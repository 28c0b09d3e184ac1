import { type Api, findProject, type Request } from '../api.ts';
import { ApiError, forbidden } from '../api-error.ts';
import { offsetPage, offsetParameters, sortRows } from '../pagination.ts';
import { deploymentRow, environmentRow } from '../present/deployment.ts';
import { moment, oneOf, readQuery, text, withDefault } from '../query.ts';
import type { Deployment } from '../records.ts';
import type { Viewer } from '../viewer.ts';
import type { Project } from '../world.ts';
import { contains, within } from './projects.ts';

export const deploymentParameters = {
  ...offsetParameters,
  order_by: withDefault(oneOf('id', 'iid', 'created_at', 'updated_at', 'finished_at'), 'id'),
  sort: withDefault(oneOf('asc', 'desc'), 'asc'),
  updated_after: moment,
  updated_before: moment,
  finished_after: moment,
  finished_before: moment,
  environment: text,
  status: oneOf('created', 'running', 'success', 'failed', 'canceled', 'skipped', 'blocked'),
};

export const environmentParameters = {
  ...offsetParameters,
  name: text,
  search: text,
  states: oneOf('available', 'stopping', 'stopped'),
};

type DeploymentQuery = ReturnType<typeof readDeploymentQuery>;
const readDeploymentQuery = (request: Request) => readQuery(request, deploymentParameters);

const SHORTEST_SEARCH = 3;

/** Deployments and environments of a project ("GitLab: deployments", "GitLab: environments"). */
export function deploymentRoutes(api: Api): void {
  api.get('/projects/:id/deployments', (request) => {
    const viewer = request.get('viewer');
    const project = findProject(request);
    if (!viewer.mayRead(project, 'environments') || !viewer.mayRead(project, 'builds')) throw forbidden();
    const query = readDeploymentQuery(request);
    refuseSlowQuery(query);
    const rows = viewer.world.deployments.filter(
      (deployment) => deployment.projectId === project.id && passes(viewer, deployment, query),
    );
    const sorted = sortRows(rows, (deployment) => orderKey(deployment, query.order_by), query.sort);
    const page = offsetPage(request, viewer, sorted);
    return request.json(page.map((deployment) => deploymentRow(viewer, project, deployment)));
  });

  api.get('/projects/:id/environments', (request) => {
    const viewer = request.get('viewer');
    const project: Project = findProject(request);
    if (!viewer.mayRead(project, 'environments')) throw forbidden();
    const { name, search, states } = readQuery(request, environmentParameters);
    if (search !== undefined && search.length < SHORTEST_SEARCH) {
      throw badRequest('Search query is less than 3 characters');
    }
    const rows = viewer.world.environments.filter(
      (environment) =>
        environment.projectId === project.id &&
        (name === undefined || environment.name === name) &&
        (search === undefined || contains([environment.name], search)) &&
        (states === undefined || environment.state === states),
    );
    const page = offsetPage(request, viewer, rows);
    return request.json(page.map((environment) => environmentRow(viewer, project, environment)));
  });
}

function badRequest(problem: string): ApiError {
  return new ApiError(400, { message: `400 Bad request - ${problem}` });
}

/** GitLab refuses combinations that its indexes do not serve (since 16.0). */
function refuseSlowQuery(query: DeploymentQuery): void {
  const byUpdate = query.updated_after !== undefined || query.updated_before !== undefined;
  const byFinish = query.finished_after !== undefined || query.finished_before !== undefined;
  if (byUpdate && byFinish) {
    throw badRequest('Both `updated_at` filter and `finished_at` filter can not be specified');
  }
  if (byUpdate && query.order_by !== 'updated_at') {
    throw badRequest('`updated_at` filter requires `updated_at` sort');
  }
  if (byFinish && query.order_by !== 'finished_at') {
    throw badRequest('`finished_at` filter requires `finished_at` sort.');
  }
  if (byFinish && query.status !== 'success') {
    throw badRequest('`finished_at` filter must be combined with `success` status filter.');
  }
}

function passes(viewer: Viewer, deployment: Deployment, query: DeploymentQuery): boolean {
  const { environments } = viewer.world;
  const environment = environments.find((candidate) => candidate.id === deployment.environmentId);

  const tests = [
    query.status === undefined || deployment.status === query.status,
    query.environment === undefined || environment?.name === query.environment,
    within(deployment.updatedAt, query.updated_after, query.updated_before),
    within(deployment.finishedAt ?? '', query.finished_after, query.finished_before),
  ];
  return tests.every(Boolean);
}

function orderKey(deployment: Deployment, by: DeploymentQuery['order_by']): string | number {
  if (by === 'created_at') return deployment.createdAt;
  if (by === 'updated_at') return deployment.updatedAt;
  if (by === 'finished_at') return deployment.finishedAt ?? '';
  return deployment[by];
}
