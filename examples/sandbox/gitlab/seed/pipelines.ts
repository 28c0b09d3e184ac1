import { commitOf } from '../git.ts';
import type { Job, Pipeline, Records } from '../records.ts';
import type { Project } from '../world.ts';
import { PEOPLE } from './people.ts';
import { daysBefore } from './random.ts';
import { ageOf, countIn, iidsTo, type RecordSeed } from './records.ts';

const FIRST_PIPELINE = 9001;
const FIRST_JOB = 90_001;
const COUNT_IN_API = 26;

/** The pipeline of the API that has more jobs than fit on a page. */
export const WIDE_PIPELINE = FIRST_PIPELINE + 2;
const WIDE_JOBS = 120;

const STATUSES = [
  'success',
  'failed',
  'running',
  'canceled',
  'pending',
  'skipped',
  'manual',
  'scheduled',
  'created',
  'preparing',
  'waiting_for_resource',
  'waiting_for_callback',
  'canceling',
] as const;

const SOURCES = ['push', 'schedule', 'merge_request_event', 'parent_pipeline', 'web', 'api'] as const;

/** Pipelines in every status with their jobs, retried ones and bridges included. */
export function seedPipelines({ projects, now }: RecordSeed): Pick<Records, 'pipelines' | 'jobs'> {
  const drafts = projects.flatMap((project) => {
    const count = countIn(project, COUNT_IN_API);
    return iidsTo(count).map((iid) => toPipeline(project, iid, ageOf(iid, count), now));
  });
  const pipelines = drafts.map((draft, index) => ({ id: FIRST_PIPELINE + index, ...draft }));
  const jobs = pipelines.flatMap(toJobs).map((draft, index) => ({ id: FIRST_JOB + index, ...draft }));
  return { pipelines, jobs };
}

function toPipeline(project: Project, iid: number, age: number, now: Date): Omit<Pipeline, 'id'> {
  const tag = iid % 8 === 0;
  const ref = tag ? `v1.${iid}.0` : iid % 3 === 0 ? `feature/a#${iid}` : (project.defaultBranch ?? 'main');
  const status = STATUSES[(iid - 1) % STATUSES.length] ?? 'success';
  return {
    projectId: project.id,
    iid,
    sha: commitOf(project, ref),
    ref,
    tag,
    source: SOURCES[(iid - 1) % SOURCES.length] ?? 'push',
    name: iid % 4 === 0 ? null : `Build ${project.name}`,
    userId: iid % 2 === 0 ? PEOPLE.ada : PEOPLE.zoe,
    createdAt: daysBefore(now, age),
    yamlErrors: status === 'failed' && iid > STATUSES.length ? 'jobs:test config contains unknown keys: scritp' : null,
    status,
    updatedAt: daysBefore(now, age * 0.9),
  };
}

type JobDraft = Omit<Job, 'id'>;

function toJobs(pipeline: Pipeline): JobDraft[] {
  const job = (name: string, stage: string, changes: Partial<JobDraft> = {}): JobDraft => ({
    projectId: pipeline.projectId,
    pipelineId: pipeline.id,
    kind: 'build',
    name,
    stage,
    userId: pipeline.userId,
    createdAt: pipeline.createdAt,
    retried: false,
    allowFailure: stage === 'deploy',
    ...runOf(pipeline),
    ...changes,
  });
  const tests = pipeline.id === WIDE_PIPELINE ? iidsTo(WIDE_JOBS) : [];
  return [
    job('build', 'build'),
    ...(pipeline.iid % 4 === 0 ? [job('test', 'test', { retried: true, status: 'failed' })] : []),
    job('test', 'test'),
    ...tests.map((number) => job(`test: [${number}/${WIDE_JOBS}]`, 'test')),
    job('deploy 🚀', 'deploy'),
    ...(pipeline.iid % 5 === 0 ? [job('downstream', 'deploy', { kind: 'bridge' })] : []),
  ];
}

/** What the jobs of a pipeline in that status look like. */
function runOf({ status, createdAt, updatedAt }: Pipeline): Pick<Job, 'status' | 'startedAt' | 'finishedAt'> {
  if (status === 'success' || status === 'failed' || status === 'canceled') {
    return { status, startedAt: createdAt, finishedAt: updatedAt };
  }
  return { status, startedAt: status === 'running' ? createdAt : null, finishedAt: null };
}
