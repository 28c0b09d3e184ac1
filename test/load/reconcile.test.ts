import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntityKey, Keys } from '../../src/load/ownership.ts';
import { planDeletions, type ReconcileInput } from '../../src/load/reconcile.ts';

type KeysByName = Readonly<Record<string, readonly string[]>>;

function toKeys(names: KeysByName): Keys {
  return new Map(Object.entries(names).map(([blueprint, identifiers]) => [blueprint, new Set(identifiers)]));
}

function toNames(keys: Keys): KeysByName {
  const filled = [...keys].filter(([, identifiers]) => identifiers.size > 0);
  return Object.fromEntries(filled.map(([blueprint, identifiers]) => [blueprint, [...identifiers].sort()]));
}

function has(names: KeysByName, { blueprint, identifier }: EntityKey): boolean {
  return names[blueprint]?.includes(identifier) === true;
}

/** `blueprint/identifier` as a key. */
function key(text: string): EntityKey {
  const [blueprint = '', identifier = ''] = text.split('/');
  return { blueprint, identifier };
}

/** `blueprint/identifier -> blueprint/identifier` as a reference. */
function reference(text: string) {
  const [from = '', to = ''] = text.split(' -> ');
  return { from: key(from), to: key(to) };
}

interface Given {
  readonly stale: KeysByName;
  readonly mapped?: KeysByName;
  readonly pointedAt?: KeysByName;
  readonly isProtected?: readonly string[];
  readonly references?: readonly string[];
  readonly threshold?: number;
}

function makeInput({
  stale,
  mapped = {},
  pointedAt = {},
  isProtected = [],
  references = [],
  threshold = 1,
}: Given): ReconcileInput {
  const count = (names: KeysByName, blueprint: string) => names[blueprint]?.length ?? 0;
  const blueprints = new Set([...Object.keys(stale), ...Object.keys(mapped)]);
  return {
    stale: toKeys(stale),
    isCurrent: (entity) => has(mapped, entity),
    isPointedAt: (entity) => has(pointedAt, entity),
    protection: (blueprint) => (isProtected.includes(blueprint) ? 'incomplete' : undefined),
    references: references.map(reference),
    threshold,
    sizes: new Map(
      [...blueprints].map((blueprint) => [
        blueprint,
        { owned: count(stale, blueprint) + count(mapped, blueprint), mapped: count(mapped, blueprint) },
      ]),
    ),
  };
}

function plan(given: Given) {
  const { deletions, withheld } = planDeletions(makeInput(given));
  return { deletions: toNames(deletions), withheld };
}

function names(count: number, prefix: string): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

describe('what is stale', () => {
  it('is deleted where nothing speaks against it', () => {
    const { deletions, withheld } = plan({ stale: { service: ['a', 'b'], group: ['g'] } });

    expect(deletions).toEqual({ service: ['a', 'b'], group: ['g'] });
    expect(withheld).toEqual([]);
  });

  it('stays where its blueprint is protected', () => {
    const { deletions, withheld } = plan({ stale: { service: ['a', 'b'], group: ['g'] }, isProtected: ['service'] });

    expect(deletions).toEqual({ group: ['g'] });
    expect(withheld).toEqual([{ blueprint: 'service', count: 2, cause: 'incomplete', reason: 'incomplete' }]);
  });

  it('stays where an entity that was mapped points at it', () => {
    const { deletions, withheld } = plan({ stale: { group: ['g', 'h'] }, pointedAt: { group: ['g'] } });

    expect(deletions).toEqual({ group: ['h'] });
    expect(withheld).toMatchObject([{ blueprint: 'group', count: 1, cause: 'referenced' }]);
  });

  it.each<[string, Given, KeysByName]>([
    [
      'a mapped entity, as Port has it',
      { stale: { group: ['g'] }, mapped: { service: ['a'] }, references: ['service/a -> group/g'] },
      {},
    ],
    [
      'a protected entity',
      { stale: { group: ['g'], service: ['a'] }, isProtected: ['service'], references: ['service/a -> group/g'] },
      {},
    ],
    [
      'a stale entity that stays because another one does',
      {
        stale: { group: ['g', 'h', 'i'] },
        pointedAt: { group: ['g'] },
        references: ['group/h -> group/i', 'group/g -> group/h'],
      },
      {},
    ],
    [
      'another source, which a mapped entity points at',
      {
        stale: { group: ['g'] },
        mapped: { service: ['a'] },
        references: ['foreign/y -> group/g', 'foreign/x -> foreign/y', 'service/a -> foreign/x'],
      },
      {},
    ],
    ['another source', { stale: { group: ['g'] }, references: ['foreign/x -> group/g'] }, { group: ['g'] }],
    ['a stale entity', { stale: { group: ['g', 'h'] }, references: ['group/h -> group/g'] }, { group: ['g', 'h'] }],
    ['itself', { stale: { group: ['g'] }, references: ['group/g -> group/g'] }, { group: ['g'] }],
    [
      'each other in a circle',
      { stale: { group: ['g', 'h'] }, references: ['group/h -> group/g', 'group/g -> group/h'] },
      { group: ['g', 'h'] },
    ],
  ])('and pointed at by %s is decided by whether that stays', (_, given, deleted) => {
    const { deletions } = plan(given);

    expect(deletions).toEqual(deleted);
  });
});

