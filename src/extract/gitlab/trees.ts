import { UpstreamError } from '../../errors.ts';
import { type Endpoint, endpoint, type Query } from '../../http/endpoint.ts';
import type { RawBatch, RawObject } from '../../raw-object.ts';
import { distinct } from '../distinct.ts';
import { objectsOf } from '../in-order.ts';
import type { GitLab } from './gitlab.ts';
import { isAbsentFromRepository } from './gone.ts';
import { SharedPages, type UnpackedPages } from './shared-pages.ts';

/** What repositories hold: entries with `path`, `type` (`blob`, `tree`, `commit` for a submodule), `id`, `name`, `mode`. */
export interface Trees {
  /** Everything in a repository, walked once per run; nothing where it or the ref does not exist. */
  walk(projectId: number, ref: string): AsyncIterable<RawBatch>;
  /** What lies directly in a directory, `''` for the root; nothing where it does not exist. */
  list(projectId: number, ref: string, directory: string): AsyncIterable<RawBatch>;
  /**
   * Everything in a repository, for a search to be answered from; undefined where the search is the better question:
   * the user wants it so, or the server does not tell the whole tree in one answer.
   */
  insteadOfSearch(projectId: number, ref: string): Promise<RawBatch | undefined>;
}

/** Entries that are kept for other resources, about 35 bytes each; what exceeds them is read again where it is needed. */
const MAX_KEPT_ENTRIES = 4_000_000;

export interface TreesOptions {
  readonly pages: GitLab['pages'];
  readonly unpacked: UnpackedPages;
  readonly answerSearches: boolean;
}

export function createTrees({ pages, unpacked, answerSearches }: TreesOptions): Trees {
  const shared = new Map<string, SharedPages>();
  const recursive = createRecursive(pages);
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

  /** What is being read for a search: it may fail where a walk goes on in pages, so that nobody else depends on it. */
  const attempts = new Map<string, Promise<RawBatch | undefined>>();

  /** The whole tree for a search; it is kept as if it had been walked. Where it is denied it stays so, whoever asks again. */
  async function readAtOnce(key: string, tree: Endpoint, ref: string): Promise<RawBatch | undefined> {
    const entries = await collect(withoutAbsence(recursive.readAtOnce(tree, { ref })));
    attempts.delete(key);
    // To its end, so that what is kept of it is counted and packed in its turn.
    return entries && collect(once(key, () => inOneBatch(entries)));
  }

  /** Waits for an attempt, whatever becomes of it. */
  async function afterAttempt(key: string): Promise<SharedPages | undefined> {
    await attempts.get(key)?.catch(() => undefined);
    return shared.get(key);
  }

  return {
    async *walk(projectId, ref) {
      const key = keyOf(projectId, ref);
      await afterAttempt(key);
      yield* once(key, () => recursive.walk(treeOf(projectId), { ref }));
    },
    async *list(projectId, ref, directory) {
      const whole = await afterAttempt(keyOf(projectId, ref));
      if (whole !== undefined) return yield* onlyIn(directory, whole);
      const query = { ref, path: directory === '' ? undefined : directory };
      yield* once(keyOf(projectId, ref, directory), () => pages(treeOf(projectId), query));
    },
    async insteadOfSearch(projectId, ref) {
      const key = keyOf(projectId, ref);
      if (!answerSearches) return undefined;
      const whole = shared.get(key);
      if (whole !== undefined) return collect(whole);
      if (recursive.isPaged()) return undefined;
      const attempt = attempts.get(key) ?? readAtOnce(key, treeOf(projectId), ref);
      attempts.set(key, attempt);
      return attempt;
    },
  };
}

function treeOf(projectId: number): Endpoint {
  return endpoint`projects/${projectId}/repository/tree`;
}

async function* inOneBatch(entries: RawBatch): AsyncGenerator<RawBatch> {
  yield entries;
}

/** All entries; undefined where they cannot be read, which a search may get around. */
async function collect(tree: AsyncIterable<RawBatch>): Promise<RawBatch | undefined> {
  const entries: RawObject[] = [];
  try {
    for await (const entry of objectsOf(tree)) entries.push(entry);
  } catch (error) {
    if (!(error instanceof UpstreamError) || isDenied(error)) throw error;
    return undefined;
  }
  return entries;
}

/** Who may not read the tree may not search it either. */
function isDenied({ status }: UpstreamError): boolean {
  return status === 403 || status === 404;
}

function keyOf(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

interface Recursive {
  /** Whether the server is known to tell trees in pages only. */
  isPaged(): boolean;
  /** All entries in one answer, which GitLab does not document and servers before 15.3 refuse with 400. */
  readAtOnce(tree: Endpoint, query: Query): AsyncGenerator<RawBatch>;
  /** The same, or in pages where that cannot be. */
  walk(tree: Endpoint, query: Query): AsyncGenerator<RawBatch>;
}

function createRecursive(pages: GitLab['pages']): Recursive {
  let isRefused = false;

  async function* readAtOnce(tree: Endpoint, query: Query): AsyncGenerator<RawBatch> {
    try {
      yield* pages(tree, { ...query, recursive: true, pagination: 'none' });
    } catch (error) {
      isRefused ||= error instanceof UpstreamError && error.status === 400;
      throw error;
    }
  }

  async function* walk(tree: Endpoint, query: Query): AsyncGenerator<RawBatch> {
    if (!isRefused) {
      try {
        return yield* readAtOnce(tree, query);
      } catch (error) {
        const isTooLarge = error instanceof UpstreamError && error.failure.reason === 'too-large';
        if (!isRefused && !isTooLarge) throw error;
      }
    }
    yield* pages(tree, { ...query, recursive: true, pagination: 'keyset' });
  }

  return { isPaged: () => isRefused, readAtOnce, walk };
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
