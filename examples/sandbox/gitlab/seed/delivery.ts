import type { Deployment, Environment, Job, Records, Release, Tag } from '../records.ts';
import type { Project } from '../world.ts';
import { PEOPLE } from './people.ts';
import { PROJECTS } from './projects.ts';
import { daysBefore } from './random.ts';
import { ageOf, countIn, iidsTo, type RecordSeed } from './records.ts';

const COUNT_IN_API = 21;
const TAGS_IN_EDGE = 130;

/** Tags, releases, environments and deployments of the projects. */
export function seedDelivery(
  seed: RecordSeed,
  jobs: readonly Job[],
): Pick<Records, 'tags' | 'releases' | 'environments' | 'deployments'> {
  const environments = numbered(
    1,
    seed.projects.flatMap((project) => environmentsOf(project, seed)),
  );
  return {
    tags: numbered(
      1,
      seed.projects.flatMap((project) => tagsOf(project, seed)),
    ),
    releases: numbered(
      1,
      seed.projects.flatMap((project) => releasesOf(project, seed)),
    ),
    environments,
    deployments: numbered(
      4001,
      seed.projects.flatMap((project) => deploymentsOf(project, { environments, jobs, ...seed })),
    ),
  };
}

function numbered<Draft>(first: number, drafts: readonly Draft[]): (Draft & { id: number })[] {
  return drafts.map((draft, index) => ({ id: first + index, ...draft }));
}

/** `v1.10.0` sorts before `v1.9.0` by name; one name holds a slash and a hash, one a letter outside ASCII. */
function tagName(iid: number): string {
  if (iid === 4) return 'release/2024#1';
  if (iid === 5) return 'größe-1';
  return `v1.${iid}.0`;
}

function tagsOf(project: Project, { now }: RecordSeed): Omit<Tag, 'id'>[] {
  const count = project.id === PROJECTS.edge ? TAGS_IN_EDGE : countIn(project, COUNT_IN_API);
  return iidsTo(count).map((iid) => {
    const lightweight = iid % 3 === 0;
    const committedAt = daysBefore(now, ageOf(iid, count));
    return {
      projectId: project.id,
      name: tagName(iid),
      message: lightweight ? null : `Version 1.${iid}\n\nSigned off.`,
      committedAt,
      createdAt: lightweight ? null : committedAt,
      protected: iid % 2 === 0,
    };
  });
}

/** One is announced for the future; one has lost its author and has no description; the tag of the first is gone. */
function releasesOf(project: Project, { now }: RecordSeed): Omit<Release, 'id'>[] {
  const count = countIn(project, COUNT_IN_API);
  return iidsTo(count).map((iid) => {
    const age = ageOf(iid, count);
    const createdAt = daysBefore(now, age);
    return {
      projectId: project.id,
      tagName: iid === 1 ? 'v0-deleted' : tagName(iid),
      authorId: iid % 4 === 0 ? null : PEOPLE.ada,
      createdAt,
      name: iid % 5 === 0 ? '🎉 Release — größer' : `Version 1.${iid}`,
      description: iid % 4 === 0 ? null : `## Changes\n\n* part ${iid} | works\n`,
      releasedAt: iid === count ? daysBefore(now, -30) : createdAt,
      updatedAt: daysBefore(now, age / 2),
      milestone: iid % 6 === 0 ? 'Release 1.0' : null,
    };
  });
}

const ENVIRONMENTS = [
  { name: 'production', slug: 'production', tier: 'production', state: 'available' },
  { name: 'staging/eu west', slug: 'staging-eu-west-x1y2z3', tier: 'staging', state: 'available' },
  { name: 'review/feature-a#b', slug: 'review-feature-a-b-9f8e7d', tier: 'development', state: 'stopped' },
] as const;

function environmentsOf(project: Project, { now }: RecordSeed): Omit<Environment, 'id'>[] {
  return ENVIRONMENTS.slice(0, countIn(project, ENVIRONMENTS.length)).map((environment, index) => ({
    ...environment,
    projectId: project.id,
    createdAt: daysBefore(now, 900),
    updatedAt: daysBefore(now, index),
    externalUrl: index === 0 ? `https://${project.path}.example.com` : null,
  }));
}

const STATUSES = ['success', 'failed', 'success', 'running', 'created', 'canceled', 'blocked', 'skipped'] as const;

/** Every second one was made by a job, the others over the API. */
function deploymentsOf(
  project: Project,
  { environments, jobs, now }: RecordSeed & Pick<Records, 'environments'> & { readonly jobs: readonly Job[] },
): Omit<Deployment, 'id'>[] {
  const count = countIn(project, COUNT_IN_API);
  if (count === 0) return [];
  const own = environments.filter((environment) => environment.projectId === project.id);
  const deploys = jobs.filter((job) => job.projectId === project.id && job.stage === 'deploy' && job.kind === 'build');
  return iidsTo(count).flatMap((iid) => {
    const environment = own[iid % own.length];
    if (environment === undefined) return [];
    const age = ageOf(iid, count);
    const status = STATUSES[(iid - 1) % STATUSES.length] ?? 'success';
    const finished = status === 'success' || status === 'failed' || status === 'canceled';
    return {
      projectId: project.id,
      iid,
      environmentId: environment.id,
      ref: project.defaultBranch ?? 'main',
      userId: PEOPLE.zoe,
      createdAt: daysBefore(now, age),
      jobId: iid % 2 === 0 ? (deploys[iid]?.id ?? null) : null,
      status,
      updatedAt: daysBefore(now, age / 2),
      finishedAt: finished ? daysBefore(now, age * 0.9) : null,
    };
  });
}
