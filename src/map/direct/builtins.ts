import { typeName } from '../field-errors.ts';
import { spend, unitsOfEntry } from './budget.ts';
import { add, spendOnSearch, splitText } from './operators.ts';
import { compareValues, sortByKeys } from './order.ts';
import { Undecided } from './undecided.ts';
import {
  describe,
  getKey,
  isArray,
  isObject,
  iterate,
  JqError,
  type JsonObject,
  numberText,
  toObject,
  toText,
} from './values.ts';

/** Functions that give one value for their input and the values of their arguments. */
export const builtins: Readonly<Record<string, (input: unknown, ...values: readonly unknown[]) => unknown>> = {
  'not/0': (input) => input === null || input === false,
  'type/0': typeName,
  'length/0': length,
  'tostring/0': toText,
  'tonumber/0': toNumber,
  'ascii_downcase/0': (input) => explodable(input).replaceAll(/[A-Z]+/g, (text) => text.toLowerCase()),
  'ascii_upcase/0': (input) => explodable(input).replaceAll(/[a-z]+/g, (text) => text.toUpperCase()),
  'startswith/1': (input, start) => startsWith(input, start),
  'endswith/1': (input, end) => endsWith(input, end),
  'ltrimstr/1': (input, start) => (startsWith(input, start) ? String(input).slice(String(start).length) : input),
  'rtrimstr/1': (input, end) =>
    endsWith(input, end) ? String(input).slice(0, String(input).length - String(end).length) : input,
  'split/1': split,
  'join/1': join,
  'contains/1': contains,
  'has/1': has,
  'keys/0': (input) => {
    const keys = Object.keys(objectOf(input));
    return sortByKeys(keys, keys);
  },
  'to_entries/0': toEntries,
  'from_entries/0': (input) => toObject(iterate(input).map(toEntry)),
  'add/0': addAll,
  'any/0': (input) => iterate(input).some((value) => value !== null && value !== false),
  'all/0': (input) => iterate(input).every((value) => value !== null && value !== false),
  'sort/0': (input) => {
    if (!isArray(input)) throw new JqError(`${describe(input)} cannot be sorted, as it is not an array`);
    return sortByKeys(input, input);
  },
  'unique/0': (input) => {
    if (!isArray(input)) throw new Undecided();
    return sortByKeys(input, input).filter(
      (value, index, all) => index === 0 || compareValues(value, all[index - 1]) !== 0,
    );
  },
  'fromdateiso8601/0': fromDate,
  'fromdate/0': fromDate,
};

function addAll(input: unknown): unknown {
  const sum = iterate(input).reduce(add, null);
  if (typeof sum === 'string') spend(sum.length);
  return sum;
}

function length(input: unknown): number {
  if (input === null) return 0;
  if (typeof input === 'number') return Math.abs(Number(numberText(input)));
  if (typeof input === 'boolean') throw new JqError(`${describe(input)} has no length`);
  return typeof input === 'string' ? codePoints(input) : iterate(input).length;
}

function codePoints(text: string): number {
  spend(text.length);
  return text.length - (text.match(/[\udc00-\udfff]/g)?.length ?? 0);
}

function toNumber(input: unknown): number {
  if (typeof input === 'number') return input;
  if (typeof input === 'string') spend(input.length);
  // jq keeps how it was written.
  if (typeof input === 'string' && /^(?:0|[1-9]\d{0,14})$/.test(input)) return Number(input);
  if (typeof input === 'string' && /^(?:|[^\d\s].*|.*[^\d\s])$/su.test(input) && !/[-+.\dnNiI]/.test(input)) {
    throw new JqError(`${describe(input)} cannot be parsed as a number`);
  }
  if (typeof input === 'string') throw new Undecided();
  throw new JqError(`${describe(input)} cannot be parsed as a number`);
}

function explodable(input: unknown): string {
  if (typeof input !== 'string') throw new JqError('explode input must be a string');
  spend(input.length);
  return input;
}

function startsWith(input: unknown, start: unknown): boolean {
  if (typeof input !== 'string' || typeof start !== 'string') throw new JqError('startswith() requires string inputs');
  spend(start.length / 32);
  return input.startsWith(start);
}

function endsWith(input: unknown, end: unknown): boolean {
  if (typeof input !== 'string' || typeof end !== 'string') throw new JqError('endswith() requires string inputs');
  spend(end.length / 32);
  return input.endsWith(end);
}

function split(input: unknown, separator: unknown): readonly string[] {
  if (typeof input === 'string' && typeof separator === 'string') return splitText(input, separator);
  throw new JqError('split input and separator must be strings');
}

/** jq adds up text by text: what an array holds that cannot be added shows in the message. */
function join(input: unknown, separator: unknown): unknown {
  const values = iterate(input);
  if (values.length === 0) return '';
  if (typeof separator !== 'string') throw new Undecided();
  const texts = values.map((value) => {
    if (typeof value === 'object' && value !== null) throw new Undecided();
    return value === null ? '' : toText(value);
  });
  spend(texts.reduce((length, text) => length + separator.length + text.length, 0));
  return texts.join(separator);
}

function contains(input: unknown, part: unknown): boolean {
  if (typeof input === 'string' && typeof part === 'string') {
    spendOnSearch(input, part);
    return input.includes(part);
  }
  if (typeName(input) === typeName(part)) throw new Undecided();
  throw new JqError(`${describe(input)} and ${describe(part)} cannot have their containment checked`);
}

function has(input: unknown, key: unknown): boolean {
  if (input === null) return false;
  if (isObject(input) && typeof key === 'string') return Object.hasOwn(input, key);
  if (isArray(input) && typeof key === 'number') throw new Undecided();
  throw new JqError(`Cannot check whether ${typeName(input)} has a ${typeName(key)} key`);
}

function toEntries(input: unknown): unknown {
  const entries = Object.entries(objectOf(input));
  spend(entries.length * unitsOfEntry);
  return entries.map(([key, value]) => ({ key, value }));
}

function objectOf(input: unknown): JsonObject {
  if (isObject(input)) return input;
  if (isArray(input)) throw new Undecided();
  throw new JqError(`${describe(input)} has no keys`);
}

/** `from_entries` takes other spellings too; those are left to jq. */
function toEntry(entry: unknown): readonly [string, unknown] {
  if (!isObject(entry) || !Object.hasOwn(entry, 'value')) throw new Undecided();
  const key = getKey(entry, 'key');
  if (typeof key !== 'string') throw new Undecided();
  return [key, entry['value']];
}

/** Seconds since 1970; only for dates of a calendar. */
function fromDate(input: unknown): number {
  if (typeof input !== 'string') throw new JqError('strptime/1 requires string inputs and arguments');
  if (!/^(?:19[7-9]|20[0-9])\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(input)) throw new Undecided();
  const milliseconds = Date.parse(input);
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== input.replace('Z', '.000Z')) {
    throw new Undecided();
  }
  return milliseconds / 1000;
}
