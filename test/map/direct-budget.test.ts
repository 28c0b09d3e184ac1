import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { compileDirect } from '../../src/map/direct/evaluate.ts';
import { createLook } from '../../src/map/direct/look.ts';
import type { ItemsPart } from '../../src/map/program.ts';
import { compileOne, createTestEngine, makeResource } from './mapping.ts';

const engine = createTestEngine();
afterAll(() => engine.close());

const long = 'aB '.repeat(30_000);

/** For each object of a batch: whether it is left to jq. */
function leftToJq(expression: string, batch: readonly unknown[], items?: ItemsPart): readonly boolean[] {
  const { look } = createLook({ items, selector: 'true', cells: [expression], environment: {} });
  return look(batch).map((view) => view === undefined);
}

describe('what takes too much of the main thread is left to jq', () => {
  it.each([
    ['a text as long as all that joins it', '.l | join(.[0])', { l: ['é'.repeat(2000), ...Array(1000).fill(1)] }],
    ['a search that goes back and forth', '.text | test("a+b")', { text: 'a'.repeat(3100) }],
    ['a search with many places that may be there or not', '.text | test("a?a?a?a?a?a?ab")', { text: 'a'.repeat(100) }],
    ['what is put in for each character', `.text | gsub("a"; "${'x'.repeat(40)}")`, { text: 'a'.repeat(30_000) }],
    ['what doubles', `.text${' | . + .'.repeat(6)}`, { text: long }],
    ['a message for each element', '.l | map(try .a catch .)', { l: Array(20_000).fill('a'.repeat(4)) }],
    ['many steps for each element', `.l | map(${'try . | '.repeat(40)}.)`, { l: Array(20_000).fill(1) }],
    ['lists that grow one by one', '.l | add', { l: Array(2000).fill([1]) }],
    ['values in values', `.l${' | [., .]'.repeat(6)}`, { l: Array(20_000).fill(1) }],
    ['a long list put in order', '.l | sort', { l: Array.from({ length: 90_000 }, (_, at) => -at) }],
  ])('%s', (_, expression, input) => {
    expect(compileDirect(expression)).toBeDefined();
    expect(leftToJq(expression, [input])).toEqual([true]);
  });

  it.each(['gsub(" "; "1")', 'ascii_downcase', 'test("a+b")', '.'])(
    'what stands beside each of many elements: .description | %s',
    (filter) => {
      const object = { description: 'a '.repeat(1000), list: Array(9000).fill(0) };
      const items = { expression: '.list', name: 'item', withoutPath: '.list' };

      expect(leftToJq(`.description | ${filter}`, [object], items)).toEqual([true]);
    },
  );

  it('objects that are modest one by one, after so many of them', () => {
    const left = leftToJq('.text | ascii_downcase', Array(200).fill({ text: long }));

    expect(left.indexOf(true)).toBeGreaterThan(10);
    expect(left.lastIndexOf(false)).toBeLessThan(100);
  });

  it('an object with half a character, that is too large', () => {
    expect(leftToJq('.half', [{ half: '\ud83d', text: 'a'.repeat(100_000) }])).toEqual([true]);
  });

  it('but no page of ordinary objects', () => {
    const object = {
      title: 'ABC-123: Change the text of the message that tells of it'.repeat(2),
      description: 'A text of some length. '.repeat(100),
      labels: Array(20).fill('a label'),
    };
    const expression =
      '"\\(.title | gsub("[^a-z0-9]+"; "-")) \\(.title | test("^[A-Z]+-[0-9]+:")) \\(.labels | map(ascii_upcase) | sort | join(","))\\(.description | ascii_downcase)"';

    expect(leftToJq(expression, Array(100).fill(object))).not.toContain(true);
  });
});

it('jq gives what was left to it', async () => {
  const properties = { joined: '.l | join(.[0])', found: '.text | test("a+b")' };
  const resource = makeResource({ mappings: { properties } });
  const object = { id: 'x', l: ['é'.repeat(2000), ...Array(600).fill(1)], text: 'a'.repeat(3100) };

  const { entities } = await (await compileOne(engine, resource)).map([object]);

  expect(entities[0]?.properties).toEqual({ joined: object.l.join(object.l[0]), found: false });
});

it('signals and timers have their turn between batches', async () => {
  const mapper = await compileOne(engine, makeResource());
  let hadTurn = false;
  const turn = setImmediate().then(() => {
    hadTurn = true;
  });

  await mapper.map([{ id: 'a' }]);

  expect(hadTurn).toBe(true);
  await turn;
});
