import { commitOf } from '../git.ts';
import type { Deployment, Environment } from '../records.ts';
import type { Viewer } from '../viewer.ts';
import type { Project } from '../world.ts';
import { jobRow } from './pipeline.ts';
import { projectBasic } from './project.ts';
import { userById } from './user.ts';

type Row = Record<string, unknown>;

/** A row of a list of deployments. */
export function deploymentRow(viewer: Viewer, project: Project, deployment: Deployment): Row {
  const { world } = viewer;
  const environment = world.environments.find((candidate) => candidate.id === deployment.environmentId);
  const job = world.jobs.find((candidate) => candidate.id === deployment.jobId);
  const pipeline = world.pipelines.find((candidate) => candidate.id === job?.pipelineId);
  return {
    id: deployment.id,
    iid: deployment.iid,
    ref: deployment.ref,
    sha: commitOf(project, deployment.ref),
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    status: deployment.status,
    user: userById(viewer, deployment.userId),
    environment: environment === undefined ? null : environmentBasic(environment),
    deployable: job === undefined || pipeline === undefined ? null : jobRow(viewer, project, pipeline, job),
  };
}

function environmentBasic(environment: Environment): Row {
  return {
    id: environment.id,
    name: environment.name,
    slug: environment.slug,
    external_url: environment.externalUrl,
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
  };
}

/** A row of a list of environments. */
export function environmentRow(viewer: Viewer, project: Project, environment: Environment): Row {
  return {
    ...environmentBasic(environment),
    tier: environment.tier,
    project: projectBasic(viewer, project),
    state: environment.state,
    auto_stop_at: null,
    cluster_agent: null,
    kubernetes_namespace: null,
    flux_resource_path: null,
    description: null,
    auto_stop_setting: 'always',
  };
}
