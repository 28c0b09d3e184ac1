import type { Ast, Format } from './ast.ts';
import { spend, unitsOfError } from './budget.ts';
import { compileCall } from './calls.ts';
import { concat, type Filter, type Many, type One, onlyOne, pipe, toMany } from './filter.ts';
import { operators } from './operators.ts';
import { canIndex, index, slice } from './paths.ts';
import { Declined } from './tokens.ts';
import { describe, isTruthy, iterate, JqError, toObject, toText } from './values.ts';

/** @throws {Declined} where an expression is one that jq alone evaluates. */
export function compile(ast: Ast): Filter {
  switch (ast.op) {
    case 'identity':
      return { one: (input) => input };
    case 'literal':
      return { one: () => ast.value, literal: ast.value };
    case 'text':
      return { one: compileText(ast.format, ast.parts) };
    case 'index':
      return compileIndex(compile(ast.target), ast.key, ast.optional);
    case 'slice':
      return pipe(compile(ast.target), { one: (value) => slice(value, ast.from, ast.to) });
    case 'each':
      return pipe(compile(ast.target), { many: ast.optional ? iterateIfPossible : iterate });
    case 'pipe':
      return pipe(compile(ast.left), compile(ast.right));
    case 'comma':
      return concat(compile(ast.left), compile(ast.right));
    case 'alternative':
      return compileAlternative(compile(ast.left), compile(ast.right));
    case 'and':
    case 'or':
      return { one: compileLogic(ast.op, compileOne(ast.left), compileOne(ast.right)) };
    case 'binary':
      return { one: compileBinary(operators[ast.operator], compileOne(ast.left), compileOne(ast.right)) };
    case 'if':
      return compileIf(compileOne(ast.condition), compile(ast.then), compile(ast.otherwise));
    case 'try':
      return { many: compileTry(compile(ast.body), ast.handler && compileOne(ast.handler)) };
    case 'list':
      return { one: compileList(ast.body) };
    case 'object':
      return { one: compileObject(ast.entries) };
    case 'call':
      return compileCall(ast.name, ast.arguments.map(compile));
  }
}

function compileOne(ast: Ast): One {
  return onlyOne(compile(ast));
}

function compileText(format: Format, parts: readonly (string | Ast)[]): One {
  const write = format === '@uri' ? toUri : toText;
  const pieces = parts.map((part) => (typeof part === 'string' ? part : compileOne(part)));
  return (input) => {
    let text = '';
    // The last one is evaluated first, as with all operands.
    for (const piece of pieces.toReversed()) {
      text = (typeof piece === 'string' ? piece : write(piece(input))) + text;
    }
    spend(text.length);
    return text;
  };
}

function toUri(value: unknown): string {
  const text = toText(value);
  spend(text.length * 4);
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The key is evaluated before what it is looked up in. */
function compileIndex(target: Filter, key: Ast, optional: boolean): Filter {
  if (key.op === 'literal' && !optional) return pipe(target, { one: (value) => index(value, key.value) });
  const keyOf = compileOne(key);
  if (!optional) {
    const from = onlyOne(target);
    return {
      one(input) {
        const name = keyOf(input);
        return index(from(input), name);
      },
    };
  }
  const values = toMany(target);
  return {
    *many(input) {
      const name = keyOf(input);
      for (const value of values(input)) {
        if (canIndex(value, name)) yield index(value, name);
      }
    },
  };
}

function iterateIfPossible(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? iterate(value) : [];
}

/** `left // right`; in jq 1.8 an error on the left is one of the whole. */
function compileAlternative(left: Filter, right: Filter): Filter {
  if ('one' in left && 'one' in right) {
    return {
      one(input) {
        const value = left.one(input);
        return isTruthy(value) ? value : right.one(input);
      },
    };
  }
  const [values, others] = [toMany(left), toMany(right)];
  return {
    *many(input) {
      let isFound = false;
      for (const value of values(input)) {
        if (!isTruthy(value)) continue;
        isFound = true;
        yield value;
      }
      if (!isFound) yield* others(input);
    },
  };
}

function compileLogic(operator: 'and' | 'or', left: One, right: One): One {
  return operator === 'and'
    ? (input) => isTruthy(left(input)) && isTruthy(right(input))
    : (input) => isTruthy(left(input)) || isTruthy(right(input));
}

function compileBinary(operate: (left: unknown, right: unknown) => unknown, left: One, right: One): One {
  return (input) => {
    const second = right(input);
    return operate(left(input), second);
  };
}

function compileIf(condition: One, then: Filter, otherwise: Filter): Filter {
  if ('one' in then && 'one' in otherwise) {
    return { one: (input) => (isTruthy(condition(input)) ? then.one(input) : otherwise.one(input)) };
  }
  const [yes, no] = [toMany(then), toMany(otherwise)];
  return { many: (input) => (isTruthy(condition(input)) ? yes(input) : no(input)) };
}

function compileTry(body: Filter, handle: One | undefined): Many {
  const values = toMany(body);
  return function* (input) {
    try {
      yield* values(input);
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
      spend(unitsOfError);
      if (handle !== undefined) yield handle(error.message);
    }
  };
}

function compileList(body: Ast | undefined): One {
  if (body === undefined) return () => [];
  const values = toMany(compile(body));
  return (input) => [...values(input)];
}

function compileObject(entries: readonly (readonly [Ast, Ast])[]): One {
  // jq refuses a constant key that is not text before it runs.
  if (entries.some(([key]) => isConstant(key) && !isText(key))) throw new Declined();
  const pairs = entries.map(([key, value]) => [compileOne(key), compileOne(value)] as const);
  return (input) => toObject(pairs.map(([key, value]) => [toKey(key(input)), value(input)]));
}

function isText(key: Ast): boolean {
  return key.op === 'literal' && typeof key.value === 'string';
}

/** What jq computes before it runs. */
function isConstant(ast: Ast): boolean {
  if (ast.op === 'binary') return isConstant(ast.left) && isConstant(ast.right);
  return ast.op === 'literal' || ast.op === 'list' || ast.op === 'object';
}

function toKey(value: unknown): string {
  if (typeof value !== 'string') throw new JqError(`Cannot use ${describe(value)} as object key`);
  return value;
}
