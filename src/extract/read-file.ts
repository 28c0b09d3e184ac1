import type { RawObject } from '../raw-object.ts';
import { parseContent } from './content/parse.ts';
import { resolveReferences } from './content/references.ts';
import { type Content, toText } from './content/text.ts';
import type { FoundFile } from './find-files.ts';
import { defaultBranchOf } from './gitlab/repository.ts';
import { fullPathOf, idOf } from './gitlab/row.ts';
import type { ExtractContext } from './kind.ts';

export interface FileReading {
  readonly skipParsing: boolean;
  /** Whether what only the files endpoint tells is wanted, too. */
  readonly withCommits: boolean;
}

/** A file as `file` of a raw object, with its content as text or parsed; undefined where it is no more. */
export async function readFile(
  context: ExtractContext,
  project: RawObject,
  found: FoundFile,
  { skipParsing, withCommits }: FileReading,
): Promise<RawObject | undefined> {
  const { blob } = found;
  const place = `${fullPathOf(project)}: ${found.path}`;
  const read =
    blob === undefined || withCommits ? readAnswer(context, project, found) : readBlob(context, project, found);
  const answer = await read;
  if (answer === undefined) return undefined;

  const { ref, fields } = answer;
  const text = toText(answer.content, place, context.warn);
  const content = skipParsing || text === null ? text : await parse(context, project, { path: found.path, ref }, text);
  return { ...fields, content, project_id: String(idOf(project)), path: found.path };
}

interface Answer {
  readonly fields: RawObject;
  readonly content: Content;
  /** Where the file was in the end. */
  readonly ref: string;
}

/** The same fields as the files endpoint gives, but those that cost a walk through the history. */
async function readBlob(
  { gitlab }: ExtractContext,
  project: RawObject,
  { path, ref, blob }: FoundFile,
): Promise<Answer | undefined> {
  if (blob === undefined) return undefined;
  const content = await gitlab.contents.blob(idOf(project), blob.id);
  if (content === undefined) return undefined;
  const fields = {
    file_name: path.slice(path.lastIndexOf('/') + 1),
    file_path: path,
    // Nobody looks at the size of a file that is read this way.
    size: content instanceof Uint8Array ? content.byteLength : null,
    encoding: 'base64',
    ref,
    blob_id: blob.id,
    execute_filemode: blob.mode === '100755',
  };
  return { fields, content, ref };
}

/** Search engines may know a commit that is gone by now: then the default branch counts. */
async function readAnswer(
  { gitlab }: ExtractContext,
  project: RawObject,
  { path, ref }: FoundFile,
): Promise<Answer | undefined> {
  const fallback = defaultBranchOf(project);
  for (const place of new Set([ref, fallback])) {
    const file = await gitlab.contents.file(idOf(project), place, path);
    if (file !== undefined) return { ...file, ref: place };
  }
  return undefined;
}

async function parse(
  { gitlab, warn }: ExtractContext,
  project: RawObject,
  { path, ref }: Pick<FoundFile, 'path' | 'ref'>,
  text: string,
): Promise<unknown> {
  const place = `${fullPathOf(project)}: ${path}`;
  const readText = async (target: string) => {
    // GitLab refuses paths that climb out of the repository (GitLab: "Repository files API").
    const content = target.startsWith('..') ? undefined : await gitlab.contents.raw(idOf(project), ref, target);
    return content === undefined ? null : toText(content, `${fullPathOf(project)}: ${target}`, warn);
  };
  const onExcess = (excess: string) => warn(`${place} ${excess}: null stands in for the rest`);
  return resolveReferences(parseContent(path, text, place, warn), readText, onExcess);
}
