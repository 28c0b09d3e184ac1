import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entity } from '../../src/entity.ts';
import { addBlueprint, loadAll, type OpenPort, openPort } from './sandbox-port.ts';

const NAMES = ['a', 'b', 'c'];
const BLUEPRINTS = ['group', 'service'];

const name = fc.constantFrom(...NAMES);
const fields = fc.record(
  {
    title: fc.constantFrom('one', 'two'),
    properties: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom(null, 1, 2), { noNullPrototype: true }),
    relations: fc.record({ group: fc.option(name), uses: fc.uniqueArray(name) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const entity: fc.Arbitrary<Entity> = fc
  .tuple(fields, fc.constantFrom(...BLUEPRINTS), name)
  .map(([given, blueprint, identifier]) => ({ ...given, blueprint, identifier }));
const resources = fc.array(fc.array(fc.array(entity, { maxLength: 4 }), { maxLength: 3 }), { maxLength: 4 });

/** Every entity that others may point at; mapped last, so that what points at it has to wait. */
const targets = [BLUEPRINTS.flatMap((blueprint) => NAMES.map((identifier) => ({ blueprint, identifier })))];

function openCatalog(): OpenPort {
  const sandbox = openPort();
  const relations = { group: 'group', uses: { target: 'service', required: false, many: true } };
  for (const blueprint of BLUEPRINTS) addBlueprint(sandbox, blueprint, relations);
  return sandbox;
}

/** Title, set properties and set relations of every entity. */
function contents({ catalog }: OpenPort) {
  return Object.fromEntries(
    [...catalog.entities()].map(({ blueprint, identifier, title, properties, relations }) => [
      `${blueprint} ${identifier}`,
      // Port gives a stub its identifier as title.
      { title: title === identifier ? undefined : title, properties, relations: sorted(relations) },
    ]),
  );
}

function sorted(relations: Readonly<Record<string, unknown>>) {
  const given = Object.entries(relations).filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([key, value]) => [key, Array.isArray(value) ? [...value].sort() : value]));
}

/** What merging all that was mapped, in the order of the mapping, comes to. */
function united(entities: readonly Entity[]) {
  const expected: Record<string, { title: unknown; properties: object; relations: object }> = {};
  for (const { blueprint, identifier, title, properties, relations } of entities) {
    const key = `${blueprint} ${String(identifier)}`;
    const before = expected[key] ?? { title: undefined, properties: {}, relations: {} };
    expected[key] = {
      title: title ?? before.title,
      properties: { ...before.properties, ...properties },
      relations: { ...before.relations, ...relations },
    };
  }
  const isGiven = ([, value]: [string, unknown]) => value !== null && (!Array.isArray(value) || value.length > 0);
  return Object.fromEntries(
    Object.entries(expected).map(([key, value]) => [
      key,
      {
        title: value.title,
        properties: Object.fromEntries(Object.entries(value.properties).filter(isGiven)),
        relations: sorted(Object.fromEntries(Object.entries(value.relations).filter(isGiven))),
      },
    ]),
  );
}

describe('a run over data that has not changed', () => {
  it('writes nothing, whatever was mapped more than once, in whatever batches it comes', async () => {
    await fc.assert(
      fc.asyncProperty(resources, fc.boolean(), fc.boolean(), async (given, merge, createMissingRelatedEntities) => {
        const sandbox = openCatalog();
        const data = [...given, targets];
        const changes = { merge, createMissingRelatedEntities };
        await loadAll(sandbox, data, changes);
        const before = sandbox.writes();

        const oneByOne = data.map((batches) => batches.flat().map((one) => [one]));
        const { loader } = await loadAll(sandbox, oneByOne, changes);

        expect(sandbox.writes()).toBe(before);
        expect(data.flatMap((_, index) => loader.tally(index).failures)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('follows a run that ended with the union of all that was mapped, the later over the earlier', async () => {
    await fc.assert(
      fc.asyncProperty(resources, fc.boolean(), async (given, createMissingRelatedEntities) => {
        const sandbox = openCatalog();
        const data = [...given, targets];

        await loadAll(sandbox, data, { createMissingRelatedEntities });

        expect(contents(sandbox)).toEqual(united(data.flat(2)));
      }),
      { numRuns: 40 },
    );
  });
});
