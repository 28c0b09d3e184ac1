import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { ConfigIssue } from '../../errors.ts';

/** In the order in which they are looked for; JSON is YAML too. */
export const EXTENSIONS = ['.json', '.yaml', '.yml'];

/** What a file holds, or what is wrong with it. */
export interface ResourceFile<Data> {
  readonly origin: string;
  readonly data?: Data;
  readonly issues: readonly ConfigIssue[];
}

/** Reads the first of the files that a name has with its extensions; undefined where there is none. */
export async function readResourceFile<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema,
): Promise<ResourceFile<z.output<Schema>> | undefined> {
  for (const extension of EXTENSIONS) {
    const path = join(folder, `${name}${extension}`);
    const origin = `file ${path}`;
    try {
      return parseResource(name, origin, await readFile(path, 'utf8'), schema);
    } catch (error) {
      if (isAbsent(error)) continue;
      const message = error instanceof Error ? error.message : String(error);
      return { origin, issues: [{ path: name, message, origin }] };
    }
  }
  return undefined;
}

function parseResource<Schema extends z.ZodType>(
  name: string,
  origin: string,
  text: string,
  schema: Schema,
): ResourceFile<z.output<Schema>> {
  const lines = new LineCounter();
  const at = (offset: number | undefined): string => {
    if (offset === undefined) return origin;
    const { line, col } = lines.linePos(offset);
    return `${origin}, line ${line}, column ${col}`;
  };
  // As PyYAML, and so Ocean, reads it, but for dates, which stay text.
  const document = parseDocument(text, {
    version: '1.1',
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:timestamp'),
    lineCounter: lines,
    prettyErrors: false,
  });
  if (document.errors.length > 0) {
    return { origin, issues: document.errors.map(({ message, pos }) => ({ path: name, message, origin: at(pos[0]) })) };
  }
  const result = schema.safeParse(document.toJS());
  if (result.success) return { origin, data: result.data, issues: [] };
  const issues = result.error.issues.map(({ path, message }) => ({
    path: pathText(name, path),
    message,
    origin: at(offsetOf(document, path)),
  }));
  return { origin, issues };
}

/** Where the node begins that a path leads to, or the nearest one around it; an empty file has none. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function pathText(name: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => `${text}${typeof key === 'number' ? `[${key}]` : `.${String(key)}`}`, name);
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
