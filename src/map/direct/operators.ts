import type { Operator } from './ast.ts';
import { compareValues } from './order.ts';
import { describe, isArray, isObject, JqError, Undecided } from './values.ts';

/** What each operator gives for two values; the right one is evaluated first (jq: execute.c). */
export const operators: Readonly<Record<Operator, (left: unknown, right: unknown) => unknown>> = {
  '==': (left, right) => left === right || compareValues(left, right) === 0,
  '!=': (left, right) => left !== right && compareValues(left, right) !== 0,
  '<': (left, right) => compareValues(left, right) < 0,
  '<=': (left, right) => compareValues(left, right) <= 0,
  '>': (left, right) => compareValues(left, right) > 0,
  '>=': (left, right) => compareValues(left, right) >= 0,
  '+': add,
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

export function add(left: unknown, right: unknown): unknown {
  if (left === null) return right;
  if (right === null) return left;
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right);
  if (isArray(left) && isArray(right)) return [...left, ...right];
  if (isObject(left) && isObject(right)) {
    // Numbers as keys would move to the front.
    if (Object.keys(right).some((key) => /^\d+$/.test(key))) throw new Undecided();
    return Object.fromEntries([...Object.entries(left), ...Object.entries(right)]);
  }
  throw new JqError(`${describe(left)} and ${describe(right)} cannot be added`);
}

function subtract(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return finite(left - right);
  if (isArray(left) && isArray(right)) {
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
  return separator === '' ? [...text] : text.split(separator);
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new Undecided();
  return value;
}
