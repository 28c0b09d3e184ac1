import { replaceLoneSurrogates } from './ndjson.ts';

/** Where the elements of `itemsToParse` come from and where they go. */
export interface ItemsPart {
  readonly expression: string;
  readonly name: string;
  /** jq path of what is left out of the object beside each element. */
  readonly withoutPath: string | undefined;
}

export interface ProgramParts {
  readonly items: ItemsPart | undefined;
  readonly selector: string;
  /** The expressions; an undefined one is left out and its cell is null. */
  readonly cells: readonly (string | undefined)[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * One expression's output: the first value, nothing, or the error (a value of any type).
 */
export type Cell = readonly [unknown] | readonly [] | { readonly error: unknown };

/** The selector's cell, followed by all others only where the selector gave true. */
export type Row = readonly [Cell, ...(Cell | null)[]];

/** A row for the object, or one for each element of `itemsToParse`; or why there are no elements. */
export type ProgramOutput = readonly Row[] | { readonly error: unknown } | { readonly type: string };

/** The one program of a resource: its output for an object is a {@link ProgramOutput}. */
export function buildProgram({ items, selector, cells, environment }: ProgramParts): string {
  const expressions = [items?.expression, selector, ...cells].filter((part) => part !== undefined);
  // Every batch compiles the program again: the environment is in it only for those that could look at it.
  const visible = expressions.some((part) => /env/i.test(part)) ? environment : {};
  const row = buildRow(selector, cells);
  const body = items === undefined ? `[${row}]` : buildItems(items, row);
  return `${replaceLoneSurrogates(JSON.stringify(visible))} as $ENV | ${shadowed}\n${body}`;
}

function buildRow(selector: string, cells: readonly (string | undefined)[]): string {
  const others = cells.map((expression) => `, ${expression === undefined ? 'null' : buildCell(expression)}`).join('');
  return `(${buildCell(selector)} as $__selected
| if $__selected == [true] then [$__selected${others}] else [$__selected] end)`;
}

function buildItems({ expression, name, withoutPath }: ItemsPart, row: string): string {
  const rest = withoutPath === undefined ? '.' : `(. as $__object | try del(${withoutPath}) catch $__object)`;
  return `${buildCell(expression)} as $__items
| if ($__items | type) == "object" then $__items
  elif ($__items[0] | type) != "array" then {type: ($__items[0] | type)}
  else ${rest} as $__rest | [$__items[0][] as $__item | $__rest + {${JSON.stringify(name)}: $__item} | ${row}] end`;
}

/** Two line breaks: a comment at the end of an expression may escape the first (jq 1.8: "Comments"). */
function buildCell(expression: string): string {
  return `(try [first((${expression}\n\n))] catch {error: .})`;
}

/** What reaches past the one object an expression is given, or to the process. */
const shadowed = [
  'def env: $ENV;',
  ...['input', 'inputs', 'halt', 'halt_error', 'modulemeta'].map((name) => `def ${name}: ${unavailable(name)};`),
  `def halt_error(code): ${unavailable('halt_error')};`,
  'def debug: .; def debug(message): .; def stderr: .;',
  'def input_filename: null; def input_line_number: 0; def get_search_list: [];',
].join(' ');

function unavailable(name: string): string {
  return `error("${name} is not available in a mapping")`;
}
