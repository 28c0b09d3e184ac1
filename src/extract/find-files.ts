import type { RawBatch, RawObject } from '../raw-object.ts';
import { compileGlob } from './content/glob.ts';
import { toSearchText } from './content/search-text.ts';
import { type Cost, type CostSettings, perRepository, perTopmostGroup, trees } from './cost.ts';
import { GoneError } from './gitlab/gone.ts';
import { defaultBranchOf } from './gitlab/repository.ts';
import { fullPathOf, idOf } from './gitlab/row.ts';
import type { BlobHit } from './gitlab/search.ts';
import { findTopmostGroups } from './gitlab/topmost-groups.ts';
import type { ExtractContext } from './kind.ts';

/** A file that matches, and where its content is. */
export interface FoundFile {
  readonly path: string;
  readonly ref: string;
  /** Known from trees only. */
  readonly blob?: { readonly id: string; readonly mode: string };
}

/** The files of one project, each once. */
export type FindFiles = (project: RawObject) => Promise<readonly FoundFile[]>;

export interface FileSearch {
  /** Glob. */
  readonly path: string;
  /** The active filter on groups and on their projects. */
  readonly active: boolean | undefined;
}

/** Ways to find files: each makes ready what all projects share. */
export const searchStrategies = { repositoryTree, projectSearch, groupSearch } satisfies Record<
  string,
  (context: ExtractContext, search: FileSearch) => Promise<FindFiles>
>;

type FileStrategy = keyof typeof searchStrategies;

interface Repositories {
  readonly repos: readonly string[];
}

/** Projects that are named are searched themselves. */
export function strategyOf(files: Repositories & { readonly searchStrategy: FileStrategy }): FileStrategy {
  return files.searchStrategy === 'groupSearch' && files.repos.length > 0 ? 'projectSearch' : files.searchStrategy;
}

const search = { what: 'searches', requests: 1, isSearch: true };

const searchOrTree = ({ answerSearchesFromTrees }: CostSettings) => (answerSearchesFromTrees ? trees : search);

/** What finding takes. */
export const searchCosts = {
  repositoryTree: (files) => perRepository([files], trees),
  projectSearch: (files, settings) => perRepository([files], searchOrTree(settings)),
  groupSearch: (_files, settings) => [
    ...perTopmostGroup(search),
    { ...searchOrTree(settings), isShared: false, per: 'project that no group search covers' },
  ],
} satisfies Record<FileStrategy, (files: Repositories, settings: CostSettings) => Cost[]>;

async function repositoryTree({ gitlab }: ExtractContext, { path: pattern }: FileSearch): Promise<FindFiles> {
  const matches = compileGlob(pattern, { anyDepth: true });
  return async (project) => {
    const ref = defaultBranchOf(project);
    const found: FoundFile[] = [];
    for await (const batch of gitlab.trees.walk(idOf(project), ref)) {
      for (const file of filesIn(batch, ref, matches)) found.push(file);
    }
    return found;
  };
}

function* filesIn(entries: RawBatch, ref: string, matches: (path: string) => boolean): Generator<FoundFile> {
  for (const { path, type, id, mode } of entries) {
    if (type !== 'blob' || typeof path !== 'string' || !matches(path)) continue;
    yield { path, ref, blob: { id: String(id), mode: String(mode) } };
  }
}

/** The tree stands in for the search where it can: it holds all that can be found, and costs no search. */
async function projectSearch({ gitlab }: ExtractContext, { path: pattern }: FileSearch): Promise<FindFiles> {
  const matches = compileGlob(pattern, { anyDepth: true });
  const text = toSearchText(pattern);
  return async (project) => {
    const ref = defaultBranchOf(project);
    const tree = await gitlab.trees.insteadOfSearch(idOf(project), ref);
    if (tree !== undefined) return [...filesIn(tree, ref, matches)];
    return (await gitlab.search.blobsOfProject(idOf(project), text)).filter(({ path }) => matches(path));
  };
}

/** Where groups cannot be searched, or nothing at all is found in them, projects are searched one by one. */
async function groupSearch(context: ExtractContext, search: FileSearch): Promise<FindFiles> {
  const matches = compileGlob(search.path, { anyDepth: true });
  const searchProject = await projectSearch(context, search);
  const { hits, unsearched } = await searchGroups(context, search);
  return async (project) => {
    const isUnsearched = unsearched.some((path) => fullPathOf(project).startsWith(`${path}/`));
    if (hits.size === 0 || isUnsearched) return searchProject(project);
    return (hits.get(idOf(project)) ?? []).filter(({ path }) => matches(path));
  };
}

interface GroupHits {
  /** By project. */
  readonly hits: ReadonlyMap<number, readonly BlobHit[]>;
  /** Full paths of the groups that cannot be searched as a whole. */
  readonly unsearched: readonly string[];
}

async function searchGroups(context: ExtractContext, { path, active }: FileSearch): Promise<GroupHits> {
  const { gitlab, scopes } = context;
  const hits = new Map<number, BlobHit[]>();
  const unsearched: string[] = [];
  const text = toSearchText(path);
  for (const { id, fullPath } of (await findTopmostGroups(context, active)).groups) {
    const search = () => gitlab.search.blobsOfGroup(id, text).catch(nothingIfGone);
    const answer = await scopes.attempt(`${fullPath}: search for ${path}`, search, []);
    if (answer !== undefined && answer.value === undefined) unsearched.push(fullPath);
    for (const hit of answer?.value ?? []) {
      const known = hits.get(hit.projectId) ?? [];
      known.push(hit);
      hits.set(hit.projectId, known);
    }
  }
  return { hits, unsearched };
}

function nothingIfGone(error: unknown): readonly BlobHit[] {
  if (error instanceof GoneError) return [];
  throw error;
}
