import { UpstreamError } from '../../errors.ts';
import { type Endpoint, endpoint } from '../../http/endpoint.ts';
import type { RawBatch } from '../../raw-object.ts';
import type { GitLab } from './gitlab.ts';
import { Recent } from './recent.ts';

/** GitLab's search, the call that it limits most; what was searched for is not searched for again. */
export interface Search {
  /** Files by their names and contents. Undefined where the instance cannot search groups, or cuts the hits off: projects have to be searched one by one. */
  blobsOfGroup(groupId: number, text: string): Promise<readonly BlobHit[] | undefined>;
  blobsOfProject(projectId: number, text: string): Promise<readonly BlobHit[]>;
  /** Whether anything in a project is found. */
  findsAny(projectId: number, scope: string, text: string): Promise<boolean>;
}

/** Where something was found, which can be told several times for one file (GitLab: "Search API", blobs). */
export interface BlobHit {
  readonly projectId: number;
  readonly path: string;
  readonly ref: string;
}

/** Engines give no more hits for one search (GitLab: "Exact code search", 5,000; "Advanced search", 10,000). */
const MAX_HITS = 5000;

/** Answers yes or no that are kept for other resources, about 200 bytes each. */
const MAX_KEPT_ANSWERS = 100_000;

export function createSearch(pages: GitLab['pages']): Search {
  const searches = new Map<string, Promise<readonly BlobHit[]>>();
  const answers = new Recent<boolean>(MAX_KEPT_ANSWERS, () => 1);
  const unavailable = new Set<number>();

  function searchOnce(list: Endpoint, text: string, type?: string): Promise<readonly BlobHit[]> {
    const key = JSON.stringify([list.path, text]);
    const search = searches.get(key) ?? readHits(pages(list, { scope: 'blobs', search: text, search_type: type }));
    searches.set(key, search);
    return search;
  }

  return {
    async blobsOfGroup(groupId, text) {
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
    blobsOfProject: (projectId, text) => searchOnce(endpoint`projects/${projectId}/search`, text),
    findsAny: (projectId, scope, text) =>
      answers.read(JSON.stringify([projectId, scope, text]), () =>
        hasRow(pages(endpoint`projects/${projectId}/search`, { scope, search: text, per_page: 1 })),
      ),
  };
}

/** Pages can be empty before the last one: what the token may not see is cut out of them. */
async function hasRow(pages: AsyncIterable<RawBatch>): Promise<boolean> {
  for await (const page of pages) if (page.length > 0) return true;
  return false;
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
