import { UpstreamError } from '../../errors.ts';
import { type Endpoint, endpoint } from '../../http/endpoint.ts';
import type { RawBatch } from '../../raw-object.ts';
import type { GitLab } from './gitlab.ts';

/** Searches for files by their names and contents, each made once per run. */
export interface BlobSearch {
  /** Undefined where the instance cannot search groups, or cuts the hits off: projects have to be searched one by one. */
  group(groupId: number, text: string): Promise<readonly BlobHit[] | undefined>;
  project(projectId: number, text: string): Promise<readonly BlobHit[]>;
}

/** Where something was found, which can be told several times for one file (GitLab: "Search API", blobs). */
export interface BlobHit {
  readonly projectId: number;
  readonly path: string;
  readonly ref: string;
}

/** Engines give no more hits for one search (GitLab: "Exact code search", 5,000; "Advanced search", 10,000). */
const MAX_HITS = 5000;

export function createBlobSearch(pages: GitLab['searchPages']): BlobSearch {
  const searches = new Map<string, Promise<readonly BlobHit[]>>();
  const unavailable = new Set<number>();

  function searchOnce(list: Endpoint, text: string, type?: string): Promise<readonly BlobHit[]> {
    const key = JSON.stringify([list.path, text]);
    const search = searches.get(key) ?? readHits(pages(list, { scope: 'blobs', search: text, search_type: type }));
    searches.set(key, search);
    return search;
  }

  return {
    async group(groupId, text) {
      if (unavailable.has(groupId)) return undefined;
      try {
        const hits = await searchOnce(endpoint`groups/${groupId}/search`, text, 'advanced');
        return hits.length < MAX_HITS ? hits : undefined;
      } catch (error) {
        if (!(error instanceof UpstreamError && error.status === 400)) throw error;
        unavailable.add(groupId);
        return undefined;
      }
    },
    project: (projectId, text) => searchOnce(endpoint`projects/${projectId}/search`, text),
  };
}

async function readHits(pages: AsyncIterable<RawBatch>): Promise<readonly BlobHit[]> {
  const hits = new Map<string, BlobHit>();
  for await (const page of pages) {
    for (const { project_id: projectId, path, ref } of page) {
      if (typeof projectId !== 'number' || typeof path !== 'string' || typeof ref !== 'string') continue;
      const key = `${projectId} ${path}`;
      if (!hits.has(key)) hits.set(key, { projectId, path, ref });
    }
  }
  return [...hits.values()];
}
