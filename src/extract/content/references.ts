import { posix } from 'node:path';

const PREFIX = 'file://';

/** The most files that one value may refer to, and the most characters of text that come in that way. */
const MAX_FILES = 100;
const MAX_CHARACTERS = 10 * 1024 * 1024;

/** Why references of a value are null though their files may exist. */
export type Excess = (message: string) => void;

/**
 * A value with each `file://<path>` string in it replaced by that file's text, null where there is none; `file:///…`
 * stays. A bounded number of files is read, each once.
 */
export async function resolveReferences(
  value: unknown,
  read: (path: string) => Promise<string | null>,
  onExcess: Excess,
): Promise<unknown> {
  const paths = new Set<string>();
  replaceStrings(value, (text) => {
    const path = pathOf(text);
    if (path !== undefined) paths.add(path);
    return text;
  });
  if (paths.size === 0) return value;
  if (paths.size > MAX_FILES) onExcess(`refers to ${paths.size} files, of which ${MAX_FILES} are read`);

  const texts = new Map<string, string | null>();
  for (const path of [...paths].slice(0, MAX_FILES)) texts.set(path, await read(path));
  let characters = 0;
  const resolved = replaceStrings(value, (text) => {
    const path = pathOf(text);
    if (path === undefined) return text;
    const content = texts.get(path) ?? null;
    characters += content?.length ?? 0;
    return characters > MAX_CHARACTERS ? null : content;
  });
  if (characters > MAX_CHARACTERS) onExcess(`refers to more than ${MAX_CHARACTERS} characters of text`);
  return resolved;
}

/** From the repository's root; undefined for what is no reference. */
function pathOf(text: string): string | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  const path = text.slice(PREFIX.length);
  return path === '' || path.startsWith('/') ? undefined : posix.normalize(path);
}

function replaceStrings(value: unknown, replace: (text: string) => unknown): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => replaceStrings(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replaceStrings(entry, replace)]));
}
