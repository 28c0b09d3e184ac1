import type { Cell } from '../program.ts';
import { Budget, beginExpression, spend, spendOnReading, unitsOfError } from './budget.ts';
import { compile } from './compile.ts';
import type { Many, One } from './filter.ts';
import { isModest } from './growth.ts';
import { parseExpression } from './parse.ts';
import { Declined } from './tokens.ts';
import { whereCertain } from './undecided.ts';
import { JqError } from './values.ts';

/** An expression that needs no jq: what jq would give for an input, or undefined where that is not certain. */
export type DirectExpression = (input: unknown, budget?: Budget) => Cell | undefined;

/** Undefined where jq is needed. Inputs are JSON values as {@link toPlain} gives them. */
export function compileDirect(expression: string): DirectExpression | undefined {
  try {
    const ast = parseExpression(expression);
    if (!isModest(ast)) return undefined;
    const filter = compile(ast);
    const cellOf = 'one' in filter ? cellOfOne(filter.one) : cellOfFirst(filter.many);
    return whereCertain((input, budget = new Budget()) => {
      beginExpression(expression, budget);
      return paid(cellOf(input));
    });
  } catch (error) {
    if (error instanceof Declined) return undefined;
    throw error;
  }
}

const unitsOfCell = 20;

/** A cell stays, and others go through all that it holds. */
function paid(cell: Cell): Cell {
  spend(unitsOfCell);
  if ('error' in cell) spend(unitsOfError);
  else spendOnReading(cell[0]);
  return cell;
}

function cellOfOne(value: One): (input: unknown) => Cell {
  return (input) => {
    try {
      return [value(input)];
    } catch (error) {
      return errorCell(error);
    }
  };
}

function cellOfFirst(values: Many): (input: unknown) => Cell {
  return (input) => {
    try {
      for (const value of values(input)) return [value];
      return [];
    } catch (error) {
      return errorCell(error);
    }
  };
}

/** @throws what is no error that the expression gives. */
function errorCell(error: unknown): Cell {
  if (error instanceof JqError) return { error: error.message };
  throw error;
}
