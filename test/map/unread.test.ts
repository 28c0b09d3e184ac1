import { afterAll, describe, expect, it } from 'vitest';
import type { Entity } from '../../src/entity.ts';
import { unread } from '../../src/raw-object.ts';
import { compileOne, createTestEngine, makeResource } from './mapping.ts';

const engine = createTestEngine();
afterAll(() => engine.close());

const project = { id: 1, name: 'web', labels: [], __languages: null, [unread]: ['__languages'] };

async function mapOne(given: Parameters<typeof makeResource>[0], raw: Parameters<typeof JSON.stringify>[0] = project) {
  const mapper = await compileOne(engine, makeResource(given));
  const mapped = await mapper.map([raw]);
  return { ...mapped, errors: mapper.errors() };
}

describe('a field that can touch what could not be read', () => {
  it('is left out, and the others are not', async () => {
    const { entities, errors, failed } = await mapOne({
      mappings: {
        title: '"\\(.name): \\(.__languages | keys | join(","))"',
        icon: '.',
        team: { combinator: '"and"', rules: [{ property: '"x"', operator: '"="', value: '.__languages | keys' }] },
        properties: {
          name: '.name',
          gone: '.missing',
          language: '.__languages | to_entries | max_by(.value).key',
          raw: 'tojson',
          nested: { name: '.name', size: '.__languages | length' },
          on: 'true',
        },
        relations: { group: '.namespace.id', languages: '[.__languages | keys[]]' },
      },
    });

    expect(entities).toEqual<readonly Entity[]>([
      {
        identifier: '1',
        blueprint: 'thing',
        properties: { name: 'web', gone: null, on: true },
        relations: { group: null },
        isPartial: true,
      },
    ]);
    expect({ errors, failed }).toEqual({ errors: [], failed: 0 });
  });

  it('is null where the object was read whole', async () => {
    const { entities } = await mapOne(
      { mappings: { title: '.__languages.Ruby', properties: { raw: '.__languages' } } },
      { ...project, [unread]: [] },
    );

    expect(entities).toEqual([{ identifier: '1', blueprint: 'thing', title: null, properties: { raw: null } }]);
  });

  it('is judged for each object by itself', async () => {
    const mapper = await compileOne(engine, makeResource({ mappings: { title: '.__languages', icon: '.__members' } }));

    const { entities } = await mapper.map([project, { id: 2 }, { id: 3, [unread]: ['__members', '__other'] }]);

    expect(entities).toEqual([
      { identifier: '1', blueprint: 'thing', icon: null, isPartial: true },
      { identifier: '2', blueprint: 'thing', title: null, icon: null },
      { identifier: '3', blueprint: 'thing', title: null, isPartial: true },
    ]);
  });
});

describe('an object that cannot be judged without what could not be read', () => {
  const message = 'could not be judged: __languages could not be read';

  it.each([
    ['selector.query', { query: '.__languages != null' }],
    ['selector.query', { query: 'length > 2' }],
    ['identifier', { mappings: { identifier: '.__languages.id // .id' } }],
    ['blueprint', { mappings: { blueprint: 'if .__languages then "a" else "b" end' } }],
    ['itemsToParse', { items: { itemsToParse: '[.__languages | keys[]?]' } }],
  ])('fails: %s', async (field, given) => {
    const { entities, failed, errors } = await mapOne(given);

    expect({ entities, failed }).toEqual({ entities: [], failed: 1 });
    expect(errors).toEqual([{ field, count: 1, message, example: '1' }]);
  });

  it('is filtered all the same where the selector can tell', async () => {
    const mapped = await mapOne({ query: '.name != "web"', mappings: { identifier: '.__languages.id' } });

    expect(mapped).toMatchObject({ entities: [], filtered: 1, failed: 0, errors: [] });
  });

  it('fails item by item where only the identifiers cannot be told', async () => {
    const mapped = await mapOne(
      { mappings: { identifier: '"\\(.__languages)-\\(.item)"' }, items: { itemsToParse: '.list' } },
      { ...project, list: ['a', 'b'] },
    );

    expect(mapped).toMatchObject({ failed: 2, errors: [{ field: 'identifier', count: 2 }] });
  });
});
