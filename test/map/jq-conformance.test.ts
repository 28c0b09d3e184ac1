import { version } from 'jq-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JqEngine } from '../../src/map/engine.ts';
import { createNativeEngine } from '../../src/map/native/engine.ts';
import { findJq, isAtLeast, jqAt } from '../../src/map/native/find-jq.ts';
import { buildProgram, type Cell, type Row } from '../../src/map/program.ts';
import { createTestEngine } from './mapping.ts';

const embedded = createTestEngine();
const native = await findNative();
const engines = [embedded, ...(native === undefined ? [] : [native])];

/** The jq of this machine where it is 1.8 or newer: older ones give other results here and there. */
async function findNative(): Promise<JqEngine | undefined> {
  const { JQ_PATH, PATH = '' } = process.env;
  const found = JQ_PATH === undefined ? await findJq(PATH) : await jqAt(JQ_PATH);
  if (found?.version === undefined || !isAtLeast(found.version, 8)) return undefined;
  return createNativeEngine({ path: found.path, version: found.version });
}

/** Expression, input, expected first output; null also stands for none. */
const cases: readonly (readonly [string, unknown, unknown])[] = [
  ['.', { a: [1, 'x', null] }, { a: [1, 'x', null] }],
  ['.name', { name: 'web' }, 'web'],
  ['.author.name', { author: { name: 'Ada' } }, 'Ada'],
  ['.missing.deeper', {}, null],
  ['.["full name"]', { 'full name': 'x' }, 'x'],
  ['."a-b"', { 'a-b': 1 }, 1],
  ['.list[0]', { list: [7, 8] }, 7],
  ['.list[-1]', { list: [7, 8] }, 8],
  ['.list[5]', { list: [7, 8] }, null],
  ['.list[1:]', { list: [1, 2, 3] }, [2, 3]],
  ['.text[:2]', { text: 'abc' }, 'ab'],
  ['.list[]', { list: [7, 8] }, 7],
  ['.list[]?', { list: 3 }, null],
  ['.a?.b?', { a: 'text' }, null],
  ['empty', {}, null],
  ['(1, error("late"))', {}, 1],
  ['.a // "none"', { a: null }, 'none'],
  ['.a // .b // "none"', { a: false, b: 0 }, 0],
  ['.id | tostring', { id: 5 }, '5'],
  ['.id | tostring | . + "!"', { id: 5 }, '5!'],
  ['.a + .b', { a: { x: 1 }, b: { y: 2 } }, { x: 1, y: 2 }],
  ['.a * .b', { a: { x: { y: 1 } }, b: { x: { z: 2 } } }, { x: { y: 1, z: 2 } }],
  ['.a - .b', { a: [1, 2, 3], b: [2] }, [1, 3]],
  ['10 / 4', {}, 2.5],
  ['7 % 3', {}, 1],
  ['"\\(.group)/\\(.name)"', { group: 'g', name: 'n' }, 'g/n'],
  ['.text | ascii_downcase', { text: 'ABC' }, 'abc'],
  ['.text | split("/") | last', { text: 'a/b/c' }, 'c'],
  ['.path | split("/")[:-1] | join("/")', { path: 'a/b/c' }, 'a/b'],
  ['.text | sub(" "; "-")', { text: 'a b c' }, 'a-b c'],
  ['.text | gsub("[^a-z]"; "")', { text: 'a1b2' }, 'ab'],
  ['.text | gsub("(?<x>[0-9])"; "<\\(.x)>")', { text: 'a1' }, 'a<1>'],
  ['.text | test("^web-"; "i")', { text: 'WEB-1' }, true],
  ['.text | capture("(?<key>[A-Z]+-[0-9]+)").key', { text: 'fix ABC-12 now' }, 'ABC-12'],
  ['[.text | scan("[0-9]+")]', { text: 'a1b22' }, ['1', '22']],
  ['.text | startswith("a") and endswith("c")', { text: 'abc' }, true],
  ['.text | ltrimstr("a")', { text: 'abc' }, 'bc'],
  ['.text | trim', { text: '  x ' }, 'x'],
  ['.text | length', { text: 'äöü' }, 3],
  ['.text | explode | implode', { text: 'añ😀' }, 'añ😀'],
  ['.text | @base64', { text: 'hi' }, 'aGk='],
  ['.text | @base64d', { text: 'aGk=' }, 'hi'],
  ['.text | @uri', { text: 'a b/c' }, 'a%20b%2Fc'],
  ['@json', { a: 1 }, '{"a":1}'],
  ['.text | fromjson | .a', { text: '{"a":1}' }, 1],
  ['.when | fromdateiso8601', { when: '2026-01-01T00:00:00Z' }, 1767225600],
  ['.when | sub("\\\\.[0-9]+"; "") | fromdate | todate', { when: '2026-01-01T10:00:00.123Z' }, '2026-01-01T10:00:00Z'],
  ['.n | strftime("%Y-%m-%d")', { n: 0 }, '1970-01-01'],
  ['.list | map(.name)', { list: [{ name: 'a' }, { name: 'b' }] }, ['a', 'b']],
  ['[.list[] | select(.on) | .id]', { list: [{ id: 1, on: true }, { id: 2 }] }, [1]],
  ['.list | map(select(.n > 1)) | length', { list: [{ n: 1 }, { n: 2 }, { n: 3 }] }, 2],
  ['.list | sort_by(.n) | .[0].n', { list: [{ n: 2 }, { n: 1 }] }, 1],
  [
    '.list | group_by(.k) | map({key: .[0].k, value: length}) | from_entries',
    { list: [{ k: 'a' }, { k: 'a' }] },
    { a: 2 },
  ],
  ['.list | unique', { list: [2, 1, 2] }, [1, 2]],
  ['.list | add', { list: [1, 2, 3] }, 6],
  ['add(.list[])', { list: [1, 2, 3] }, 6],
  ['.list | any', { list: [false, true] }, true],
  ['.list | flatten', { list: [1, [2, [3]]] }, [1, 2, 3]],
  ['.list | index("b")', { list: ['a', 'b'] }, 1],
  ['.map | to_entries | map("\\(.key)=\\(.value)")', { map: { a: 1, b: 2 } }, ['a=1', 'b=2']],
  ['.map | with_entries(.value += 1)', { map: { a: 1 } }, { a: 2 }],
  ['.map | keys', { map: { b: 1, a: 2 } }, ['a', 'b']],
  ['.map | has("a")', { map: { a: null } }, true],
  ['.map | del(.a)', { map: { a: 1, b: 2 } }, { b: 2 }],
  ['.map | pick(.a)', { map: { a: 1, b: 2 } }, { a: 1 }],
  ['.map | type', { map: {} }, 'object'],
  ['if .archived then "yes" else "no" end', { archived: false }, 'no'],
  ['if .archived then "yes" end', { archived: true }, 'yes'],
  ['if .n > 40 then "Maintainer" elif .n > 20 then "Developer" else "Guest" end', { n: 30 }, 'Developer'],
  ['{"10":"Guest","50":"Owner"}[.level | tostring]', { level: 50 }, 'Owner'],
  ['. as {a: $x, b: [$y]} | $x + $y', { a: 1, b: [2] }, 3],
  ['.[] as [$a] ?// $a | $a', { only: [9] }, 9],
  ['reduce .list[] as $n (0; . + $n)', { list: [1, 2, 3] }, 6],
  ['[foreach .list[] as $n (0; . + $n)]', { list: [1, 2, 3] }, [1, 3, 6]],
  ['def twice(f): f | f; .n | twice(. * 2)', { n: 3 }, 12],
  ['label $out | .list[] | if . > 1 then ., break $out else empty end', { list: [1, 2, 3] }, 2],
  ['[limit(3; repeat("x"))]', {}, ['x', 'x', 'x']],
  ['first(range(1e18))', {}, 0],
  ['try error("x") catch .', {}, 'x'],
  ['.a | not', { a: null }, true],
  ['[paths]', { a: { b: 1 } }, [['a'], ['a', 'b']]],
  ['[.. | numbers]', { a: 1, b: [2] }, [1, 2]],
  ['.id', { id: 9007199254740991 }, 9007199254740991],
  ['nan', {}, null],
  ['.a # a comment', { a: 1 }, 1],
  ['-.n', { n: 2 }, -2],
];

