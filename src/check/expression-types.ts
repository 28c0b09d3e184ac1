import type { Ast } from '../map/direct/ast.ts';
import { parseExpression } from '../map/direct/parse.ts';
import { Declined } from '../map/direct/tokens.ts';

/** As jq and JSON Schema name them. */
export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** Types of which the value of an expression certainly has one; undefined where that is not certain. */
export type Types = ReadonlySet<JsonType> | undefined;

/**
 * What a jq expression can give, as far as it is certain without a value. `fields` are types of fields of its input;
 * each of them may be null, too.
 */
export function typesOfExpression(expression: string, fields: Readonly<Record<string, JsonType>>): Types {
  try {
    return typesOf(parseExpression(expression), fields);
  } catch (error) {
    if (error instanceof Declined) return undefined;
    throw error;
  }
}

function typesOf(ast: Ast, fields: Readonly<Record<string, JsonType>>): Types {
  switch (ast.op) {
    case 'literal':
      return only(typeOfValue(ast.value));
    case 'text':
      return only('string');
    case 'list':
      return only('array');
    case 'object':
      return only('object');
    case 'and':
    case 'or':
      return only('boolean');
    case 'binary':
      return COMPARISONS.has(ast.operator) ? only('boolean') : undefined;
    case 'alternative':
      return either(typesOf(ast.left, fields), typesOf(ast.right, fields));
    case 'if':
      return either(typesOf(ast.then, fields), typesOf(ast.otherwise, fields));
    case 'pipe':
      // Behind a pipe the input is another one: its fields are not known.
      return ast.left.op === 'identity' ? typesOf(ast.right, fields) : typesOf(ast.right, {});
    case 'call':
      return only(Object.hasOwn(RESULTS, ast.name) ? RESULTS[ast.name] : undefined);
    case 'index':
      return ast.target.op === 'identity' && ast.key.op === 'literal' ? typesOfField(ast.key.value, fields) : undefined;
    default:
      return undefined;
  }
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Functions of jq with one type of result, whatever they are given (jq's manual). */
const RESULTS: Readonly<Record<string, JsonType>> = {
  tostring: 'string',
  ascii_downcase: 'string',
  ascii_upcase: 'string',
  join: 'string',
  length: 'number',
  tonumber: 'number',
  not: 'boolean',
  startswith: 'boolean',
  endswith: 'boolean',
  contains: 'boolean',
  has: 'boolean',
  any: 'boolean',
  all: 'boolean',
  map: 'array',
  split: 'array',
  keys: 'array',
  sort: 'array',
  sort_by: 'array',
  unique: 'array',
  to_entries: 'array',
  from_entries: 'object',
};

function typesOfField(name: unknown, fields: Readonly<Record<string, JsonType>>): Types {
  if (typeof name !== 'string' || !Object.hasOwn(fields, name)) return undefined;
  const type = fields[name];
  return type && new Set([type, 'null']);
}

function only(type: JsonType | undefined): Types {
  return type && new Set([type]);
}

function either(one: Types, other: Types): Types {
  return one && other && new Set([...one, ...other]);
}

/** The type of a constant. */
export function typeOfValue(value: unknown): JsonType | undefined {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' || type === 'object' ? type : undefined;
}
