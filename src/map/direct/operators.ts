import type { Operator } from './ast.ts';
import { spend, unitsOfEntry } from './budget.ts';
import { compareValues } from './order.ts';
import { Undecided } from './undecided.ts';
import { describe, isArray, isObject, JqError } from './values.ts';

/** What each operator gives for two values; the right one is evaluated first (jq: execute.c). */
export const operators: Readonly<Record<Operator, (left: unknown, right: unknown) => unknown>> = {
  '==': (left, right) => left === right || compareValues(left, right) === 0,
  '!=': (left, right) => left !== right && compareValues(left, right) !== 0,
  '<': (left, right) => compareValues(left, right) < 0,
  '<=': (left, right) => compareValues(left, right) <= 0,
  '>': (left, right) => compareValues(left, right) > 0,
  '>=': (left, right) => compareValues(left, right) >= 0,
  '+': (left, right) => {
    const sum = add(left, right);
    if (typeof sum === 'string') spend(sum.length);
    return sum;
  },
  '-': subtract,
  '*': (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return finite(left * right);
    throw new Undecided();
  },
  '/': divide,
  '%': (left, right) => {
    if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right) || right === 0) throw new Undecided();
    return (Number(left) % Number(right)) + 0;
  },
};

/** What a text takes, which is not copied here, is for the caller to spend. */
export function add(left: unknown, right: unknown): unknown {
  if (left === null) return right;
  if (right === null) return left;
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right);
  if (isArray(left) && isArray(right)) {
    spend(left.length + right.length);
    return [...left, ...right];
  }
  if (isObject(left) && isObject(right)) {
    // Numbers as keys would move to the front.
    if (Object.keys(right).some((key) => /^\d+$/.test(key))) throw new Undecided();
    const entries = [...Object.entries(left), ...Object.entries(right)];
    spend(entries.length * unitsOfEntry);
    return Object.fromEntries(entries);
  }
  throw new JqError(`${describe(left)} and ${describe(right)} cannot be added`);
}

function subtract(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return finite(left - right);
  if (isArray(left) && isArray(right)) {
    spend((left.length + right.length) * 4);
    // Each with each, where they are more than plain values, takes too long to be done here.
    if (![...left, ...right].every(isScalar)) throw new Undecided();
    const removed = new Set(right);
    return left.filter((one) => !removed.has(one));
  }
  throw new JqError(`${describe(left)} and ${describe(right)} cannot be subtracted`);
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function divide(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') {
    if (right !== 0) return finite(left / right);
    throw new JqError(`${describe(left)} and ${describe(right)} cannot be divided because the divisor is zero`);
  }
  if (typeof left === 'string' && typeof right === 'string') return splitText(left, right);
  throw new JqError(`${describe(left)} and ${describe(right)} cannot be divided`);
}

export function splitText(text: string, separator: string): readonly string[] {
  if (text === '') return [];
  spendOnSearch(text, separator);
  const parts = separator === '' ? [...text] : text.split(separator);
  spend(parts.length * unitsOfEntry);
  return parts;
}

/** For finding a text in another: of a long one several characters are compared at each place. */
export function spendOnSearch(text: string, sought: string): void {
  spend(text.length * (1 + sought.length / 32));
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new Undecided();
  return value;
}
