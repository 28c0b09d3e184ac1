import { describe, expect, it } from 'vitest';
import { typesOfExpression } from '../../src/check/expression-types.ts';

const fields = { id: 'number', web_url: 'string' } as const;

describe('the types of an expression', () => {
  it.each([
    ['.id', ['number', 'null']],
    ['. | .id', ['number', 'null']],
    ['.id | tostring', ['string']],
    ['"a\\(.id)"', ['string']],
    ['[.id]', ['array']],
    ['{id}', ['object']],
    ['.id == 1', ['boolean']],
    ['.web_url // "none"', ['string', 'null']],
    ['if .a then .web_url else null end', ['string', 'null']],
    ['.labels | map(.name)', ['array']],
    ['.title | length', ['number']],
  ])('of %s are %j', (expression, expected) => {
    expect([...(typesOfExpression(expression, fields) ?? [])]).toEqual(expected);
  });

  it.each([
    '.unknown',
    '.author | .id',
    '.id + 1',
    '.[]',
    '.id // .unknown',
    'def f: 1; f',
    'select(.id)',
    'max_by(.a)',
  ])('of %s are not certain', (expression) => {
    expect(typesOfExpression(expression, fields)).toBeUndefined();
  });
});
