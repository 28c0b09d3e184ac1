import { describe, expect, it } from 'vitest';
import { PlannedChanges } from '../../../src/load/plan/planned-changes.ts';

const A = { blueprint: 'service', identifier: 'a' };
const B = { blueprint: 'service', identifier: 'b' };
const title = { field: 'title', before: '"Old"', after: '"New"' };
const url = { field: 'properties.url', after: '"u"' };

describe('what a dry run has noted', () => {
  it('unites the writes of one entity, and forgets a field that a later write brings back', () => {
    const changes = new PlannedChanges();
    changes.noteUpdated(A, [title], ['title']);

    changes.noteUpdated(A, [url], ['properties.url']);
    const united = changes.blueprints;
    changes.noteUpdated(A, [], ['title']);

    expect(united).toMatchObject([{ updated: [{ identifier: 'a', fields: [title, url] }] }]);
    expect(changes.blueprints).toMatchObject([{ updated: [{ identifier: 'a', fields: [url] }] }]);
  });

  it('keeps the fields of so many entities and the names of all', () => {
    const changes = new PlannedChanges(1);
    for (const key of [A, B, B]) changes.noteUpdated(key, [title], ['title']);

    expect(changes.blueprints).toMatchObject([
      { updated: [{ identifier: 'a', fields: [title] }, { identifier: 'b' }] },
    ]);
    expect(changes.blueprints[0]?.updated[1]).not.toHaveProperty('fields');
  });

  it('knows what the written entities point at in the end, not what an earlier write said', () => {
    const changes = new PlannedChanges();
    changes.noteRelations(A, { owner: 'ghost', uses: ['x'] }, false);
    changes.noteRelations(A, { owner: 'alice' }, false);
    changes.noteRelations(B, { owner: 'bob', uses: ['y'] }, false);

    changes.noteRelations(B, { owner: 'carol' }, true);

    expect(changes.targets).toEqual(
      new Map([
        [
          'service',
          new Map([
            ['owner', new Set(['alice', 'carol'])],
            ['uses', new Set(['y'])],
          ]),
        ],
      ]),
    );
  });

  it('is in the order of the identifiers, whatever came first', () => {
    const changes = new PlannedChanges();
    changes.noteStub(B);
    changes.noteCreated(A);
    for (const key of [B, A]) changes.noteDependent(key);

    expect(changes.blueprints).toEqual([
      {
        blueprint: 'service',
        created: ['a', 'b'],
        stubs: ['b'],
        updated: [],
        deleted: ['a', 'b'],
        dependents: ['a', 'b'],
      },
    ]);
  });
});
