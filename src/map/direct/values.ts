import { typeName } from '../field-errors.ts';
import { spend, spendOnReading, spendOnSteps, unitsOfEntry } from './budget.ts';
import { Undecided } from './undecided.ts';

/** An error that the expression gives: an answer, like a value. */
export class JqError extends Error {}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In jq all but null and false count as true. */
export function isTruthy(value: unknown): boolean {
  return value !== null && value !== false;
}

/** Own keys only: `constructor` is a key like any other. */
export function getKey(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : null;
}

/** An object of jq's key order. Numbers as keys would move to the front. */
export function toObject(entries: Iterable<readonly [string, unknown]>): JsonObject {
  const given = [...entries];
  spend(given.length * unitsOfEntry);
  if (given.some(([key]) => /^\d+$/.test(key))) throw new Undecided();
  return Object.fromEntries(given);
}

/** jq numbers: as long as a double is written the same by all. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  const isPlain = size === 0 ? Object.is(value, 0) : size >= 1e-4 && size < 1e15;
  if (!isPlain) throw new Undecided();
  return String(value);
}

/** `tojson`. */
function toJson(value: unknown): string {
  spendOnReading(value);
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'number') numberText(part);
    return part;
  });
  spend(text.length);
  if (text.includes('\u007f')) throw new Undecided();
  return text;
}

/** `tostring`. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? numberText(value) : toJson(value);
}

const maxDescribedBytes = 29;
const closers = new Map([
  ['{', '}'],
  ['[', ']'],
  ['"', '"'],
]);

/** A value as messages show it, cut as jq cuts it: `string ("abc")`. */
export function describe(value: unknown): string {
  const json = toJson(value);
  const isShort = json.length <= maxDescribedBytes;
  if (/[^\0-~]/.test(json) && Buffer.byteLength(json) > maxDescribedBytes) throw new Undecided();
  const shown = isShort ? json : `${json.slice(0, maxDescribedBytes - 4)}...${closers.get(json.charAt(0)) ?? ''}`;
  return `${typeName(value)} (${shown})`;
}

export function iterate(value: unknown): readonly unknown[] {
  if (typeof value === 'object' && value !== null) {
    const values: readonly unknown[] = isArray(value) ? value : Object.values(value);
    spendOnSteps(values.length);
    return values;
  }
  throw new JqError(`Cannot iterate over ${describe(value)}`);
}

/** `Array.isArray` for values of unknown type. */
export function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
