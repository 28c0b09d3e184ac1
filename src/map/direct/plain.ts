import { replaceLoneSurrogates } from '../ndjson.ts';
import { isArray, type JsonObject, Undecided } from './values.ts';

const maxDepth = 200;

/**
 * Characters and values of an input that is evaluated here: on the main thread nothing can stop an expression. What is
 * larger, such as the content of a file, is left to jq and its limits.
 */
const maxSize = 100_000;

interface Budget {
  left: number;
}

/**
 * A value as jq would be given it: JSON only, without half characters. Mostly it is that already and is returned as
 * it is.
 *
 * @throws {Undecided} where it is nested so deeply that jq may refuse it, or is too large to be looked at here.
 */
export function toPlain(value: unknown): unknown {
  if (isPlain(value, 0, { left: maxSize })) return value;
  const plain: unknown = JSON.parse(replaceLoneSurrogates(JSON.stringify(value)));
  return plain;
}

function isPlain(value: unknown, depth: number, budget: Budget): boolean {
  budget.left -= typeof value === 'string' ? value.length : 1;
  if (depth > maxDepth || budget.left < 0) throw new Undecided();
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object') return typeof value === 'boolean';
  if (value === null) return true;
  if (isArray(value)) return value.every((element) => isPlain(element, depth + 1, budget));
  // What is neither null nor a list has keys; what they hold is looked at next.
  return isObjectPlain(value as JsonObject, depth, budget);
}

function isObjectPlain(object: JsonObject, depth: number, budget: Budget): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return false;
  // Only a record has a key that is no text (`unread`); what it holds is JSON.
  if (depth === 0 && Object.getOwnPropertySymbols(object).length > 0) return false;
  for (const key of Object.keys(object)) {
    if (!key.isWellFormed() || !isPlain(object[key], depth + 1, budget)) return false;
  }
  return true;
}
