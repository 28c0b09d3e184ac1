/**
 * A search for files by their names alone. The engines of GitLab read a filter differently, so that of some files only
 * the search can tell whether it finds them.
 */
export interface FileFilters {
  /** A path that every engine finds. */
  surelyFind(path: string): boolean;
  /** A path that some engine may find; the others are found by none. */
  mayFind(path: string): boolean;
}

type FilterKind = 'filename' | 'path' | 'extension';

interface Filter {
  readonly kind: FilterKind;
  /** In lower case, as the engines compare; `*` stands for anything. */
  readonly value: string;
}

/** Plain characters, as engines treat others in their own ways; basic search takes `*` in an extension, the index does not. */
const FILTER = /^(filename|path|extension(?!.*\*)):([\w.*/@+~-]{1,80})$/;

/**
 * The filters of a search text that consists of nothing else, each kind at most once, of which older servers take the
 * first only. Undefined for any other text (GitLab: "Search API", blobs).
 */
export function parseFileFilters(text: string): FileFilters | undefined {
  const filters: Filter[] = [];
  for (const term of text.trim().split(/\s+/)) {
    const [, kind, value] = FILTER.exec(term) ?? [];
    if (kind === undefined || value === undefined || filters.some((other) => other.kind === kind)) return undefined;
    filters.push({ kind: kind as FilterKind, value: value.toLowerCase() }); // the pattern names them
  }
  return {
    surelyFind: (path) => IS_PLAIN.test(path) && filters.every((filter) => isFoundByAll(filter, path.toLowerCase())),
    mayFind: (path) => filters.every((filter) => isFoundByAny(filter, path)),
  };
}

/** An index cuts names at spaces and takes `é` for `e`. */
const IS_PLAIN = /^[\x21-\x7e]+$/;

/** What git allows in no path: marks where a text begins and ends. */
const EDGE = '\0';

/**
 * Basic search compares the ends of paths for names and extensions and looks for directories anywhere
 * (lib/gitlab/file_finder.rb); the index of advanced search knows names as a whole, and paths from their beginning
 * (ee/lib/elastic/latest/git_class_proxy.rb).
 */
function isFoundByAll({ kind, value }: Filter, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (kind === 'filename') return holds(EDGE + name + EDGE, EDGE + value + EDGE);
  if (kind === 'path') return holds(EDGE + path, EDGE + value);
  return name.endsWith(`.${value}`);
}

function isFoundByAny({ kind, value }: Filter, path: string): boolean {
  const folded = fold(path);
  // Rare letters have a plain form in an index, and none here.
  if (/(?!\p{ASCII})\p{Script=Latin}/u.test(folded)) return true;
  return holds(folded, kind === 'extension' ? `.${value}` : value);
}

/** Letters that are no other letter with a mark, and what an index takes them for (Elasticsearch: "ASCII folding"). */
const PLAIN_FORMS: ReadonlyMap<string, string> = new Map(
  Object.entries({ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' }),
);

function fold(path: string): string {
  const withoutMarks = path.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return withoutMarks.replaceAll(/\P{ASCII}/gu, (letter) => PLAIN_FORMS.get(letter) ?? letter);
}

/** Whether a pattern occurs in a text: its pieces between the stars, in their order. */
function holds(text: string, pattern: string): boolean {
  let end = 0;
  for (const piece of pattern.split('*')) {
    const start = text.indexOf(piece, end);
    if (start === -1) return false;
    end = start + piece.length;
  }
  return true;
}
