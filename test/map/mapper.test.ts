import { afterAll, describe, expect, it } from 'vitest';
import type { EntityMapping } from '../../src/map/mapping.ts';
import { compileOne, createTestEngine, evaluate, makeResource } from './mapping.ts';

const engine = createTestEngine();
afterAll(() => engine.close());

describe('selector.query', () => {
  it('keeps what it is true for and filters what it is false for', async () => {
    const mapper = await compileOne(engine, makeResource({ query: '.on' }));

    const mapped = await mapper.map([
      { id: 1, on: true },
      { id: 2, on: false },
    ]);

    expect(mapped).toEqual({
      entities: [{ identifier: '1', blueprint: 'thing' }],
      read: 2,
      filtered: 1,
      failed: 0,
      withoutIdentifier: 0,
      unnamed: 0,
      unevaluated: 0,
    });
  });

  it.each([
    ['.name', 'must give true or false, got string'],
    ['null', 'must give true or false, got null'],
    ['[true]', 'must give true or false, got array'],
    ['empty', 'must give true or false, gave nothing'],
    ['error("no")', 'no'],
  ])('fails the object where it gives no boolean: %s', async (query, message) => {
    const mapper = await compileOne(engine, makeResource({ query }));

    const mapped = await mapper.map([{ id: 7, name: 'x' }]);

    expect(mapped).toMatchObject({ entities: [], read: 1, filtered: 0, failed: 1 });
    expect(mapper.errors()).toEqual([{ field: 'selector.query', count: 1, message, example: '7' }]);
  });

  it('spares the objects it filters every other expression', async () => {
    const mapper = await compileOne(
      engine,
      makeResource({ query: '.on', mappings: { properties: { n: '.text | tonumber' } } }),
    );

    await mapper.map([{ id: 1, on: false, text: 'x' }]);

    expect(mapper.errors()).toEqual([]);
  });
});

describe('identifier and blueprint', () => {
  it.each([
    ['number', 12, '12'],
    ['zero', 0, '0'],
    ['text', 'a', 'a'],
    ['search query', { combinator: 'and', rules: [] }, { combinator: 'and', rules: [] }],
  ])('takes a %s', async (_, id, identifier) => {
    const mapper = await compileOne(engine, makeResource());

    const { entities } = await mapper.map([{ id }]);

    expect(entities).toEqual([{ identifier, blueprint: 'thing' }]);
  });

  it.each([[null], [''], [false]])('leaves the entity out where one is %j', async (id) => {
    const byIdentifier = await compileOne(engine, makeResource());
    const byBlueprint = await compileOne(engine, makeResource({ mappings: { identifier: '"x"', blueprint: '.id' } }));

    const mapped = await Promise.all([byIdentifier.map([{ id }]), byBlueprint.map([{ id }])]);

    expect(mapped).toMatchObject([
      { entities: [], withoutIdentifier: 1, unnamed: 0 },
      { entities: [], withoutIdentifier: 1, unnamed: 0 },
    ]);
    expect([...byIdentifier.errors(), ...byBlueprint.errors()]).toEqual([]);
  });

  it.each<[string, Partial<EntityMapping>]>([
    ['an identifier', { identifier: '.author.id | ascii_downcase' }],
    ['a blueprint', { blueprint: '.author.id | ascii_downcase' }],
    [
      'a search for an identifier',
      { identifier: { combinator: '"and"', rules: [{ value: '.author.id | ascii_downcase' }] } },
    ],
  ])('cannot tell which entity it is where %s gives an error', async (_, mappings) => {
    const mapper = await compileOne(engine, makeResource({ mappings }));

    const mapped = await mapper.map([{ id: 1, author: { id: 'A' } }, { id: 2 }, { id: 3, author: {} }]);

    expect(mapped).toMatchObject({ entities: [{}], withoutIdentifier: 2, unnamed: 2 });
    expect(mapper.errors()).toMatchObject([{ count: 2 }]);
  });

  it('takes the one that says "no entity" at its word, whatever becomes of the other', async () => {
    const mapper = await compileOne(engine, makeResource({ mappings: { identifier: 'error', blueprint: '.none' } }));

    expect(await mapper.map([{ id: 1 }])).toMatchObject({ entities: [], withoutIdentifier: 1, unnamed: 0 });
  });

  it('calls a type that cannot be an identifier an error', async () => {
    const mapper = await compileOne(engine, makeResource());

    const mapped = await mapper.map([{ id: [1], name: 'x' }]);

    expect(mapped).toMatchObject({ withoutIdentifier: 1, unnamed: 1 });
    expect(mapper.errors()).toEqual([
      { field: 'identifier', count: 1, message: 'must give text or a number, got array', example: 'x' },
    ]);
  });
});

