import { typeName } from '../field-errors.ts';
import { spend } from './budget.ts';
import { Undecided } from './undecided.ts';
import { describe, getKey, isArray, isObject, JqError } from './values.ts';

/** `.[key]` */
export function index(value: unknown, key: unknown): unknown {
  if (!canIndex(value, key)) throw new JqError(`Cannot index ${typeName(value)} with ${describe(key)}`);
  if (typeof key === 'string' && isObject(value)) return getKey(value, key);
  if (typeof key === 'number' && isArray(value)) {
    if (!Number.isInteger(key)) throw new Undecided();
    return value.at(key) ?? null;
  }
  return null;
}

/** Whether `.[key]` is no error. */
export function canIndex(value: unknown, key: unknown): boolean {
  if (typeof key === 'string') return value === null || isObject(value);
  if (typeof key === 'number') return value === null || isArray(value);
  throw new Undecided();
}

/** `.[from:to]`; texts are counted in code points. */
export function slice(value: unknown, from: number | null, to: number | null): unknown {
  if (value === null) return null;
  if (typeof value === 'string' || isArray(value)) spend(value.length);
  if (typeof value === 'string') return [...value].slice(from ?? 0, to ?? undefined).join('');
  if (isArray(value)) return value.slice(from ?? 0, to ?? undefined);
  throw new Undecided();
}
