/** One thing that a project holds; its id is unique in its kind. */
interface ProjectRecord {
  readonly id: number;
  readonly projectId: number;
}

export interface Issue extends ProjectRecord {
  readonly iid: number;
  readonly authorId: number;
  readonly createdAt: string;
  readonly type: 'issue' | 'incident' | 'test_case' | 'task';
  title: string;
  description: string | null;
  state: 'opened' | 'closed';
  updatedAt: string;
  closedAt: string | null;
  closedById: number | null;
  labels: readonly string[];
  milestone: string | null;
  assigneeIds: readonly number[];
  confidential: boolean;
  dueDate: string | null;
}

export interface Pipeline extends ProjectRecord {
  readonly iid: number;
  readonly sha: string;
  readonly ref: string;
  readonly tag: boolean;
  readonly source: string;
  readonly name: string | null;
  readonly userId: number;
  readonly createdAt: string;
  readonly yamlErrors: string | null;
  status: string;
  updatedAt: string;
}

/** A `bridge` triggers another pipeline and is in no list of jobs; a `retried` job was run again by another one. */
export interface Job extends ProjectRecord {
  readonly pipelineId: number;
  readonly kind: 'build' | 'bridge';
  readonly name: string;
  readonly stage: string;
  readonly userId: number;
  readonly createdAt: string;
  readonly retried: boolean;
  readonly allowFailure: boolean;
  status: string;
  startedAt: string | null;
  finishedAt: string | null;
}

/** `createdAt` is null for a lightweight tag, which has no message either. */
export interface Tag extends ProjectRecord {
  readonly name: string;
  readonly message: string | null;
  readonly committedAt: string;
  readonly createdAt: string | null;
  readonly protected: boolean;
}

export interface Release extends ProjectRecord {
  readonly tagName: string;
  readonly authorId: number | null;
  readonly createdAt: string;
  name: string;
  description: string | null;
  releasedAt: string;
  updatedAt: string;
  milestone: string | null;
}

export interface Environment extends ProjectRecord {
  readonly name: string;
  readonly slug: string;
  readonly createdAt: string;
  externalUrl: string | null;
  tier: string;
  state: 'available' | 'stopping' | 'stopped';
  updatedAt: string;
}

export interface Deployment extends ProjectRecord {
  readonly iid: number;
  readonly environmentId: number;
  readonly ref: string;
  readonly userId: number;
  readonly createdAt: string;
  /** Null where something else than a job deployed. */
  readonly jobId: number | null;
  status: 'created' | 'running' | 'success' | 'failed' | 'canceled' | 'skipped' | 'blocked';
  updatedAt: string;
  finishedAt: string | null;
}

/** Everything of these kinds, of all projects. */
export interface Records {
  issues: Issue[];
  pipelines: Pipeline[];
  jobs: Job[];
  tags: Tag[];
  releases: Release[];
  environments: Environment[];
  deployments: Deployment[];
}

/** The records that a test keeps. */
export function keepRecords(records: Records, keep: (record: ProjectRecord, kind: keyof Records) => boolean): Records {
  return {
    issues: records.issues.filter((record) => keep(record, 'issues')),
    pipelines: records.pipelines.filter((record) => keep(record, 'pipelines')),
    jobs: records.jobs.filter((record) => keep(record, 'jobs')),
    tags: records.tags.filter((record) => keep(record, 'tags')),
    releases: records.releases.filter((record) => keep(record, 'releases')),
    environments: records.environments.filter((record) => keep(record, 'environments')),
    deployments: records.deployments.filter((record) => keep(record, 'deployments')),
  };
}
