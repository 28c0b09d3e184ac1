import type { MergeRequest, Project, User } from '../world.ts';
import { PROJECTS } from './projects.ts';
import { daysBefore, type Random } from './random.ts';

interface MergeRequestSeed {
  readonly projects: readonly Project[];
  readonly users: readonly User[];
  readonly random: Random;
  readonly now: Date;
}

const STATES = ['opened', 'merged', 'closed', 'merged', 'opened', 'locked'] as const;

/** Days between creation and `now`: from today's to one of four years ago. */
const AGES = [0.01, 1, 5, 29, 89, 91, 200, 365, 800, 1460] as const;

/** Merge requests in every fifth project and in the hand-written ones that tests look at. */
export function seedMergeRequests({ projects, users, random, now }: MergeRequestSeed): MergeRequest[] {
  const people = users.filter((user) => user.home === undefined);
  const mergeRequests: MergeRequest[] = [];
  for (const project of projects) {
    const count = countOf(project);
    for (let iid = 1; iid <= count; iid += 1) {
      const author = random.pick(people);
      const reviewer = random.pick(people);
      const age = AGES[(iid - 1 + random.below(3)) % AGES.length] ?? 1;
      mergeRequests.push(toMergeRequest({ id: 5001 + mergeRequests.length, iid, project, author, reviewer, age, now }));
    }
  }
  return mergeRequests;
}

function countOf(project: Project): number {
  if (project.id === PROJECTS.api) return 24;
  if (project.id === PROJECTS.empty) return 0;
  return project.id < 2000 || project.id % 5 === 0 ? 3 : 0;
}

interface Draft {
  readonly id: number;
  readonly iid: number;
  readonly project: Project;
  readonly author: User;
  readonly reviewer: User;
  readonly age: number;
  readonly now: Date;
}

function toMergeRequest({ id, iid, project, author, reviewer, age, now }: Draft): MergeRequest {
  const state = STATES[(project.id + iid) % STATES.length] ?? 'opened';
  const updatedAt = daysBefore(now, age / 2);
  return {
    id,
    iid,
    projectId: project.id,
    sourceProjectId: iid % 7 === 0 ? null : project.id,
    authorId: author.id,
    createdAt: daysBefore(now, age),
    title: iid % 4 === 0 ? `Draft: Rework part ${iid} ✨` : `Change ${iid} of ${project.name}`,
    description: iid % 3 === 0 ? null : `Closes #${iid}\n\n- [x] tests\n- [ ] docs`,
    state,
    updatedAt,
    mergedAt: state === 'merged' ? updatedAt : null,
    closedAt: state === 'closed' ? updatedAt : null,
    sourceBranch: `feature/change#${iid}`,
    targetBranch: project.defaultBranch ?? 'main',
    draft: iid % 4 === 0,
    labels: iid % 2 === 0 ? ['backend', 'type::feature'] : [],
    milestone: iid % 6 === 0 ? 'Release 1.0' : null,
    assigneeIds: iid % 5 === 0 ? [] : [author.id],
    reviewerIds: iid % 3 === 0 ? [] : [reviewer.id],
  };
}
