import { Undecided } from './undecided.ts';

/**
 * A unit is a character that is replaced, or a step through a part of an expression: some 30 ns, or two bytes that stay.
 * A batch of ordinary objects (a page, so 100) takes a fiftieth of what it may.
 */
const unitsOfBatch = 4_000_000;
const unitsOfObject = unitsOfBatch / 10;

/** For each entry of an object or part of a text that is made. */
export const unitsOfEntry = 10;
/** For an error that an expression gives: its stack and its message are written. */
export const unitsOfError = 200;

/**
 * What may be spent on a batch of objects and on each of them. Expressions are evaluated on the main thread, where nothing
 * can stop them: what takes more is left to jq, whose time and memory are limited.
 */
export class Budget {
  #left = unitsOfBatch;
  #leastLeft = unitsOfBatch - unitsOfObject;

  /** What is spent from now on is spent on another object. */
  nextObject(): void {
    this.#leastLeft = Math.max(0, this.#left - unitsOfObject);
  }

  /** @throws {Undecided} where there is not as much left. */
  spend(units: number): void {
    const left = this.#left - units;
    // What is no number is too much, too.
    if (!(left >= this.#leastLeft)) throw new Undecided();
    this.#left = left;
  }
}

/** Of the expression under way: no evaluation waits for anything, so there is one at a time. */
let budget = new Budget();
let unitsOfStep = 1;

/** What the functions below spend is spent on this expression from now on. */
export function beginExpression(expression: string, spentFrom: Budget): void {
  budget = spentFrom;
  // Of two characters each at least is a part that a value can pass through.
  unitsOfStep = Math.ceil(expression.length / 2);
  spendOnSteps(1);
}

/** @throws {Undecided} */
export function spend(units: number): void {
  budget.spend(units);
}

/** For values that each may pass through all parts of the expression. */
export function spendOnSteps(values: number): void {
  budget.spend(values * unitsOfStep);
}

const unitsOfValue = 4;

/** For going through all of a value, as often as given; parts that it holds several times count each time. */
export function spendOnReading(value: unknown, times = 1): void {
  const length = typeof value === 'string' ? value.length : 0;
  budget.spend((unitsOfValue + length / 8) * times);
  if (typeof value !== 'object' || value === null) return;
  // Where objects are compared their keys are put in order.
  for (const key of Array.isArray(value) ? [] : Object.keys(value)) {
    budget.spend((2 * unitsOfValue + key.length / 2) * times);
  }
  for (const part of Object.values(value)) spendOnReading(part, times);
}
