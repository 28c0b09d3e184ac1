import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { compileMappings } from '../../src/map/compile-mappings.ts';
import { compileOne, createTestEngine, evaluate, makeResource } from './mapping.ts';

const engine = createTestEngine();
afterAll(() => engine.close());

const objects = [
  { id: 1, name: 'a' },
  { id: 2, name: 'b' },
];

async function mapBeside(expression: string, timeLimitMs = 30_000) {
  const mappings = { properties: { before: '.id', bad: expression, after: '.name' } };
  const { mappers, warnings } = await compileMappings([makeResource({ mappings })], {
    engine,
    environment: {},
    timeLimitMs,
  });
  const mapped = await mappers[0]?.map(objects);
  return { properties: mapped?.entities.map(({ properties }) => properties), errors: mappers[0]?.errors(), warnings };
}

function beside(bad: unknown): readonly unknown[] {
  return objects.map(({ id, name }) => ({ before: id, bad, after: name }));
}

describe('a hostile expression beside good ones', () => {
  it.each([
    ['unbalanced', '1) | (2'],
    ['closing the cell', '.a) , (.b'],
    ['an open bracket', '.a['],
    ['an open string', '"\\('],
    ['an import', 'import "a" as a; .'],
    ['a definition without a program', 'def f: 1;'],
    ['an unknown function', 'nothing_like_it'],
    ['a variable of the combined program', '$__selected'],
    ['nothing', ''],
    ['a comment alone', '# x'],
  ])('is a warning and null where it does not compile: %s', async (_, expression) => {
    const { properties, errors, warnings } = await mapBeside(expression);

    expect(properties).toEqual(beside(null));
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      {
        path: 'resources[0] (project): properties.bad',
        message: expect.stringMatching(/^not a valid jq expression: .+; the field is null for every object$/),
      },
    ]);
  });

  it.each([
    ['halt', 'halt is not available in a mapping'],
    ['halt_error', 'halt_error is not available in a mapping'],
    ['halt_error(1)', 'halt_error is not available in a mapping'],
    ['input', 'input is not available in a mapping'],
    ['[inputs]', 'inputs is not available in a mapping'],
    ['modulemeta', 'modulemeta is not available in a mapping'],
    ['error(null)', 'null'],
    ['error({a: 1})', '{"a":1}'],
    ['.name | tonumber', expect.stringContaining('cannot be parsed as a number')],
  ])('costs its own field only: %s', async (expression, message) => {
    const { properties, errors } = await mapBeside(expression);

    expect(properties).toEqual(beside(null));
    expect(errors).toEqual([{ field: 'properties.bad', count: 2, message, example: '1' }]);
  });

  it.each([
    ['env', {}],
    ['$ENV.PATH', null],
    ['input_filename', null],
    ['input_line_number', 0],
    ['get_search_list', []],
    ['"x" | debug', 'x'],
    ['"x" | debug("y")', 'x'],
    ['"x" | stderr', 'x'],
    ['7 # comment', 7],
    ['7 # comment \\', 7],
    ['repeat(1)', 1],
    ['def input: 1; input', 1],
    ['first(range(1e18))', 0],
  ])('is harmless: %s', async (expression, expected) => {
    const { properties, errors } = await mapBeside(expression);

    expect(properties).toEqual(beside(expected));
    expect(errors).toEqual([]);
  });

  it('is stopped where it does not end, and switched off after the third object', async () => {
    const mapper = await compileOne(
      engine,
      makeResource({ mappings: { properties: { endless: '[repeat(.)] | length', good: '.name' } } }),
      { timeLimitMs: 1500 },
    );
    const batch = Array.from({ length: 5 }, (_, id) => ({ id, name: `n${id}` }));

    const { entities } = await mapper.map(batch);
    const next = await mapper.map([{ id: 9, name: 'last' }]);

    expect(entities.map(({ properties }) => properties)).toEqual(batch.map(({ name }) => ({ good: name })));
    expect(next.entities.map(({ properties }) => properties)).toEqual([{ good: 'last' }]);
    expect(mapper.errors()).toEqual([
      { field: 'properties.endless', count: 6, message: 'did not finish within 0.5 s', example: '0' },
    ]);
  });

  it('fails the objects that a selector does not finish with', async () => {
    const resource = makeResource({ query: 'if .id == 1 then [range(1e18)] else true end' });
    const mapper = await compileOne(engine, resource, { timeLimitMs: 1500 });

    const mapped = await mapper.map([{ id: 1 }, { id: 2 }]);

    expect(mapped).toMatchObject({ read: 2, failed: 1, entities: [{ identifier: '2' }] });
    expect(mapper.errors()).toMatchObject([{ field: 'selector.query', count: 1, example: '1' }]);
  });

  it('leaves out the object whose data break jq, and no other', async () => {
    const deep: unknown = JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`);
    const mappings = { properties: { text: '.data | tojson | length', name: '.name' } };
    const mapper = await compileOne(engine, makeResource({ mappings }));

    const { entities, failed } = await mapper.map([
      { id: 1, name: 'a', data: [] },
      { id: 2, name: 'b', data: deep },
      { id: 3, name: 'c', data: [1] },
    ]);

    expect(entities.map(({ identifier }) => identifier)).toEqual(['1', '3']);
    expect(entities.map(({ properties }) => properties)).toEqual([
      { text: 2, name: 'a' },
      { text: 3, name: 'c' },
    ]);
    expect(failed).toBe(1);
  });

  it('survives memory running out in one expression', async () => {
    const { properties, errors } = await mapBeside('.name * 1e9 | length');

    expect(properties).toEqual(objects.map(({ id, name }) => ({ before: id, after: name })));
    expect(errors).toMatchObject([{ field: 'properties.bad', count: 2, message: expect.stringContaining('memory') }]);
  });

  it('is a warning where jq breaks down on it while compiling', async () => {
    const { properties, warnings } = await mapBeside('"x" * 1e9 | length');

    expect(properties).toEqual(beside(null));
    expect(warnings).toMatchObject([{ path: 'resources[0] (project): properties.bad' }]);
  });
});

describe('an expression without which there is no entity', () => {
  it('stops everything before anything is read, all of them at once', async () => {
    const resources = [
      makeResource(),
      makeResource({ query: '.a |', mappings: { identifier: '.id)', blueprint: '"b', title: '.x |' } }),
      makeResource({ items: { itemsToParse: '.list[' } }),
    ];

    const error = await compileMappings(resources, { engine, environment: {} }).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).issues.map(({ path }) => path)).toEqual([
      'resources[1] (project): selector.query',
      'resources[1] (project): identifier',
      'resources[1] (project): blueprint',
      'resources[2] (project): itemsToParse',
      'resources[1] (project): title',
    ]);
    expect((error as ConfigError).issues[0]?.message).toContain('syntax error, unexpected end of file');
  });
});

describe('any object and any expression', () => {
  it('passes through `.` unchanged', async () => {
    const mapper = await compileOne(engine, makeResource({ mappings: { identifier: '"x"', properties: { it: '.' } } }));
    const json = fc.json({ maxDepth: 5 }).map((text): unknown => JSON.parse(text));

    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(fc.string(), json), { minLength: 1, maxLength: 20 }), async (batch) => {
        const { entities } = await mapper.map(batch);

        expect(JSON.stringify(entities.map(({ properties }) => properties?.['it']))).toBe(JSON.stringify(batch));
      }),
      { numRuns: 50 },
    );
  });

  it('changes nothing beside it, however it is broken', async () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '"',
      '\\',
      '#',
      '\n',
      '|',
      ',',
      '.a',
      'def f: ',
      'as $x',
      ';',
      ' ',
      "'",
    );
    const broken = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));

    await fc.assert(
      fc.asyncProperty(broken, async (expression) => {
        const { properties } = await evaluate(engine, { bad: expression, good: '.name' }, { name: 'a' });

        expect(properties).toMatchObject({ good: 'a' });
      }),
      { numRuns: 60 },
    );
  });
});