/** Each an error, as it is in jq 1.8 and was not before. */
const failures: readonly (readonly [string, string])[] = [
  ['ltrimstr of something that is not text', '.n | ltrimstr("a")'],
  ['tonumber of text with white space', '" 1" | tonumber'],
  ['a negative limit', '[limit(-1; 1, 2)]'],
];

describe.each(engines)('$name', (engine) => {
  let cells: readonly (Cell | null | undefined)[] = [];
  beforeAll(async () => {
    cells = await runAll(engine);
  });
  afterAll(() => engine.close());

  it.each(cases.map((one, index) => [...one, index] as const))('%s of %j is %j', (_, __, expected, index) => {
    const cell = cells[index];

    expect(Array.isArray(cell) ? (cell[0] ?? null) : null).toEqual(expected);
  });

  it.each(failures.map(([name], index) => [name, index] as const))('fails at %s', (_, index) => {
    const cell = cells[cases.length + index];

    expect(cell).toEqual({ error: expect.any(String) });
  });
});

/** One program with all expressions and every input once, as starting jq takes a moment. */
async function runAll(engine: JqEngine): Promise<readonly (Cell | null | undefined)[]> {
  const expressions = [...cases.map(([expression]) => expression), ...failures.map(([, expression]) => expression)];
  const program = buildProgram({ items: undefined, selector: 'true', cells: expressions, environment: {} });
  const inputs = [...cases.map(([, input]) => input), ...failures.map(() => ({ n: 1 }))];
  // The form of our own program's outputs.
  const outputs = (await engine.run(program, inputs, { timeLimitMs: 30_000 })) as readonly (readonly Row[])[];
  return outputs.map(([row], index) => row?.[index + 1]);
}

it('the embedded engine names the version of its jq', async () => {
  expect(embedded.name).toBe(`${(await version()).replace('-', ' ')} (embedded)`);
});

it.skipIf(native === undefined)('a native jq of at least 1.8 was found, so that it is tested as well', () => {
  expect(engines).toHaveLength(2);
});
