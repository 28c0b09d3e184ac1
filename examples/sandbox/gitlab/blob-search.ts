import { bytesOf } from './git.ts';
import type { RepositoryFile } from './world.ts';

/** A hit without its project. */
export interface BlobHit {
  readonly path: string;
  readonly data: string;
  readonly startline: number;
}

interface Filter {
  readonly kind: 'filename' | 'path' | 'extension';
  readonly value: string;
  readonly negated: boolean;
}

/** What a search text asks for: a phrase and filters. */
export interface BlobQuery {
  readonly phrase: string;
  readonly filters: readonly Filter[];
}

const MAXIMUM_LENGTH = 4096;
const MAXIMUM_TERMS = 64;
const NAME_MATCH_BYTES = 1024;

/** Reads a search text; undefined for one that GitLab takes for abuse and answers with nothing. */
export function parseBlobQuery(search: string): BlobQuery | undefined {
  const terms = search.match(/-?(?:filename|path|extension):"[^"]*"|"[^"]*"|\S+/g) ?? [];
  if (search.length < 2 || search.length > MAXIMUM_LENGTH || terms.length > MAXIMUM_TERMS) return undefined;
  if (terms.some((term) => term.length > 100 && !term.includes('://'))) return undefined;
  const filters: Filter[] = [];
  const words: string[] = [];
  for (const term of terms) {
    const [, dash, kind, value] = /^(-?)(filename|path|extension):"?([^"]*)"?$/.exec(term) ?? [];
    if (value !== undefined && (kind === 'filename' || kind === 'path' || kind === 'extension')) {
      filters.push({ kind, value: value.toLowerCase(), negated: dash === '-' });
    } else {
      words.push(term.replaceAll('"', ''));
    }
  }
  // A query of filters alone is sent to the engine as the term `*`.
  return { phrase: words.join(' ') || '*', filters };
}

/** The hits in one branch, as the basic engine finds them: `git grep` plus file names, filtered afterwards. */
export function searchBlobs(files: ReadonlyMap<string, RepositoryFile>, { phrase, filters }: BlobQuery): BlobHit[] {
  const wanted = toPattern(phrase);
  return [...files].flatMap(([path, file]) => {
    if (file.mode === '160000' || !filters.every((filter) => passes(filter, path.toLowerCase()))) return [];
    const content = Buffer.from(bytesOf(file));
    const byName = wanted.test(path)
      ? [{ path, data: content.subarray(0, NAME_MATCH_BYTES).toString(), startline: 1 }]
      : [];
    return [...byName, ...contentHits(path, content, wanted)];
  });
}

function passes({ kind, value, negated }: Filter, path: string): boolean {
  const pattern = toPattern(value).source;
  const tests = { filename: `${pattern}$`, path: pattern, extension: `\\.${pattern}$` };
  return new RegExp(tests[kind]).test(path) !== negated;
}

/** `*` stands for anything. */
function toPattern(text: string): RegExp {
  const source = text
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(source, 'i');
}

/** Matching lines with two lines around them; binary files have none. */
function contentHits(path: string, content: Buffer, wanted: RegExp): BlobHit[] {
  if (content.includes(0)) return [];
  const lines = content.toString().split('\n');
  const hits: BlobHit[] = [];
  let covered = 0;
  for (const [index, line] of lines.entries()) {
    if (index < covered || line === '' || !wanted.test(line)) continue;
    const start = Math.max(0, index - 2);
    covered = index + 3;
    hits.push({ path, data: `${lines.slice(start, covered).join('\n')}\n`, startline: start + 1 });
  }
  return hits;
}
