import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Batch, toBatches } from '../../src/load/batches.ts';
import { makeBody } from './make-body.ts';

const arbitraryEntities = fc.array(
  fc.record(
    {
      blueprint: fc.constantFrom('service', 'group', '__proto__'),
      identifier: fc.string({ minLength: 1 }),
      title: fc.string({ unit: 'grapheme', maxLength: 40 }),
    },
    { noNullPrototype: true },
  ),
  { maxLength: 60 },
);

const arbitraryLimits = fc.record({
  maxEntities: fc.integer({ min: 1, max: 20 }),
  maxBytes: fc.integer({ min: 50, max: 600 }),
});

function bytesOf({ entities }: Batch): number {
  return Buffer.byteLength(JSON.stringify({ entities }));
}

describe('toBatches', () => {
  it('gives, joined again, the entities of each blueprint in their order', () => {
    fc.assert(
      fc.property(arbitraryEntities, arbitraryLimits, (entities, limits) => {
        const batches = toBatches(entities, limits);

        for (const blueprint of new Set(entities.map((entity) => entity.blueprint))) {
          const joined = batches.filter((batch) => batch.blueprint === blueprint).flatMap((batch) => batch.entities);
          expect(joined).toEqual(entities.filter((entity) => entity.blueprint === blueprint));
        }
        expect(batches.flatMap((batch) => batch.entities)).toHaveLength(entities.length);
      }),
    );
  });

  it('holds both bounds, but for an entity that is too large alone', () => {
    fc.assert(
      fc.property(arbitraryEntities, arbitraryLimits, (entities, limits) => {
        const batches = toBatches(entities, limits);

        for (const batch of batches) {
          expect(batch.entities.length).toBeGreaterThan(0);
          expect(batch.entities.length).toBeLessThanOrEqual(limits.maxEntities);
          if (batch.entities.length > 1) expect(bytesOf(batch)).toBeLessThanOrEqual(limits.maxBytes);
        }
      }),
    );
  });

  it('fills requests: 45 small entities of one blueprint make three', () => {
    const entities = Array.from({ length: 45 }, (_, index) => makeBody(`e${index}`));

    const batches = toBatches(entities);

    expect(batches.map((batch) => batch.entities.length)).toEqual([20, 20, 5]);
  });

  it('counts bytes, not characters', () => {
    const entities = [makeBody('a', { title: '€'.repeat(100) }), makeBody('b', { title: '€'.repeat(100) })];

    const batches = toBatches(entities, { maxEntities: 20, maxBytes: 500 });

    expect(batches).toHaveLength(2);
  });

  it('gives an entity above the limit a request of its own, between its neighbours', () => {
    const large = makeBody('large', { title: 'x'.repeat(1_048_576) });

    const batches = toBatches([makeBody('a'), large, makeBody('b')]);

    expect(batches.map((batch) => batch.entities.map(({ identifier }) => identifier))).toEqual([
      ['a'],
      ['large'],
      ['b'],
    ]);
  });

  it('makes nothing of nothing', () => {
    expect(toBatches([])).toEqual([]);
  });
});