describe('the deletion threshold', () => {
  it.each([
    [0.9, 100, 10, true],
    [0.9, 100, 9, false],
    [0.9, 10, 1, true],
    [0.9, 10, 0, false],
    [0.7, 10, 3, true],
    [0.7, 10, 2, false],
    [0.57, 100, 43, true],
    [0.57, 100, 42, false],
    [0.5, 1000, 500, true],
    [0.5, 1000, 499, false],
    [0.0001, 10_000, 9_999, true],
    [0.0001, 10_000, 9_998, false],
    [1, 100, 0, true],
  ])('%d of %i entities with %i that remain lets deletions through: %s', (threshold, owned, remaining, passes) => {
    const given = { stale: { a: names(owned - remaining, 's') }, mapped: { a: names(remaining, 'm') }, threshold };

    const { deletions, withheld } = plan(given);

    expect(Object.keys(deletions)).toEqual(passes ? ['a'] : []);
    expect(withheld.map(({ cause }) => cause)).toEqual(passes ? [] : ['threshold']);
  });

  it('says what would remain', () => {
    const { withheld } = plan({ stale: { a: names(100, 's') }, threshold: 0.9 });

    expect(withheld).toEqual([
      {
        blueprint: 'a',
        count: 100,
        cause: 'threshold',
        reason: 'only 0 of 100 entities would remain, entityDeletionThreshold is 0.9',
      },
    ]);
  });

  it.each([
    [50, []],
    [49, ['a']],
  ])('guards a blueprint of its own from 50 entities on (%i)', (owned, deleted) => {
    const mapped = { other: names(1000, 'm') };

    const { deletions, withheld } = plan({ stale: { a: names(owned, 's') }, mapped, threshold: 0.9 });

    expect(Object.keys(deletions)).toEqual(deleted);
    expect(withheld).toMatchObject(deleted.length > 0 ? [] : [{ blueprint: 'a', count: owned, cause: 'threshold' }]);
  });

  it('keeps what a guarded blueprint points at, and deletes elsewhere', () => {
    const { deletions } = plan({
      stale: { a: names(60, 's'), group: ['g', 'h'] },
      mapped: { other: names(1000, 'm') },
      references: ['a/s0 -> group/g'],
      threshold: 0.9,
    });

    expect(deletions).toEqual({ group: ['h'] });
  });

  it('of the whole withholds the deletions of small blueprints too', () => {
    const { deletions, withheld } = plan({
      stale: { a: names(40, 's'), b: names(40, 's'), c: names(40, 's') },
      mapped: { a: ['m'] },
      threshold: 0.9,
    });

    expect(deletions).toEqual({});
    expect(withheld).toHaveLength(3);
  });

  it('counts what is new in the place of what goes', () => {
    const given = { stale: { job: names(100, 'old') }, mapped: { job: names(100, 'new') }, threshold: 0.9 };
    const input = makeInput(given);
    const sizes = new Map([['job', { owned: 100, mapped: 100 }]]);

    const { deletions } = planDeletions({ ...input, sizes });

    expect(deletions.get('job')?.size).toBe(100);
  });
});

