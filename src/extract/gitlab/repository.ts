import { UpstreamError } from '../../errors.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { RawObject } from '../../raw-object.ts';
import { type Enrichment, enrichedEntries } from '../enrich.ts';
import type { ExtractContext } from '../kind.ts';
import type { GitLab } from './gitlab.ts';
import { isAbsentFromRepository } from './gone.ts';
import { fullPathOf, idOf } from './row.ts';

/** The most bytes of a file that a mapping gets to see. */
const MAX_FILE_BYTES = 1024 * 1024;

/**
 * Whether a project's row says that there is code and that the token may read it: `default_branch` is in the row only
 * then, and null where nothing was ever pushed (GitLab: "Projects API").
 */
export function hasReadableCode(project: RawObject): boolean {
  const { default_branch, empty_repo, repository_access_level } = project;
  return typeof default_branch === 'string' && empty_repo !== true && repository_access_level !== 'disabled';
}

/** `__includedFiles`: the text of each file at the default branch, null where there is none. */
export function includeFiles({ gitlab, scopes, warn }: ExtractContext, paths: readonly string[]): Enrichment {
  return async (project) => {
    const texts = new Map<string, { readonly value: string | null } | undefined>();
    for (const path of new Set(paths)) {
      const read = () => readText(gitlab, project, path, warn);
      const isAsked = hasReadableCode(project);
      const scope = `${fullPathOf(project)}: file ${path}`;
      texts.set(path, isAsked ? await scopes.attempt(scope, read, null) : { value: null });
    }
    return enrichedEntries('__includedFiles', texts);
  };
}

async function readText(
  gitlab: GitLab,
  project: RawObject,
  path: string,
  warn: (message: string) => void,
): Promise<string | null> {
  const content = await readFile(gitlab, project, path);
  if (content === undefined) return null;
  const place = `${fullPathOf(project)}: ${path}`;
  if (content.byteLength > MAX_FILE_BYTES) {
    warn(`${place} is larger than ${MAX_FILE_BYTES} bytes: null stands in for its text`);
    return null;
  }
  const text = decode(content);
  if (text === undefined) warn(`${place} is no UTF-8 text: null stands in for it`);
  return text ?? null;
}

/** The bytes of a file at the default branch; undefined where there is none. */
async function readFile(gitlab: GitLab, project: RawObject, path: string): Promise<Uint8Array | undefined> {
  const file = endpoint`projects/${idOf(project)}/repository/files/${path}/raw`;
  try {
    const { body } = await gitlab.getBytes(file, { ref: String(project['default_branch']) });
    return body instanceof Uint8Array ? body : undefined;
  } catch (error) {
    if (error instanceof UpstreamError && isAbsentFromRepository(error)) return undefined;
    throw error;
  }
}

function decode(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}
