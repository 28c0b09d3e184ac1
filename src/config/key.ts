/**
 * The form in which keys are compared: levels joined by dots, lower case, no `_` or `-`. So `gitlabToken`, `gitlab_token`
 * and ocean-sail's `GITLABTOKEN` are one key, and `OCEAN__PORT__BASE_URL` is the `port.baseUrl` of a file.
 */
export function toKey(levels: readonly string[]): string {
  return levels.map((level) => level.replaceAll(/[_-]/g, '').toLowerCase()).join('.');
}

/** What a key holds: all sources speak text, as the environment does. */
export type Value = string | readonly string[];

/** A value at the end of a path through maps. */
export interface Leaf {
  readonly levels: readonly string[];
  readonly value: Value;
}

/** The levels of `OCEAN__A__B_C`: `['A', 'B_C']`; undefined for any other variable. */
export function oceanLevels(variable: string): readonly string[] | undefined {
  return /^OCEAN__/i.test(variable) ? variable.slice('OCEAN__'.length).split('__') : undefined;
}

/** How YAML writes null; without its types, which leave every scalar as text, null is one of these words. */
const NULLS: readonly string[] = ['null', 'Null', 'NULL', '~'];

/** All values of nested maps; those that are null or empty count as not set and are left out. */
export function readLeaves(tree: unknown, levels: readonly string[] = []): readonly Leaf[] {
  if (isMap(tree)) return Object.entries(tree).flatMap(([name, child]) => readLeaves(child, [...levels, name]));
  if (Array.isArray(tree)) return tree.length === 0 ? [] : [{ levels, value: tree.map(toText) }];
  if (tree === null || tree === undefined) return [];
  const value = toText(tree);
  return value.trim() === '' || NULLS.includes(value) ? [] : [{ levels, value }];
}

/** Tells a map from lists, null and scalars. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
