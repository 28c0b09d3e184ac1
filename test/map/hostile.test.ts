import fc from 'fast-check';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CompileOptions, compileMappings } from '../../src/map/compile-mappings.ts';
import type { RawBatch } from '../../src/raw-object.ts';
import { evaluations } from './conformance/evaluations.ts';
import { compileOne, createTestEngine, makeResource } from './mapping.ts';

const engine = createTestEngine();
afterAll(() => engine.close());

const good = {
  name: '.name',
  labels: '.labels | map(ascii_upcase) | join(",")',
  year: '.created_at | sub("[.][0-9]+"; "") | fromdateiso8601 | gmtime | .[0]',
  fallback: '.missing // "none"',
  constant: '"team"',
  size: 'to_entries | length',
  first: '.labels[0]',
  joined: '"\\(.id)/\\(.name)"',
  isBig: '.id > 1',
  sorted: '.labels | sort_by(length) | .[-1]',
};

const objects: RawBatch = [
  { id: 1, name: 'a', labels: ['x', 'yy'], created_at: '2025-01-01T00:00:00.000Z' },
  { id: 2, name: 'b', labels: [], created_at: '2026-01-01T00:00:00.000Z' },
];

const goodOnly = [
  {
    name: 'a',
    labels: 'X,YY',
    year: 2025,
    fallback: 'none',
    constant: 'team',
    size: 4,
    first: 'x',
    joined: '1/a',
    isBig: false,
    sorted: 'yy',
  },
  {
    name: 'b',
    labels: '',
    year: 2026,
    fallback: 'none',
    constant: 'team',
    size: 4,
    first: null,
    joined: '2/b',
    isBig: true,
    sorted: null,
  },
];

async function mapBesideGood(
  bad: Readonly<Record<string, string>>,
  options: Partial<CompileOptions>,
  batch: RawBatch = objects,
) {
  const { mappers, warnings } = await compileMappings(
    [makeResource({ mappings: { properties: { ...bad, ...good } } })],
    {
      engine,
      environment: {},
      ...options,
    },
  );
  const mapped = await mappers[0]?.map(batch);
  const properties = mapped?.entities.map((entity) => entity.properties ?? {}) ?? [];
  return {
    good: properties.map((all) => withKeys(all, (key) => key in good)),
    bad: properties.map((all) => withKeys(all, (key) => key in bad)),
    problems: new Map([
      ...warnings.map(({ path, message }) => [path.replace(/.*properties\./, ''), message] as const),
      ...(mappers[0]?.errors() ?? []).map(({ field, message }) => [field.replace('properties.', ''), message] as const),
    ]),
  };
}

function withKeys(properties: Readonly<Record<string, unknown>>, isKept: (key: string) => boolean) {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => isKept(key)));
}