const blueprint = fc.constantFrom('a', 'b', 'c', 'foreign');
const identifier = fc.constantFrom('1', '2', '3', '4');
const place = fc.record({ blueprint, identifier });
const world = fc.record({
  stale: fc.uniqueArray(
    place.filter((one) => one.blueprint !== 'foreign'),
    { selector: (one) => JSON.stringify(one) },
  ),
  mapped: fc.array(place.filter((one) => one.blueprint !== 'foreign')),
  pointedAt: fc.array(place, { maxLength: 3 }),
  isProtected: fc.subarray(['a', 'b', 'c']),
  references: fc.array(fc.record({ from: place, to: place }), { maxLength: 20 }),
  threshold: fc.constantFrom(0.5, 0.9, 1),
});

function group(entities: readonly EntityKey[]): KeysByName {
  const grouped: Record<string, string[]> = {};
  for (const one of entities) grouped[one.blueprint] = [...(grouped[one.blueprint] ?? []), one.identifier];
  return grouped;
}

describe('a plan', () => {
  it('deletes nothing that was mapped, is protected or pointed at, nor what leads there by whatever way', () => {
    fc.assert(
      fc.property(world, ({ references, ...given }) => {
        const mapped = group(given.mapped);
        const isOurs = (one: EntityKey) => has(mapped, one);
        const stale = group(given.stale.filter((one) => !isOurs(one)));
        const input = { ...makeInput({ ...given, stale, mapped, pointedAt: group(given.pointedAt) }), references };

        const { deletions, withheld } = planDeletions(input);

        const deleted = toNames(deletions);
        // All that Port would take along: who points at what is deleted, and so on.
        const reached = new Set(
          Object.entries(deleted).flatMap(([name, list]) => list.map((one) => JSON.stringify([name, one]))),
        );
        for (const from of Array(20).fill(references).flat()) {
          const [source, target] = [from.from, from.to].map((one) => JSON.stringify([one.blueprint, one.identifier]));
          if (target !== undefined && source !== undefined && reached.has(target)) reached.add(source);
        }
        for (const text of reached) {
          const [name, one] = JSON.parse(text);
          const entity = { blueprint: name, identifier: one };
          expect(isOurs(entity)).toBe(false);
          if (has(stale, entity)) {
            expect(has(deleted, entity)).toBe(true);
            expect(input.isPointedAt(entity)).toBe(false);
            expect(given.isProtected).not.toContain(name);
          }
        }
        for (const [name, identifiers] of Object.entries(stale)) {
          const kept = withheld.filter((one) => one.blueprint === name).map(({ count }) => count);
          expect((deleted[name]?.length ?? 0) + (kept[0] ?? 0)).toBe(identifiers.length);
          expect(kept.length).toBeLessThan(2);
          for (const one of deleted[name] ?? []) expect(identifiers).toContain(one);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('leaves as much as the threshold wants', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(120), fc.nat(120)), { maxLength: 4 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (sizes, threshold) => {
          const named = (position: 0 | 1, prefix: string) =>
            Object.fromEntries(sizes.map((size, index) => [`b${index}`, names(size[position], prefix)]));
          const [stale, mapped] = [named(0, 's'), named(1, 'm')];

          const { deletions } = plan({ stale, mapped, threshold });

          const owned = sizes.flat().reduce((sum, count) => sum + count, 0);
          const gone = Object.values(deletions).flat().length;
          expect(gone).toBeLessThanOrEqual(owned * threshold + 1e-6);
          for (const [index, [old, kept]] of sizes.entries()) {
            const lost = deletions[`b${index}`]?.length ?? 0;
            if (old + kept >= 50) expect(lost).toBeLessThanOrEqual((old + kept) * threshold + 1e-6);
          }
        },
      ),
    );
  });
});
