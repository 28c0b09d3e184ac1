import type { RawBatch, RawObject } from '../../raw-object.ts';
import { type FileFilters, parseFileFilters } from '../content/file-filters.ts';
import { type Cost, type CostSettings, trees } from '../cost.ts';
import { type Enrichment, enrichedEntries } from '../enrich.ts';
import type { ExtractContext } from '../kind.ts';
import { defaultBranchOf, hasReadableCode } from './repository.ts';
import { fullPathOf, idOf } from './row.ts';

/** A search whose answer is whether anything was found. */
export interface SearchQuery {
  readonly name: string;
  readonly scope: string;
  readonly query: string;
}

/** Scopes that look into the repository (GitLab: "Search API", project search). */
const CODE_SCOPES: readonly string[] = ['blobs', 'commits'];

/** `__searchQueries`: true or false for each search in each project, from the tree where that says it as well. */
export function includeSearches({ gitlab, scopes }: ExtractContext, queries: readonly SearchQuery[]): Enrichment {
  const searches = queries.map((search) => ({
    ...search,
    filters: search.scope === 'blobs' ? parseFileFilters(search.query) : undefined,
  }));

  return async (project) => {
    const id = idOf(project);
    let tree: Promise<RawBatch | undefined> | undefined;
    const readTree = () => (tree ??= gitlab.trees.insteadOfSearch(id, defaultBranchOf(project)));
    const answers = new Map<string, { readonly value: boolean } | undefined>();
    for (const { name, scope, query, filters } of searches) {
      const ask = async () => {
        const entries = filters && (await readTree());
        const known = filters && entries && isFoundIn(entries, filters);
        return known ?? gitlab.search.findsAny(id, scope, query);
      };
      const isAsked = hasReadableCode(project) || !CODE_SCOPES.includes(scope);
      const place = `${fullPathOf(project)}: search ${name}`;
      answers.set(name, isAsked ? await scopes.attempt(place, ask, false) : { value: false });
    }
    return enrichedEntries('__searchQueries', answers);
  };
}

/** Of each project: the tree for all that it answers as a rule, and the other searches. */
export function searchesCost(
  queries: readonly SearchQuery[],
  { answerSearchesFromTrees }: CostSettings,
): Omit<Cost, 'per'>[] {
  const isByTree = ({ scope, query }: SearchQuery) => scope === 'blobs' && parseFileFilters(query) !== undefined;
  const byTree = answerSearchesFromTrees ? queries.filter(isByTree) : [];
  const searches = queries.length - byTree.length;
  return [
    ...(byTree.length > 0 ? [trees] : []),
    ...(searches > 0 ? [{ what: 'searches', requests: searches, isSearch: true }] : []),
  ];
}

const SYMLINK = '120000';

/** Whether a file of a tree is found; undefined where that depends on who searches. */
function isFoundIn(entries: readonly RawObject[], filters: FileFilters): boolean | undefined {
  let isUnsure = false;
  for (const { type, path, mode } of entries) {
    if (type === 'tree' || typeof path !== 'string' || !filters.mayFind(path)) continue;
    if (type === 'blob' && mode !== SYMLINK && filters.surelyFind(path)) return true;
    isUnsure = true;
  }
  return isUnsure ? undefined : false;
}
