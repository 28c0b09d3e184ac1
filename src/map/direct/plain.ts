import { replaceLoneSurrogates } from '../ndjson.ts';
import { Undecided } from './values.ts';

const maxDepth = 200;
const loneSurrogate = /\p{Surrogate}/u;

/**
 * A value as jq would be given it: JSON only, without half characters. Mostly it is that already and is returned as
 * it is.
 *
 * @throws {Undecided} where it is nested so deeply that jq may refuse it.
 */
export function toPlain(value: unknown): unknown {
  if (isPlain(value, 0)) return value;
  const plain: unknown = JSON.parse(replaceLoneSurrogates(JSON.stringify(value)));
  return plain;
}

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !loneSurrogate.test(value);
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object') return typeof value === 'boolean';
  if (value === null) return true;
  if (depth > maxDepth) throw new Undecided();
  if (Array.isArray(value)) return value.every((element) => isPlain(element, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if ((prototype !== Object.prototype && prototype !== null) || Object.getOwnPropertySymbols(value).length > 0) {
    return false;
  }
  return Object.entries(value).every(([key, part]) => !loneSurrogate.test(key) && isPlain(part, depth + 1));
}