// Loops and memory bombs take their time: the two ends of the scale are enough.
describe.each(evaluations.filter(({ direct, pruning }) => direct === pruning))(
  'ten good expressions, $how',
  ({ direct, pruning }) => {
    it('are right beside those that reach for the process or break out of their place', async () => {
      const bad = {
        halts: 'halt',
        haltsWith: '"bye" | halt_error(3)',
        reads: 'input',
        readsAll: 'first(inputs)',
        breaksOut: '1) | (2',
        addsCells: '.a) , (.b',
        imports: 'import "a" as a; .name',
        includes: 'include "a"; .name',
        openText: 'ltrimstr("',
        openComment: '(.name # )',
        args: '$__prog_args',
        fails: 'error(null)',
      };

      const mapped = await mapBesideGood(bad, { direct, pruning });

      expect(mapped.good).toEqual(goodOnly);
      expect(mapped.bad.flatMap((properties) => Object.values(properties)).every((value) => value === null)).toBe(true);
      expect(Object.fromEntries(mapped.problems)).toEqual({
        halts: 'halt is not available in a mapping',
        haltsWith: 'halt_error is not available in a mapping',
        reads: 'input is not available in a mapping',
        readsAll: 'inputs is not available in a mapping',
        breaksOut: expect.stringMatching(/^not a valid jq expression: .+ at <top-level>, line 1, column 2:/),
        addsCells: expect.stringMatching(/^not a valid jq expression: .+ at <top-level>, line 1, column 3:/),
        imports: expect.stringMatching(/^not a valid jq expression: /),
        includes: expect.stringMatching(/^not a valid jq expression: /),
        openText: expect.stringMatching(/^not a valid jq expression: syntax error, unexpected end of file/),
        openComment: expect.stringMatching(/^not a valid jq expression: syntax error, unexpected end of file/),
        args: expect.stringMatching(/^not a valid jq expression: \$__prog_args is not defined/),
        fails: 'null',
      });
    });

    it('are right beside those that only look dangerous', async () => {
      const bad = {
        repeats: 'repeat(.id)',
        ranges: 'first(range(1e18))',
        debugs: '.name | debug | debug("seen") | stderr',
        comment: '.name # a comment \\',
        file: '[input_filename, input_line_number, get_search_list]',
        defines: 'def halt: .name; halt',
        shadows: 'def error(x): 7; error("x")',
      };

      const mapped = await mapBesideGood(bad, { direct, pruning });

      expect(mapped.good).toEqual(goodOnly);
      expect(mapped.bad[0]).toEqual({
        repeats: 1,
        ranges: 0,
        debugs: 'a',
        comment: 'a',
        file: [null, 0, []],
        defines: 'a',
        shadows: 7,
      });
      expect(mapped.problems).toEqual(new Map());
    });

    it('are right beside those that never end, which are named', async () => {
      const bad = {
        silent: 'range(1e18) | select(false)',
        gathering: 'last(range(1e18))',
        calling: 'def f: f; f',
      };

      const mapped = await mapBesideGood(bad, { direct, pruning, timeLimitMs: 3000 }, objects.slice(0, 1));

      expect(mapped.good).toEqual(goodOnly.slice(0, 1));
      expect(mapped.bad).toEqual([{}]);
      expect([...mapped.problems.keys()].sort()).toEqual(['calling', 'gathering', 'silent']);
      expect([...mapped.problems.values()].every((message) => message.startsWith('did not finish within'))).toBe(true);
    });

    it('are right beside those that ask for all memory, or more depth than there is', async () => {
      const bad = {
        text: '.name * 1e9 | length',
        nested: 'reduce range(20000) as $i (null; [.]) | tojson | length',
        recursive: 'def f: [f]; f',
      };

      const mapped = await mapBesideGood(bad, { direct, pruning }, objects.slice(0, 1));

      expect(mapped.good).toEqual(goodOnly.slice(0, 1));
      expect(mapped.bad).toEqual([{}]);
      expect([...mapped.problems.keys()].sort()).toEqual(['nested', 'recursive', 'text']);
    });

    it('see the same environment in every way of asking for it', async () => {
      process.env['HOSTILE_TEST_SECRET'] = 'hidden';
      onTestFinished(() => void delete process.env['HOSTILE_TEST_SECRET']);
      const bad = {
        env: 'env',
        variable: '$ENV',
        one: '$ENV.SHOWN + env.SHOWN + env["SHOWN"] + $ENV["SHOWN"]',
        inText: '"\\($ENV)\\(env)"',
        secret: '$ENV.HOSTILE_TEST_SECRET // env.HOSTILE_TEST_SECRET',
      };

      const mapped = await mapBesideGood(bad, { direct, pruning, environment: { SHOWN: 'yes' } });

      expect(mapped.good).toEqual(goodOnly);
      expect(mapped.bad[0]).toEqual({
        env: { SHOWN: 'yes' },
        variable: { SHOWN: 'yes' },
        one: 'yesyesyesyes',
        inText: '{"SHOWN":"yes"}{"SHOWN":"yes"}',
        secret: null,
      });
    });

    it.each([3000, 10_001, 200_000])(
      'are right for the neighbours of an object that is %i levels deep',
      async (depth) => {
        const deep: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
        const batch = [...objects.slice(0, 1), { ...objects[0], id: 9, data: deep }, ...objects.slice(1)];
        const mappings = { properties: { ...good, text: '.data | tojson | length', depth: '[.data | ..] | length' } };
        const mapper = await compileOne(engine, makeResource({ mappings }), { direct, pruning });

        const { entities, read } = await mapper.map(batch);

        const neighbours = entities.filter(({ identifier }) => identifier !== '9');
        expect(read).toBe(3);
        expect(neighbours.map(({ identifier }) => identifier)).toEqual(['1', '2']);
        expect(neighbours.map(({ properties }) => properties)).toEqual(
          goodOnly.map((properties) => ({ ...properties, text: 4, depth: 1 })),
        );
      },
    );

    it('stay as they are beside any broken expression', async () => {
      const pieces = [
        ...'()[]{}"\\#\n|,;:?-1 \''.split(''),
        ...['\\(', '//', '..', '.a', '.[', 'def f: ', 'as $x', '$x', 'label $out | ', 'break $out', 'reduce '],
        ...['try ', 'catch ', 'if ', 'end', 'error', 'halt', 'input', 'env', '@json'],
      ];
      const broken = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''));

      await fc.assert(
        fc.asyncProperty(fc.array(broken, { minLength: 1, maxLength: 12 }), async (expressions) => {
          const bad = Object.fromEntries(expressions.map((expression, index) => [`bad${index}`, expression]));

          const mapped = await mapBesideGood(bad, { direct, pruning });

          expect(mapped.good).toEqual(goodOnly);
        }),
        { numRuns: 15 },
      );
    });
  },
);
