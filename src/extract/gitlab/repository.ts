import type { RawObject } from '../../raw-object.ts';
import { toText } from '../content/text.ts';
import { type Enrichment, enrichedEntries } from '../enrich.ts';
import type { ExtractContext } from '../kind.ts';
import { type FilesOwner, queryTexts, textsRequests } from './graphql-files.ts';
import { fullPathOf, idOf } from './row.ts';

/**
 * Whether a project's row says that there is code and that the token may read it: `default_branch` is in the row only
 * then, and null where nothing was ever pushed (GitLab: "Projects API").
 */
export function hasReadableCode(project: RawObject): boolean {
  const { default_branch, empty_repo, repository_access_level } = project;
  return typeof default_branch === 'string' && empty_repo !== true && repository_access_level !== 'disabled';
}

export function defaultBranchOf(project: RawObject): string {
  return String(project['default_branch']);
}

/** Where GraphQL tells; else one request for each file of each project. */
export function includedFilesCost(paths: readonly string[]): { readonly what: string; readonly requests: number } {
  return { what: 'included files', requests: textsRequests(new Set(paths).size) };
}

/** `__includedFiles`: the text of each file at the default branch, null where there is none. */
export function includeFiles(context: ExtractContext, paths: readonly string[]): Enrichment {
  const { gitlab, warn } = context;
  const wanted = [...new Set(paths)];
  const known = new Map<number, ReadonlyMap<string, string | null>>();

  async function prepare(batch: readonly RawObject[]): Promise<void> {
    const owners = batch.filter(hasReadableCode).map(toOwner);
    // One request is asked as well by REST, which tells more of what is odd.
    if (owners.length * wanted.length < 2) return;
    const { sizeLimit } = gitlab.contents;
    const texts = await queryTexts(gitlab.graphQl, owners, wanted, { sizeLimit, warn });
    for (const [id, text] of texts) known.set(id, text);
  }

  async function read(project: RawObject): Promise<RawObject> {
    const id = idOf(project);
    const texts = known.get(id);
    known.delete(id);
    return readFiles(context, project, defaultBranchOf(project), wanted, texts);
  }

  return Object.assign(read, { prepare });
}

/** `__includedFiles` of one project at a ref; `known` holds what need not be asked any more. */
export async function readFiles(
  { gitlab, scopes, warn }: ExtractContext,
  project: RawObject,
  ref: string,
  paths: readonly string[],
  known: ReadonlyMap<string, string | null> = new Map(),
): Promise<RawObject> {
  const texts = new Map<string, { readonly value: string | null } | undefined>();
  for (const path of new Set(paths)) {
    const place = `${fullPathOf(project)}: ${path}`;
    const read = async () => {
      const content = await gitlab.contents.raw(idOf(project), ref, path);
      return content === undefined ? null : toText(content, place, warn);
    };
    const text = hasReadableCode(project) ? known.get(path) : null;
    const scope = `${fullPathOf(project)}: file ${path}`;
    texts.set(path, text === undefined ? await scopes.attempt(scope, read, null) : { value: text });
  }
  return enrichedEntries('__includedFiles', texts);
}

function toOwner(project: RawObject): FilesOwner {
  return { id: idOf(project), fullPath: fullPathOf(project), defaultBranch: defaultBranchOf(project) };
}
