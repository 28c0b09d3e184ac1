import { typeName } from '../field-errors.ts';
import { spendOnReading } from './budget.ts';
import { isArray, isObject } from './values.ts';

const types = ['null', 'boolean', 'number', 'string', 'array', 'object'];

/** The order of all values (jq: "sort"): negative, 0 or positive. */
export function compareValues(left: unknown, right: unknown): number {
  spendOnReading(left);
  spendOnReading(right);
  return compare(left, right);
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const byType = types.indexOf(typeName(left)) - types.indexOf(typeName(right));
  if (byType !== 0) return byType;
  if (isArray(left) && isArray(right)) return compareArrays(left, right);
  if (isObject(left) && isObject(right)) {
    const [leftKeys, rightKeys] = [sortedKeys(left), sortedKeys(right)];
    return (
      compareArrays(leftKeys, rightKeys) ||
      compareArrays(
        leftKeys.map((key) => left[key]),
        leftKeys.map((key) => right[key]),
      )
    );
  }
  return Number(left) - Number(right);
}

function compareArrays(left: readonly unknown[], right: readonly unknown[]): number {
  for (let index = 0; index < left.length && index < right.length; index++) {
    const order = compare(left[index], right[index]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function sortedKeys(object: object): string[] {
  return Object.keys(object).sort(compareTexts);
}

/** By code points, where JavaScript's own order is by UTF-16 units. */
function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  let index = 0;
  while (left.charCodeAt(index) === right.charCodeAt(index)) index++;
  if (index >= left.length || index >= right.length) return left.length - right.length;
  return rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
}

/** Surrogates stand for code points beyond all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Sorted by keys; equal ones keep their order. */
export function sortByKeys(values: readonly unknown[], keys: readonly unknown[]): readonly unknown[] {
  // Each is compared with so many others.
  spendOnReading(keys, 1 + Math.log2(1 + keys.length));
  return values
    .map((value, index) => ({ value, key: keys[index] }))
    .sort((left, right) => compare(left.key, right.key))
    .map(({ value }) => value);
}
