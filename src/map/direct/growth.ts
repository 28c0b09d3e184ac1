import type { Ast } from './ast.ts';

const maxGrowth = 1000;

/**
 * Whether an expression cannot make much more of its input than there was, on the way to its output or in it:
 * `[., .] | [., .] | …` is left to jq, whose memory and time are limited.
 */
export function isModest(ast: Ast): boolean {
  return growth(ast) <= maxGrowth;
}

/** How many times its input all may be that is made, roughly and at most. */
function growth(ast: Ast): number {
  switch (ast.op) {
    case 'identity':
      return 1;
    case 'literal':
      return typeof ast.value === 'string' ? 1 + ast.value.length / 10 : 1;
    case 'text': {
      const each = ast.format === '@uri' ? 9 : 2;
      return sum(ast.parts.map((part) => (typeof part === 'string' ? part.length / 10 : each * growth(part))));
    }
    case 'index':
      return growth(ast.target) + (ast.key.op === 'literal' ? 0 : growth(ast.key));
    case 'slice':
    case 'each':
      return growth(ast.target);
    case 'pipe':
      return growth(ast.left) * growth(ast.right);
    case 'comma':
    case 'binary':
    case 'alternative':
    case 'and':
    case 'or':
      return growth(ast.left) + growth(ast.right);
    case 'if':
      return growth(ast.condition) + Math.max(growth(ast.then), growth(ast.otherwise));
    case 'try':
      return growth(ast.body) + (ast.handler === undefined ? 0 : growth(ast.handler));
    case 'list':
      return ast.body === undefined ? 1 : 1 + growth(ast.body);
    case 'object':
      return 1 + sum(ast.entries.map(([key, value]) => growth(key) + growth(value)));
    case 'call':
      return (1 + sum(ast.arguments.map(growth))) * replacementLength(ast);
  }
}

/** Each character of a text may be one that is replaced. */
function replacementLength(call: Ast & { readonly op: 'call' }): number {
  const replacement = ['sub', 'gsub'].includes(call.name) ? call.arguments[1] : undefined;
  return replacement?.op === 'literal' ? Math.max(1, String(replacement.value).length) : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
