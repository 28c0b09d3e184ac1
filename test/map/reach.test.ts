import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/map/program.ts';
import { canTouch } from '../../src/map/reach.ts';
import { createTestEngine } from './mapping.ts';

const engine = createTestEngine();
afterAll(() => engine.close());

const key = '__languages';

describe('an expression that cannot touch a key', () => {
  it.each([
    ['.path_with_namespace | gsub(" "; "")'],
    ['.references.full | split("!") | .[0]'],
    ['if .namespace.kind == "group" then .namespace.full_path else null end'],
    ['if .a then .b elif .c then "d" else empty end'],
    ['.__members | map(.username)'],
    ['.labels // []'],
    ['.a.b.c'],
    ['."a b"["c"].["d"]?."e\\n"'],
    ['.["a"]'],
    ['.a[.b]?, .a[1:], .a[:-1], .a[.b:.c], .a[]'],
    ['"x" + .y'],
    ['-.n * 2 >= 3 and (.archived | not)'],
    ['"\\(.group | ascii_downcase)/\\(.name)"'],
    ['@uri "https://host/\\(.path)"'],
    ['[.a, .b] | join("/")'],
    ['{name, "b": .c | length, "d e", (.f): [.g[] | select(.h)], "\\(.i)": 1}'],
    ['select(.topics != []) | .id'],
    ['. | .id'],
    ['(.) | (.id)'],
    ['has("readme_url")'],
    ['try (.a | fromjson) catch "none"'],
    ['try error("\\(.id)") catch null'],
    ['.labels | reduce .[] as $label (""; . + $label) | if . == "" then null else . end'],
    ['.a | . as {b: [$c]} | "\\(. | $c)" | [., ..]'],
    ['$ENV.CI_JOB_ID // .id'],
    ['1.5e3'],
    ['first(.assignees[]) | .username'],
  ])('is %s', (expression) => {
    expect(canTouch(expression, key)).toBe(false);
  });
});

describe('an expression that may touch a key', () => {
  it.each([
    ['.__languages'],
    ['.__languages | keys'],
    ['.["__languages"]'],
    ['.'],
    ['. // "x"'],
    ['.a, .'],
    ['..'],
    ['.[]'],
    ['.[.a]'],
    ['.["__lang" + "uages"]'],
    ['."__lang\\u0075ages"'],
    ['{"__lang\\u0075ages"}'],
    ['has("__lang\\u0075ages")'],
    ['.a[.["__lang\\u0075ages"].b]'],
    ['keys'],
    ['length'],
    ['tojson'],
    ['@json'],
    ['to_entries | map(.key)'],
    ['getpath(["a"])'],
    ['"\\(.)"'],
    ['"\\(.a)\\(keys)"'],
    ['@text "\\(.)"'],
    ['[.a, .]'],
    ['{a: .}'],
    ['{(keys[0]): 1}'],
    ['{"\\(keys)": 1}'],
    ['select(.a)'],
    ['select(length > 1) | .a'],
    ['if .a then .b end'],
    ['if length > 1 then .b else .c end'],
    ['if .a then .b elif keys then .b else .c end'],
    ['. as $all | .a | $all'],
    ['.a as $a | keys'],
    ['def whole: .; .a'],
    ['reduce .[] as $x (0; . + 1)'],
    ['label $out | .'],
    ['.a |= 1'],
    ['del(.a)'],
    ['.a # | comment'],
    ['try error catch .'],
    ['-length'],
    ['. | keys'],
    ['select(.a) | length'],
    ['{a: . | keys}'],
    ['(.a | {b: 1}), ..'],
    ['(.a | {if: 1}), .., (.b | {end: 2})'],
    ['.a[.b | 1 : keys[0]]'],
    ['{a: .b | .c, d: keys}'],
    ['"\\(.a | .b)\\(keys)"'],
    ['.a | def f: 1; f'],
    ['.a)'],
    ['"open'],
    [''],
  ])('is %s', (expression) => {
    expect(canTouch(expression, key)).toBe(true);
  });
});

