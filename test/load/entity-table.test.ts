import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EntityStatus, EntityTable } from '../../src/load/entity-table.ts';

interface Model {
  resource: number;
  status: EntityStatus;
  isExisting: boolean;
  title: string | null;
}

const identifier = fc.integer({ min: 0, max: 400 }).map((number) => `e${number}`);
const title = fc.option(fc.constantFrom('a', 'b'));
const status = fc.constantFrom<EntityStatus>('unchanged', 'created', 'updated', 'failed');

describe('EntityTable', () => {
  it('holds what a plain map would hold, far past its first capacity', () => {
    const existing = fc.array(fc.tuple(identifier, title), { maxLength: 400, size: 'max' });
    const mapped = fc.array(fc.tuple(identifier, title, fc.nat({ max: 9 }), status), { maxLength: 400, size: 'max' });

    fc.assert(
      fc.property(existing, mapped, (inPort, inGitLab) => {
        const table = new EntityTable(['icon', 'title']);
        const model = new Map<string, Model>();

        for (const [name, value] of inPort) {
          table.addExisting(name, { title: value });
          model.set(name, { resource: -1, status: 'unsettled', isExisting: true, title: value });
        }
        for (const [name, value, resource, settled] of inGitLab) {
          const row = table.find(name) ?? table.addNew(name);
          table.claim(row, resource);
          table.setStatus(row, settled);
          table.store(row, { title: value });
          const before = model.get(name) ?? { resource: -1, isExisting: false };
          const first = before.resource === -1 ? resource : before.resource;
          model.set(name, { ...before, resource: first, status: settled, title: value });
        }

        for (const [name, entity] of model) {
          const row = table.find(name) ?? -1;
          expect([table.resourceOf(row), table.statusOf(row)]).toEqual([entity.resource, entity.status]);
          expect(table.isMapped(name)).toBe(entity.resource !== -1);
          expect(table.differs(row, { title: entity.title, icon: null })).toBe(false);
          expect(table.differs(row, { title: 'c' })).toBe(true);
        }
        const claimed = [...model].filter(([, entity]) => entity.resource !== -1);
        const kept = claimed.filter(([, entity]) => entity.isExisting || entity.status !== 'failed');
        expect(table.countRemaining()).toBe(kept.length);
        expect([...table.mappedExisting()].sort()).toEqual(
          claimed
            .filter(([, entity]) => entity.isExisting)
            .map(([name]) => name)
            .sort(),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('knows nothing of an entity that was never added', () => {
    const table = new EntityTable([]);

    expect([table.find('a'), table.isMapped('a'), table.countRemaining()]).toEqual([undefined, false, 0]);
  });

  it('compares only the fields that it is asked about', () => {
    const table = new EntityTable(['title', 'properties.a']);

    table.addExisting('x', { title: 'X', properties: { a: 1 } });

    expect(table.differs(0, { title: 'X' })).toBe(false);
    expect(table.differs(0, { properties: { a: 2 } })).toBe(true);
  });

  it('takes a value for a change where the field was not read, unless it is null', () => {
    const table = new EntityTable(['title']);

    table.addExisting('x', { title: 'X' });

    expect(table.differs(0, { properties: { other: 1 } })).toBe(true);
    expect(table.differs(0, { properties: { other: null } })).toBe(false);
  });

  it('counts an entity that Port never took among what was mapped, not among what remains', () => {
    const table = new EntityTable([]);
    table.addExisting('old', {});
    for (const name of ['old', 'new']) {
      const row = table.find(name) ?? table.addNew(name);
      table.claim(row, 0);
      table.setStatus(row, 'failed');
    }

    expect([table.isMapped('old'), table.isMapped('new')]).toEqual([true, true]);
    expect(table.countRemaining()).toBe(1);
  });
});
