import type { RawBatch } from '../../raw-object.ts';
import { distinct } from '../distinct.ts';
import type { GitLab } from './gitlab.ts';
import { SharedPages, type UnpackedPages } from './shared-pages.ts';

/** Lists of what lies in one group or project that several kinds read. */
export type SharedList = 'members of groups' | 'pipelines';

/** Reads lists by endpoint and query once per run, whoever asks; their rows are told apart by `id`. */
export function createSharedLists(pages: GitLab['pages'], unpacked: UnpackedPages): GitLab['pages'] {
  const lists = new Map<string, AsyncIterable<RawBatch>>();
  return (endpoint, query = {}) => {
    const key = JSON.stringify([endpoint.path, query]);
    const list = lists.get(key) ?? new SharedPages(distinct(pages(endpoint, query)), unpacked);
    lists.set(key, list);
    return list;
  };
}