describe('the fields of an entity', () => {
  it('are those that the mapping names, null included', async () => {
    const mapper = await compileOne(
      engine,
      makeResource({
        mappings: {
          title: '.name',
          icon: null,
          team: '.missing',
          properties: { url: '.url', kind: '"service"', on: 'true', level: '30', gone: 'null' },
          relations: { group: '.group.id' },
        },
      }),
    );

    const { entities } = await mapper.map([{ id: 1, name: 'web' }]);

    expect(entities).toEqual([
      {
        identifier: '1',
        blueprint: 'thing',
        title: 'web',
        team: null,
        properties: { url: null, kind: 'service', on: true, level: 30, gone: null },
        relations: { group: null },
      },
    ]);
  });

  it('are named for those who check them against blueprints', async () => {
    const mapper = await compileOne(
      engine,
      makeResource({
        mappings: [
          { identifier: '.id', blueprint: "'thing'", title: '.name', properties: { url: '.url' } },
          { identifier: '.id', blueprint: '.kind', relations: { group: '.g' } },
        ],
      }),
    );

    expect(mapper.targets).toMatchObject([
      { blueprint: 'thing', fields: ['identifier', 'blueprint', 'title', 'properties.url'] },
      { blueprint: undefined, fields: ['identifier', 'blueprint', 'relations.group'] },
    ]);
  });

  it('gather their errors with a count, the first message and one example', async () => {
    const mapper = await compileOne(
      engine,
      makeResource({ mappings: { properties: { n: '.n | tonumber', m: '.m + 1' } } }),
    );

    await mapper.map([
      { id: 'a', n: '1', m: 1 },
      { id: 'b', n: 'x', m: 'x' },
    ]);
    await mapper.map([{ id: 'c', n: 'y', m: 1 }]);

    expect(mapper.errors()).toEqual([
      { field: 'properties.n', count: 2, message: expect.stringContaining('"x"'), example: 'b' },
      { field: 'properties.m', count: 1, message: expect.stringContaining('cannot be added'), example: 'b' },
    ]);
  });

  it('come from every mapping of a list', async () => {
    const mapper = await compileOne(
      engine,
      makeResource({
        mappings: [
          { identifier: '.id', blueprint: '"a"' },
          { identifier: '.owner', blueprint: '"b"', title: '.n | tonumber' },
        ],
      }),
    );

    const mapped = await mapper.map([{ id: 1, owner: 'ada', n: 'x' }, { id: 2 }]);

    expect(mapped.entities).toEqual([
      { identifier: '1', blueprint: 'a' },
      { identifier: 'ada', blueprint: 'b', title: null },
      { identifier: '2', blueprint: 'a' },
    ]);
    expect(mapped.withoutIdentifier).toBe(1);
    expect(mapper.errors()).toMatchObject([
      { field: 'mappings[1].title', count: 2, message: expect.stringContaining('number'), example: '1' },
    ]);
  });

  it('may be search queries whose leaves are expressions', async () => {
    const query = {
      combinator: '"and"',
      rules: [{ property: "'$identifier'", operator: '"="', value: '.author.username' }],
    };
    const mapper = await compileOne(
      engine,
      makeResource({ mappings: { identifier: query, relations: { author: query } } }),
    );

    const { entities } = await mapper.map([{ author: { username: 'ada' } }]);

    const evaluated = { combinator: 'and', rules: [{ property: '$identifier', operator: '=', value: 'ada' }] };
    expect(entities).toEqual([{ identifier: evaluated, blueprint: 'thing', relations: { author: evaluated } }]);
  });
});

describe('itemsToParse', () => {
  const raw = { id: 1, list: { members: [{ n: 'a' }, { n: 'b' }], other: 1 } };

  it('gives an entity for each element, beside the object without the array', async () => {
    const mapper = await compileOne(
      engine,
      makeResource({
        query: '.item.n != "b"',
        items: { itemsToParse: '.list.members' },
        mappings: { identifier: '.item.n', properties: { parent: '.id', rest: '.list' } },
      }),
    );

    const mapped = await mapper.map([raw]);

    expect(mapped).toEqual({
      entities: [{ identifier: 'a', blueprint: 'thing', properties: { parent: 1, rest: { other: 1 } } }],
      read: 1,
      filtered: 1,
      failed: 0,
      withoutIdentifier: 0,
      unnamed: 0,
      unevaluated: 0,
    });
  });

  it('keeps the array, and names the element, as it is told to', async () => {
    const items = { itemsToParse: '.list.members | map(.n)', name: 'who', transform: false };
    const mapper = await compileOne(
      engine,
      makeResource({ items, mappings: { identifier: '.who', title: '.list.members | length' } }),
    );

    const { entities } = await mapper.map([raw]);

    expect(entities).toMatchObject([
      { identifier: 'a', title: 2 },
      { identifier: 'b', title: 2 },
    ]);
  });

  it('skips an object where it is no array, and fails one where it breaks', async () => {
    const mapper = await compileOne(engine, makeResource({ items: { itemsToParse: '.list | map(.)' } }));
    const lenient = await compileOne(engine, makeResource({ items: { itemsToParse: '.list' } }));

    const [failed, skipped, empty] = [
      await mapper.map([{ id: 1, list: 'text' }]),
      await lenient.map([{ id: 2, list: null }]),
      await lenient.map([{ id: 3, list: [] }]),
    ];

    expect(failed).toMatchObject({ entities: [], failed: 1, filtered: 0 });
    expect(skipped).toMatchObject({ entities: [], failed: 0, filtered: 1 });
    expect(empty).toMatchObject({ entities: [], failed: 0, filtered: 0 });
    expect(lenient.errors()).toEqual([
      { field: 'itemsToParse', count: 1, message: 'must give an array, got null', example: '2' },
    ]);
  });
});

