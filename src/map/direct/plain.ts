import { replaceLoneSurrogates } from '../ndjson.ts';
import { Budget } from './budget.ts';
import { Undecided } from './undecided.ts';
import { isArray, type JsonObject } from './values.ts';

const maxDepth = 200;

/**
 * Characters and values of an input that is evaluated here: on the main thread nothing can stop an expression. What is
 * larger, such as the content of a file, is left to jq and its limits.
 */
const maxSize = 100_000;

/**
 * A value as jq would be given it: JSON only, without half characters. Mostly it is that already and is returned as
 * it is.
 *
 * @throws {Undecided} where it is nested so deeply that jq may refuse it, or is too large to be looked at here.
 */
export function toPlain(value: unknown, budget = new Budget()): unknown {
  const reading = { left: maxSize, budget };
  if (isPlain(value, 0, reading)) return value;
  budget.spend((maxSize - reading.left) * 2);
  const plain: unknown = JSON.parse(replaceLoneSurrogates(JSON.stringify(value)));
  return plain;
}

interface Reading {
  /** Of the size that may be read. */
  left: number;
  readonly budget: Budget;
}

/** Reads all of it, plain or not: how large it is counts as well. */
function isPlain(value: unknown, depth: number, reading: Reading): boolean {
  const size = typeof value === 'string' ? value.length : 1;
  reading.left -= size;
  if (depth > maxDepth || reading.left < 0) throw new Undecided();
  reading.budget.spend(1 + size / 32);
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object') return typeof value === 'boolean';
  if (value === null) return true;
  if (isArray(value)) return isListPlain(value, depth, reading);
  // What is neither null nor a list has keys; what they hold is looked at next.
  return isObjectPlain(value as JsonObject, depth, reading);
}

function isListPlain(list: readonly unknown[], depth: number, reading: Reading): boolean {
  let isAll = true;
  for (const element of list) isAll = isPlain(element, depth + 1, reading) && isAll;
  return isAll;
}

function isObjectPlain(object: JsonObject, depth: number, reading: Reading): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  // Only a record has a key that is no text (`unread`); what it holds is JSON.
  const isRecord = depth === 0 && Object.getOwnPropertySymbols(object).length > 0;
  let isAll = !isRecord && (prototype === Object.prototype || prototype === null);
  for (const key of Object.keys(object)) {
    isAll = isPlain(object[key], depth + 1, reading) && key.isWellFormed() && isAll;
  }
  return isAll;
}
