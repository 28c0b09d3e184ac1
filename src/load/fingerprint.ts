import { hash } from 'node:crypto';

/** `title`, `icon`, `team`, `properties.<name>` or `relations.<name>`. */
export type FieldName = string;

/** What stands for a field that is null or absent: Port does not tell the two apart. */
export const NOTHING = 0;

/** Hexadecimal digits of a digest that count: a number holds 13 of them exactly. */
const DIGITS = 12;

/**
 * A number that stands for a field's value: equal values have equal numbers, others differ but for one case in 2^48.
 * The order of teams, of related entities and of an object's keys does not count.
 */
export function fingerprint(field: FieldName, value: unknown): number {
  const compared = isSet(field) ? toSet(value) : value;
  if (compared === null || compared === undefined) return NOTHING;
  return Number.parseInt(hash('sha1', JSON.stringify(sortKeys(compared)), 'hex').slice(0, DIGITS), 16) + 1;
}

/** An entity's fields, as they are sent or as Port answers them. */
export interface FieldValues {
  readonly title?: unknown;
  readonly icon?: unknown;
  readonly team?: unknown;
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined;
  readonly relations?: Readonly<Record<string, unknown>> | null | undefined;
}

/** The fields that are present, null included, each with its value. */
export function* fieldsOf({ title, icon, team, properties, relations }: FieldValues): Generator<[FieldName, unknown]> {
  for (const [name, value] of Object.entries({ title, icon, team })) if (value !== undefined) yield [name, value];
  for (const [name, value] of Object.entries(properties ?? {})) yield [`properties.${name}`, value];
  for (const [name, value] of Object.entries(relations ?? {})) yield [`relations.${name}`, value];
}

function isSet(field: FieldName): boolean {
  return field === 'team' || field.startsWith('relations.');
}

/** One related entity is the same as a list of it; none is the same as an empty list. */
function toSet(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const items = Array.isArray(value) ? [...new Set(value)].sort() : [value];
  return items.length === 0 ? null : items;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, item]) => [key, sortKeys(item)]));
}
