import { endpoint } from '../../http/endpoint.ts';
import type { RawObject } from '../../raw-object.ts';
import { type Enrichment, enrichedEntries } from '../enrich.ts';
import type { ExtractContext } from '../kind.ts';
import type { GitLab } from './gitlab.ts';
import { hasReadableCode } from './repository.ts';
import { fullPathOf, idOf } from './row.ts';

/** A search whose answer is whether anything was found. */
export interface SearchQuery {
  readonly name: string;
  readonly scope: string;
  readonly query: string;
}

/** Scopes that look into the repository (GitLab: "Search API", project search). */
const CODE_SCOPES: readonly string[] = ['blobs', 'commits'];

/** `__searchQueries`: true or false for each search in each project. */
export function includeSearches({ gitlab, scopes }: ExtractContext, searches: readonly SearchQuery[]): Enrichment {
  return async (project) => {
    const answers = new Map<string, { readonly value: boolean } | undefined>();
    for (const search of searches) {
      const isAsked = hasReadableCode(project) || !CODE_SCOPES.includes(search.scope);
      const scope = `${fullPathOf(project)}: search ${search.name}`;
      const read = () => hasHit(gitlab, project, search);
      answers.set(search.name, isAsked ? await scopes.attempt(scope, read, false) : { value: false });
    }
    return enrichedEntries('__searchQueries', answers);
  };
}

/** Pages can be empty before the last one: what the token may not see is cut out of them. */
async function hasHit(gitlab: GitLab, project: RawObject, { scope, query }: SearchQuery): Promise<boolean> {
  const hits = gitlab.searchPages(endpoint`projects/${idOf(project)}/search`, { scope, search: query, per_page: 1 });
  for await (const page of hits) if (page.length > 0) return true;
  return false;
}
