import { afterAll, describe, expect, it } from 'vitest';
import { compileOne, createTestEngine, makeResource } from './mapping.ts';

const engine = createTestEngine();
afterAll(() => engine.close());

/** Takes more memory than jq has, for the object `bad` only. */
const ruinous = (otherwise: string) => `if .name == "bad" then (.name[:1] * 1e9 | length) else ${otherwise} end`;
/** Does not end, for the object `bad` only. */
const endless = (otherwise: string) => `if .name == "bad" then [repeat(.)] else ${otherwise} end`;

const good = { id: 1, name: 'good' };
const bad = { id: 2, name: 'bad' };

async function mapWith(given: Parameters<typeof makeResource>[0], timeLimitMs = 30_000) {
  const mapper = await compileOne(engine, makeResource(given), { timeLimitMs });
  const mapped = await mapper.map([good, bad]);
  return { mapped, errors: mapper.errors() };
}

describe('a field that jq could not be brought to evaluate', () => {
  it.each([
    ['broke down', ruinous('"x"'), 30_000, expect.stringContaining('memory')],
    ['did not finish', endless('"x"'), 1500, 'did not finish within 0.5 s'],
  ])('is left out where jq %s, and the object is counted', async (_, expression, timeLimitMs, message) => {
    const properties = { size: expression, name: '.name' };

    const { mapped, errors } = await mapWith({ mappings: { title: expression, properties } }, timeLimitMs);

    expect(mapped).toEqual({
      entities: [
        { identifier: '1', blueprint: 'thing', title: 'x', properties: { size: 'x', name: 'good' } },
        { identifier: '2', blueprint: 'thing', properties: { name: 'bad' }, isPartial: true },
      ],
      read: 2,
      filtered: 0,
      failed: 0,
      withoutIdentifier: 0,
      unnamed: 0,
      unevaluated: 1,
    });
    expect(errors).toEqual([
      { field: 'title', count: 1, message, example: '2' },
      { field: 'properties.size', count: 1, message, example: '2' },
    ]);
  });

  it('stays out of every further object once it is switched off', async () => {
    const mapper = await compileOne(engine, makeResource({ mappings: { title: endless('.name') } }), {
      timeLimitMs: 1500,
    });
    await mapper.map([bad, bad, bad]);

    const mapped = await mapper.map([good]);

    expect(mapped).toMatchObject({ failed: 0, unevaluated: 1 });
    expect(mapped.entities).toEqual([{ identifier: '1', blueprint: 'thing', isPartial: true }]);
  });

  it('is not one whose expression gave an error or does not compile', async () => {
    const { mapped } = await mapWith({ mappings: { title: '.name | tonumber', icon: '.a |' } });

    expect(mapped).toMatchObject({ unevaluated: 0, failed: 0 });
    expect(mapped.entities).toEqual([
      { identifier: '1', blueprint: 'thing', title: null, icon: null },
      { identifier: '2', blueprint: 'thing', title: null, icon: null },
    ]);
  });

  it('costs nothing where there is no entity to leave it out of', async () => {
    const { mapped } = await mapWith({
      mappings: { identifier: 'if .name == "good" then .id else null end', title: ruinous('.name') },
    });

    expect(mapped).toMatchObject({ entities: [{ identifier: '1' }], withoutIdentifier: 1, unevaluated: 0, failed: 0 });
  });
});

describe('an object whose entity jq could not be brought to name', () => {
  it.each([
    ['identifier', { mappings: { identifier: ruinous('.id') } }],
    ['blueprint', { mappings: { blueprint: ruinous('"thing"') } }],
    [
      'identifier.rules[0].value',
      {
        mappings: {
          identifier: {
            combinator: '"and"',
            rules: [{ property: '"id"', operator: '"="', value: ruinous('.id') }],
          },
        },
      },
    ],
    ['selector.query', { query: ruinous('true') }],
  ])('fails, and is not one without identifier: %s', async (field, given) => {
    const { mapped, errors } = await mapWith(given);

    expect(mapped).toMatchObject({ failed: 1, withoutIdentifier: 0, filtered: 0, unevaluated: 0 });
    expect(mapped.entities).toHaveLength(1);
    expect(errors).toEqual([{ field, count: 1, message: expect.stringContaining('memory'), example: '2' }]);
  });

  it('fails as well once the expression is switched off', async () => {
    const mapper = await compileOne(engine, makeResource({ mappings: { identifier: endless('.id') } }), {
      timeLimitMs: 1500,
    });
    await mapper.map([bad, bad, bad]);

    const mapped = await mapper.map([good]);

    expect(mapped).toMatchObject({ entities: [], failed: 1, withoutIdentifier: 0 });
    expect(mapper.errors()).toMatchObject([{ field: 'identifier', count: 4 }]);
  });

  it('fails item by item', async () => {
    const { mapped } = await mapWith({ items: { itemsToParse: '[1, 2]' }, mappings: { identifier: ruinous('.id') } });

    expect(mapped).toMatchObject({ failed: 2, withoutIdentifier: 0 });
  });
});