const surroundings = [
  ['(', ')'],
  ['[', ']'],
  ['{k: ', '}'],
  ['{k: (', '), b}'],
  ['{("k" | ', '): 1}'],
  ['select(', ' | true)'],
  ['first(', ')'],
  ['error(', ')'],
  ['[.[]? | ', ']'],
  ['"\\(', ')"'],
  ['"<\\(', ')\\(.b?)>"'],
  ['@base64 "\\(', ')"'],
  ['try ', ''],
  ['try error catch ', ''],
  ['.a.c[', ' | length]'],
  ['.a.c[0:', ' | length]'],
  ['-(', ' | length)'],
  ['(', ')?'],
  ['(', ')[]?'],
  ['(', ').b?'],
  ['(', ')["b"]?'],
  ['if ', ' then .b else .a end'],
  ['if .b then ', ' end'],
  ['if not then 1 else ', ' end'],
  ['reduce (', ') as $x (.; [., $x])'],
] as const;

describe('the analysis', () => {
  const { expression } = fc.letrec<{ readonly expression: string }>((tie) => {
    const part = tie('expression');
    const join = (separator: string) => fc.tuple(part, part).map(([left, right]) => `${left}${separator}${right}`);
    const around = (before: string, after: string) => part.map((inner) => `${before}${inner}${after}`);
    return {
      expression: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        {
          weight: 6,
          arbitrary: fc.constantFrom('.', '.', '.', '.a', '.b', '.a.c', '.["b"]', '.[]?', '1', '"x"', 'empty'),
        },
        {
          weight: 6,
          arbitrary: fc.constantFrom('keys?', 'length?', 'tojson', 'not', '@json', '{a}', '{a, b: .b?}', '[..]'),
        },
        { weight: 5, arbitrary: join(' | ') },
        ...[', ', ' // ', ' == ', ' and ', ' as $x | ', ' |= '].map(join),
        ...surroundings.map(([before, after]) => around(before, after)),
      ),
    };
  });

  /** Outputs of the expressions for each record; undefined for one that does not compile. */
  async function evaluate(expressions: readonly string[], records: readonly unknown[]) {
    const programs = expressions.map((cell) =>
      buildProgram({ items: undefined, selector: 'true', cells: [cell], environment: {} }),
    );
    const problems = await engine.validate([...expressions, ...programs]);
    const cells = expressions.map((cell, index) =>
      problems[index] === undefined && problems[index + expressions.length] === undefined ? cell : undefined,
    );
    const program = buildProgram({ items: undefined, selector: 'true', cells, environment: {} });
    return engine.run(program, records, { timeLimitMs: 30_000 });
  }

  it('never says no where the outcome differs', async () => {
    const base = { a: { b: 1, c: [1, 'x'] }, b: 'b' };
    const records = [base, { ...base, __languages: { Ruby: 60 } }, { ...base, __languages: null }];
    let precise = 0;

    await fc.assert(
      fc.asyncProperty(fc.array(expression, { minLength: 30, maxLength: 30 }), async (expressions) => {
        const rows = await evaluate(expressions, records);

        const differing = expressions.filter((_, index) => {
          const [first, ...others] = rows.map((row) => JSON.stringify((row as unknown[][][])[0]?.[index + 1]));
          return others.some((other) => other !== first);
        });
        precise += expressions.filter((one) => !canTouch(one, key)).length;
        expect(differing.filter((one) => !canTouch(one, key))).toEqual([]);
      }),
      { numRuns: 30 },
    );
    expect(precise).toBeGreaterThan(50);
  });

  it('ends on any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', '\\', '(', ')', '[', '{', '|', '.', 'a', ' ', '#', '@', '$') }),
        (text) => {
          expect(typeof canTouch(text, key)).toBe('boolean');
        },
      ),
    );
  });
});
