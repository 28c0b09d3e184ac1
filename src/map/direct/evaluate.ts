import type { Cell } from '../program.ts';
import { compile } from './compile.ts';
import { toMany } from './filter.ts';
import { isModest } from './growth.ts';
import { parseExpression } from './parse.ts';
import { Declined } from './tokens.ts';
import { JqError, Undecided } from './values.ts';

/** An expression that needs no jq: what jq would give for an input, or undefined where that is not certain. */
export type DirectExpression = (input: unknown) => Cell | undefined;

/** Undefined where jq is needed. Inputs are JSON values as {@link toPlain} gives them. */
export function compileDirect(expression: string): DirectExpression | undefined {
  try {
    const ast = parseExpression(expression);
    if (!isModest(ast)) return undefined;
    const filter = compile(ast);
    const values = 'many' in filter ? toMany(filter) : undefined;
    return (input) => decide(() => ('one' in filter ? [filter.one(input)] : firstOf(values?.(input) ?? [])));
  } catch (error) {
    if (error instanceof Declined) return undefined;
    throw error;
  }
}

function firstOf(values: Iterable<unknown>): Cell {
  for (const value of values) return [value];
  return [];
}

function decide(evaluate: () => Cell): Cell | undefined {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof JqError) return { error: error.message };
    // Nested too deeply, or too long a text: jq has its own limits.
    if (error instanceof Undecided || error instanceof RangeError) return undefined;
    throw error;
  }
}
