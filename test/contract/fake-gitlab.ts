import type { GitLab } from '../../src/extract/gitlab/gitlab.ts';
import type { RawBatch } from '../../src/raw-object.ts';
import { makeGroup } from '../factories/group.ts';
import type { Factory } from '../factories/table.ts';

/**
 * A GitLab of one group and no project. The listing that is named holds the given pages instead, and then fails where
 * it is told to.
 */
export function fakeGitLab(listing: Factory['listing'], pages: readonly RawBatch[], failure?: Error): GitLab {
  async function* given(): AsyncGenerator<RawBatch> {
    yield* pages;
    if (failure !== undefined) throw failure;
  }
  async function* list(...batches: RawBatch[]): AsyncGenerator<RawBatch> {
    yield* batches;
  }
  const unexpected = () => Promise.reject(new Error('Nothing but lists is read by default'));
  return {
    groups: () => (listing === 'groups' ? given() : list([makeGroup({ id: 1 })])),
    projects: () => (listing === 'projects' ? given() : list()),
    leavingProjects: () => list(),
    groupMembers: () => (listing === 'pages' ? given() : list()),
    pages: () => (listing === 'pages' ? given() : list()),
    get: unexpected,
    getBytes: unexpected,
  };
}
