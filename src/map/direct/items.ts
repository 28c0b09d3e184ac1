import { typeName } from '../field-errors.ts';
import type { ItemsPart, ProgramOutput, Row } from '../program.ts';
import type { Ast } from './ast.ts';
import { type Budget, spendOnReading } from './budget.ts';
import { compileDirect } from './evaluate.ts';
import { parseExpression } from './parse.ts';
import { isArray, isObject, type JsonObject } from './values.ts';

type NoElements = Exclude<ProgramOutput, readonly Row[]>;

/** The objects that stand for the elements of an object, or why there are none; undefined where jq is to be asked. */
export type SplitItems = (
  input: unknown,
  budget: Budget,
) => { readonly objects: readonly unknown[] } | NoElements | undefined;

export function compileItems({ expression, name, withoutPath }: ItemsPart): SplitItems {
  const evaluate = compileDirect(expression);
  const keys = withoutPath === undefined ? [] : pathKeys(withoutPath);
  // A number as a key would move to the front.
  if (evaluate === undefined || keys === undefined || /^\d+$/.test(name)) return () => undefined;
  return (input, budget) => {
    const cell = evaluate(input, budget);
    if (cell === undefined || !isObject(input)) return undefined;
    if ('error' in cell) return cell;
    const [items = null] = cell;
    if (!isArray(items)) return { type: typeName(items) };
    const rest = keys.length === 0 ? input : withoutKey(input, keys);
    // It stands beside each of them, also where they are given to jq or written.
    spendOnReading(rest, items.length);
    return { objects: items.map((item) => ({ ...rest, [name]: item })) };
  };
}

/** The keys of a path that is nothing but keys. */
function pathKeys(path: string): readonly string[] | undefined {
  if (compileDirect(path) === undefined) return undefined;
  const keys: string[] = [];
  let ast: Ast = parseExpression(path);
  while (ast.op === 'index') {
    if (ast.optional || ast.key.op !== 'literal' || typeof ast.key.value !== 'string') return undefined;
    keys.unshift(ast.key.value);
    ast = ast.target;
  }
  return ast.op === 'identity' ? keys : undefined;
}

/** A copy without what the path leads to; where it leads nowhere, the object as it is (jq: `del`). */
function withoutKey(object: JsonObject, [key = '', ...deeper]: readonly string[]): JsonObject {
  if (!Object.hasOwn(object, key)) return object;
  const part = object[key];
  if (deeper.length === 0) return Object.fromEntries(Object.entries(object).filter(([other]) => other !== key));
  return isObject(part) ? { ...object, [key]: withoutKey(part, deeper) } : object;
}
