import { UpstreamError } from '../../errors.ts';
import { type Endpoint, endpoint, type Query } from '../../http/endpoint.ts';
import type { RawBatch } from '../../raw-object.ts';
import { distinct } from '../distinct.ts';
import type { GitLab } from './gitlab.ts';
import { isAbsentFromRepository } from './gone.ts';
import { SharedPages, type UnpackedPages } from './shared-pages.ts';

/** What repositories hold: entries with `path`, `type` (`blob`, `tree`, `commit` for a submodule), `id`, `name`, `mode`. */
export interface Trees {
  /** Everything in a repository, walked once per run; nothing where it or the ref does not exist. */
  walk(projectId: number, ref: string): AsyncIterable<RawBatch>;
  /** What lies directly in a directory, `''` for the root; nothing where it does not exist. */
  list(projectId: number, ref: string, directory: string): AsyncIterable<RawBatch>;
}

/** Entries that are kept for other resources, about 35 bytes each; what exceeds them is read again where it is needed. */
const MAX_KEPT_ENTRIES = 4_000_000;

export function createTrees(pages: GitLab['pages'], unpacked: UnpackedPages): Trees {
  const shared = new Map<string, SharedPages>();
  const walkAtOnce = createWalk(pages);
  let kept = 0;

  async function* keptWithin(key: string, batches: AsyncIterable<RawBatch>): AsyncGenerator<RawBatch> {
    let count = 0;
    for await (const batch of distinct(withoutAbsence(batches), 'path')) {
      count += batch.length;
      yield batch;
    }
    if (kept + count > MAX_KEPT_ENTRIES) shared.delete(key);
    else kept += count;
  }

  function once(key: string, read: () => AsyncIterable<RawBatch>): AsyncIterable<RawBatch> {
    const known = shared.get(key) ?? new SharedPages(keptWithin(key, read()), unpacked);
    shared.set(key, known);
    return known;
  }

  return {
    walk: (projectId, ref) =>
      once(keyOf(projectId, ref), () => walkAtOnce(endpoint`projects/${projectId}/repository/tree`, { ref })),
    list(projectId, ref, directory) {
      const whole = shared.get(keyOf(projectId, ref));
      if (whole !== undefined) return onlyIn(directory, whole);
      const query = { ref, path: directory === '' ? undefined : directory };
      return once(keyOf(projectId, ref, directory), () =>
        pages(endpoint`projects/${projectId}/repository/tree`, query),
      );
    },
  };
}

function keyOf(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

/** All entries in one answer, which GitLab does not document and servers before 15.3 refuse with 400, or in pages. */
function createWalk(pages: GitLab['pages']): (tree: Endpoint, query: Query) => AsyncIterable<RawBatch> {
  let isRefused = false;
  return async function* walk(tree, query) {
    if (!isRefused) {
      try {
        return yield* pages(tree, { ...query, recursive: true, pagination: 'none' });
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        isRefused ||= error.status === 400;
        if (!isRefused && error.failure.reason !== 'too-large') throw error;
      }
    }
    yield* pages(tree, { ...query, recursive: true, pagination: 'keyset' });
  };
}

async function* withoutAbsence(batches: AsyncIterable<RawBatch>): AsyncGenerator<RawBatch> {
  try {
    yield* batches;
  } catch (error) {
    if (!(error instanceof UpstreamError && isAbsentFromRepository(error))) throw error;
  }
}

async function* onlyIn(directory: string, batches: AsyncIterable<RawBatch>): AsyncGenerator<RawBatch> {
  const prefix = directory === '' ? '' : `${directory}/`;
  for await (const batch of batches) {
    yield batch.filter(({ path }) => {
      return typeof path === 'string' && path.startsWith(prefix) && !path.includes('/', prefix.length);
    });
  }
}
