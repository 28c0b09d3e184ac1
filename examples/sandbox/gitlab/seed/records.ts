import type { Records } from '../records.ts';
import type { Project } from '../world.ts';
import { seedDelivery } from './delivery.ts';
import { seedIssues } from './issues.ts';
import { seedPipelines } from './pipelines.ts';
import { PROJECTS } from './projects.ts';

export interface RecordSeed {
  readonly projects: readonly Project[];
  readonly now: Date;
}

/** Issues, pipelines, tags … of the hand-written projects and of some made in bulk, disabled features included. */
export function seedRecords(seed: RecordSeed): Records {
  const { pipelines, jobs } = seedPipelines(seed);
  return { issues: seedIssues(seed), pipelines, jobs, ...seedDelivery(seed, jobs) };
}

/** How many of a kind a project has: `many` in the project that tests look at, a few in the other hand-written ones. */
export function countIn(project: Project, many: number): number {
  if (project.id === PROJECTS.api) return many;
  if (project.id === PROJECTS.empty) return 0;
  return project.id < 2000 || project.id % 10 === 0 ? 2 : 0;
}

/** The numbers 1 to `count`, the project's `iid`s. */
export function iidsTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

const OLDEST_DAYS = 1500;
const NEWEST_DAYS = 0.02;

/** The age in days of the n-th of `count` things: the last is half an hour old, the first four years. */
export function ageOf(iid: number, count: number): number {
  return NEWEST_DAYS * (OLDEST_DAYS / NEWEST_DAYS) ** ((count - iid) / Math.max(1, count - 1));
}
