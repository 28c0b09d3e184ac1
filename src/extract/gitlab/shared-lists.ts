import { distinct } from '../distinct.ts';
import type { GitLab } from './gitlab.ts';
import { SharedPages } from './shared-pages.ts';

/** Lists by endpoint and query, each read once per run, whoever asks; their rows are told apart by `id`. */
export function createSharedLists(pages: GitLab['pages']): GitLab['sharedPages'] {
  const lists = new Map<string, SharedPages>();
  return (endpoint, query = {}) => {
    const key = JSON.stringify([endpoint.path, query]);
    const list = lists.get(key) ?? new SharedPages(distinct(pages(endpoint, query)));
    lists.set(key, list);
    return list;
  };
}