describe('raw objects', () => {
  it('keep keys named __proto__, which change nothing else', async () => {
    const raw: unknown = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"x": 1}}');

    const { properties } = await evaluate(engine, { all: '.', proto: '.__proto__.polluted', own: '.polluted' }, raw);

    expect(JSON.stringify(properties?.['all'])).toBe('{"__proto__":{"polluted":true},"constructor":{"x":1}}');
    expect(properties).toMatchObject({ proto: true, own: null });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('give a key named __proto__ to a property of that name', async () => {
    const raw: unknown = JSON.parse('{"__proto__": {"polluted": true}, "name": "x"}');
    const expressions = JSON.parse('{"__proto__": ".__proto__", "name": ".name"}') as Record<string, string>;

    const { properties } = await evaluate(engine, expressions, raw);

    expect(JSON.stringify(properties)).toBe('{"__proto__":{"polluted":true},"name":"x"}');
  });

  it('may hold half an emoji without harm to themselves or others', async () => {
    const mapper = await compileOne(engine, makeResource({ mappings: { title: '.name' } }));

    const { entities } = await mapper.map([
      { id: 1, name: 'cut \ud83d' },
      { id: 2, name: 'literal \\ud83d, whole 😀' },
    ]);

    expect(entities.map(({ title }) => title)).toEqual(['cut \ufffd', 'literal \\ud83d, whole 😀']);
  });

  it('come out in their order and number, over several requests to jq', async () => {
    const mapper = await compileOne(engine, makeResource({ mappings: { identifier: '.id | tojson' } }));
    const batch = Array.from({ length: 1201 }, (_, id) => ({ id }));

    const { entities } = await mapper.map(batch);

    expect(entities.map(({ identifier }) => identifier)).toEqual(batch.map(({ id }) => String(id)));
  });
});

describe('env', () => {
  it('shows what the mapper was given, both ways', async () => {
    const mapper = await compileOne(
      engine,
      makeResource({ mappings: { properties: { a: 'env.STAGE', b: '$ENV.STAGE', c: '$ENV | length' } } }),
      { environment: { STAGE: 'a "\\(1)" \\ b' } },
    );

    const { entities } = await mapper.map([{ id: 1 }]);

    expect(entities[0]?.properties).toEqual({ a: 'a "\\(1)" \\ b', b: 'a "\\(1)" \\ b', c: 1 });
  });
});

describe('a mapping of constants', () => {
  it('asks jq for nothing but to check it', async () => {
    const closing = createTestEngine();
    const mapper = await compileOne(closing, makeResource({ mappings: { identifier: "'one'", title: '3' } }));
    await closing.close();

    const { entities } = await mapper.map([{}, {}]);

    expect(entities).toHaveLength(2);
    expect(entities[0]).toEqual({ identifier: 'one', blueprint: 'thing', title: 3 });
  });
});

describe('an engine that is closed', () => {
  it('answers with an error instead of hanging', async () => {
    const closing = createTestEngine();
    const mapper = await compileOne(closing, makeResource({ mappings: { title: 'tojson' } }));
    await closing.close();

    const mapping = mapper.map([{ id: 1 }]);

    await expect(mapping).rejects.toThrow('after it was closed');
  });
});

describe('whether a mapping can touch a key of a field', () => {
  it.each([
    ['.file.content.name', false],
    ['.file.file_path + .repo.name', false],
    ['.file.size', true],
    ['.file["size"]', true],
    ['.file', true],
    ['.file | tostring', true],
    ['.file | keys', true],
    ['{file}', true],
    ['.', true],
    ['to_entries', true],
    ['.["file"]', true],
    ['.["fi" + "le"]', true],
    ['.repo.file', true],
  ])('%s', async (expression, expected) => {
    const inField = await compileOne(engine, makeResource({ mappings: { properties: { a: expression } } }));
    const inQuery = await compileOne(engine, makeResource({ query: `${expression} == 1` }));

    expect([inField, inQuery].map((mapper) => mapper.canTouch('file', 'size'))).toEqual([expected, expected]);
  });

  it('counts what items are made of', async () => {
    const items = await compileOne(engine, makeResource({ items: { itemsToParse: '.file.content' } }));
    const whole = await compileOne(engine, makeResource({ items: { itemsToParse: '[.file]' } }));

    expect([items.canTouch('file', 'size'), whole.canTouch('file', 'size')]).toEqual([false, true]);
  });
});
