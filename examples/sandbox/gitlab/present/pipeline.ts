import type { Job, Pipeline } from '../records.ts';
import type { Viewer } from '../viewer.ts';
import type { Project } from '../world.ts';
import { commitRow } from './commit.ts';
import { fullPathOf } from './project.ts';
import { userById, userProfile } from './user.ts';

type Row = Record<string, unknown>;

const QUEUED_SECONDS = 4.5;

/** A pipeline inside a job. */
function pipelineBasic(viewer: Viewer, project: Project, pipeline: Pipeline): Row {
  return {
    id: pipeline.id,
    iid: pipeline.iid,
    project_id: project.id,
    sha: pipeline.sha,
    ref: pipeline.ref,
    status: pipeline.status,
    source: pipeline.source,
    created_at: pipeline.createdAt,
    updated_at: pipeline.updatedAt,
    web_url: `${viewer.url}/${fullPathOf(viewer, project)}/-/pipelines/${pipeline.id}`,
  };
}

/** A row of a list of pipelines. */
export function pipelineRow(viewer: Viewer, project: Project, pipeline: Pipeline): Row {
  return { ...pipelineBasic(viewer, project, pipeline), name: pipeline.name };
}

/** `GET /projects/:id/pipelines/:pipeline_id`. */
export function pipelineDetail(viewer: Viewer, project: Project, pipeline: Pipeline): Row {
  const { status, createdAt, updatedAt } = pipeline;
  const finished = status === 'success' || status === 'failed' || status === 'canceled';
  return {
    ...pipelineRow(viewer, project, pipeline),
    before_sha: '0'.repeat(40),
    tag: pipeline.tag,
    yaml_errors: pipeline.yamlErrors,
    user: userById(viewer, pipeline.userId),
    started_at: finished ? createdAt : null,
    finished_at: finished ? updatedAt : null,
    committed_at: null,
    duration: finished ? Math.round(secondsBetween(createdAt, updatedAt)) : null,
    queued_duration: finished ? QUEUED_SECONDS : null,
    coverage: status === 'success' ? '87.50' : null,
    detailed_status: {
      icon: `status_${status}`,
      text: status,
      label: status,
      group: status,
      tooltip: status,
      has_details: true,
      details_path: `/${fullPathOf(viewer, project)}/-/pipelines/${pipeline.id}`,
      illustration: null,
      favicon: `/assets/ci_favicons/favicon_status_${status}.png`,
    },
    archived: false,
  };
}

/** A row of a list of jobs. */
export function jobRow(viewer: Viewer, project: Project, pipeline: Pipeline, job: Job): Row {
  const user = viewer.world.users.find((candidate) => candidate.id === job.userId);
  const { startedAt, finishedAt } = job;
  const hasArtifacts = job.status === 'success' && job.stage === 'build';
  return {
    id: job.id,
    status: job.status,
    stage: job.stage,
    name: job.name,
    ref: pipeline.ref,
    tag: pipeline.tag,
    coverage: job.stage === 'test' && job.status === 'success' ? 87.5 : null,
    allow_failure: job.allowFailure,
    created_at: job.createdAt,
    started_at: startedAt,
    finished_at: finishedAt,
    erased_at: null,
    duration: startedAt === null || finishedAt === null ? null : secondsBetween(startedAt, finishedAt),
    queued_duration: startedAt === null ? null : QUEUED_SECONDS,
    user: user === undefined ? null : userProfile(viewer, user),
    commit: viewer.mayRead(project, 'repository') ? commitRow(viewer, project, pipeline.sha, pipeline.createdAt) : null,
    pipeline: pipelineBasic(viewer, project, pipeline),
    ...(job.status === 'failed' ? { failure_reason: 'script_failure' } : {}),
    web_url: `${viewer.url}/${fullPathOf(viewer, project)}/-/jobs/${job.id}`,
    project: { ci_job_token_scope_enabled: false },
    ...(hasArtifacts ? { artifacts_file: { filename: 'artifacts.zip', size: 4096 } } : {}),
    artifacts: [
      ...(hasArtifacts ? [{ file_type: 'archive', size: 4096, filename: 'artifacts.zip', file_format: 'zip' }] : []),
      ...(startedAt === null ? [] : [{ file_type: 'trace', size: 1500, filename: 'job.log', file_format: null }]),
    ],
    runner: startedAt === null ? null : RUNNER,
    runner_manager: null,
    artifacts_expire_at: null,
    archived: false,
    tag_list: ['linux', 'docker'],
  };
}

function secondsBetween(start: string, end: string): number {
  return (Date.parse(end) - Date.parse(start)) / 1000;
}

const RUNNER: Row = {
  id: 32,
  description: 'shared-runner-1',
  ip_address: null,
  active: true,
  paused: false,
  is_shared: true,
  runner_type: 'instance_type',
  name: 'gitlab-runner',
  online: true,
  status: 'online',
};
