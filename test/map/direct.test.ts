import { describe, expect, it } from 'vitest';
import { compileDirect } from '../../src/map/direct/evaluate.ts';
import { toPlain } from '../../src/map/direct/plain.ts';

describe('an expression evaluated without jq', () => {
  it.each([
    ['.a.b', { a: { b: 1 } }, [1]],
    ['.author.name // "nobody"', { author: null }, ['nobody']],
    ['.list | map(select(.n >= 2) | .id)', { list: [{ n: 1 }, { n: 2, id: 'x' }] }, [['x']]],
    ['.path | split("/") | .[:-1] | join("/")', { path: 'a/b/c' }, ['a/b']],
    ['.name | gsub("[^\\\\p{L}0-9_]"; "-")', { name: 'a b/ç1'.replace('ç', 'c') }, ['a-b-c1']],
    ['.languages | to_entries | max_by(.value) | .key', { languages: { a: 1, b: 9, c: 3 } }, ['b']],
    ['"\\(.a)-\\(.b)"', { a: 1.5, b: [null] }, ['1.5-[null]']],
    ['.on | not', {}, [true]],
    ['.list[]', { list: [] }, []],
    ['.constructor', {}, [null]],
    ['.a.b', { a: 5 }, { error: 'Cannot index number with string ("b")' }],
  ])('%s', (expression, input, expected) => {
    expect(compileDirect(expression)?.(input)).toEqual(expected);
  });
});

const manyTimes = '|(.,.)'.repeat(40);

describe('an expression that is left to jq', () => {
  it.each([
    '. as $x | $x',
    'def f: .; f',
    'reduce .[] as $x (0; . + $x)',
    'input',
    '$ENV.HOME',
    'env',
    '.a # comment',
    'repeat(.)',
    '1) | (2',
    '.a |',
    '.a.[0:1]',
    '100000000000000000000',
    '1.0',
    '"\\ud83d"',
    '{(1 == 1): 2}',
    'test("(a+)+$")',
    'test("\\\\p{Lu}")',
    'gsub("a*"; "")',
    'gsub("a"; .b)',
    `${'('.repeat(200)}.${')'.repeat(200)}`,
    `.${'|[.,.]'.repeat(20)}`,
    `.${'|.+.'.repeat(20)}`,
    `.a${'|@uri'.repeat(20)}`,
    `if [.a${manyTimes}] then 1 else 2 end`,
    `[.a${manyTimes}] and .b`,
    `.b or [.a${manyTimes}]`,
    `.list[[.a${manyTimes}] | length]`,
    `try .a.b catch [.${manyTimes}]`,
  ])('%s', (expression) => {
    expect(compileDirect(expression)).toBeUndefined();
  });

  it.each([
    ['tostring', 1e300],
    ['tostring', -0],
    ['tonumber', '1.50'],
    ['. * .', 1e200],
    ['. - "a"', 'a longer téxt than messages hold'],
    ['test("[a-z]+$")', 'é'],
    ['test("[a-z]+$")', 'a'.repeat(100_000)],
    ['fromdateiso8601', '2024-02-30T00:00:00Z'],
    ['from_entries', [{ name: 'a', value: 1 }]],
    ['{(.): 1, a: 2}', '1'],
  ])('for some objects only: %s of %j', (expression, input) => {
    expect(compileDirect(expression)?.(input)).toBeUndefined();
  });
});

describe('a value as jq is given it', () => {
  it('is the value itself where it is plain', () => {
    const value = { a: [1, 'é😀', null, { b: true }] };

    expect(toPlain(value)).toBe(value);
  });

  it.each([
    ['half a character', { '\ud83d': ['\udc00'] }, { '\ufffd': ['\ufffd'] }],
    ['what JSON does not know', [Number.NaN, -0, undefined, new Date(0)], [null, 0, null, '1970-01-01T00:00:00.000Z']],
    ['a key that is no text', { a: 1, [Symbol('unread')]: ['b'] }, { a: 1 }],
  ])('has no %s', (_, value, expected) => {
    expect(toPlain(value)).toStrictEqual(expected);
  });

  it('is refused where it is nested too deeply', () => {
    const deep: unknown = JSON.parse('['.repeat(300) + ']'.repeat(300));

    expect(() => toPlain(deep)).toThrow();
  });
});
