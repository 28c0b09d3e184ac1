import type { GitLab } from '../../src/extract/gitlab/gitlab.ts';
import type { RawBatch } from '../../src/raw-object.ts';

/** A GitLab whose every list holds the same pages, and then fails where it is told to. */
export function fakeGitLab(pages: readonly RawBatch[], failure?: Error): GitLab {
  async function* list(): AsyncGenerator<RawBatch> {
    yield* pages;
    if (failure !== undefined) throw failure;
  }
  return { groups: list, projects: list, pages: list };
}
