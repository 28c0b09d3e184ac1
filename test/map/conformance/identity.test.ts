import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { compileOne, createTestEngine, makeResource } from '../mapping.ts';
import { evaluations } from './evaluations.ts';

const engine = createTestEngine();
afterAll(() => engine.close());

describe.each(evaluations)('a mapping that changes nothing, $how', ({ direct, pruning }) => {
  it('leaves any JSON as it is', async () => {
    const identities = [
      ...['.', '. as $all | $all', 'tojson | fromjson', 'to_entries | from_entries', 'map_values(.)', '[.] | .[0]'],
      ...['with_entries(.)', '. + {}', 'if . then . else 0 end', '. // 0', 'try . catch 0', '{it: .}.it'],
      ...['del(.["not there"]?)', 'select(true)'],
    ];
    const properties = Object.fromEntries(identities.map((expression) => [expression, expression]));
    const mapper = await compileOne(engine, makeResource({ mappings: { identifier: '"x"', properties } }), {
      direct,
      pruning,
    });
    const json = fc.json({ maxDepth: 5, stringUnit: 'binary' }).map((text): unknown => JSON.parse(text));
    const object = fc.dictionary(fc.string({ unit: 'binary' }), json);

    await fc.assert(
      fc.asyncProperty(fc.array(object, { minLength: 1, maxLength: 20 }), async (batch) => {
        const { entities } = await mapper.map(batch);

        for (const [index, entity] of entities.entries()) {
          const wrong = identities.filter(
            (expression) => JSON.stringify(entity.properties?.[expression]) !== JSON.stringify(batch[index]),
          );
          expect(wrong).toEqual([]);
        }
        expect(entities).toHaveLength(batch.length);
      }),
      { numRuns: 25 },
    );
  });
});
