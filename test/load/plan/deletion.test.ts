import { describe, expect, it } from 'vitest';
import type { DeleteOptions } from '../../../src/load/delete.ts';
import { createPlannedDeletion } from '../../../src/load/plan/deletion.ts';
import { PlannedChanges } from '../../../src/load/plan/planned-changes.ts';
import type { Reference } from '../../../src/load/relations.ts';
import { openPort } from '../sandbox-port.ts';

function entity(identifier: string) {
  return { blueprint: 'service', identifier };
}

function points(from: string, to: string): Reference {
  return { from: entity(from), to: entity(to) };
}

async function plan(
  dependents: DeleteOptions['dependents'],
  deletions: readonly string[],
  references: readonly Reference[],
) {
  const sandbox = openPort();
  const changes = new PlannedChanges();
  const options = { port: sandbox.port, dependents, concurrency: 1, signal: new AbortController().signal };
  const remove = createPlannedDeletion(changes);
  const outcome = await remove(options, new Map([['service', new Set(deletions)]]), references);
  expect(sandbox.requests).toEqual([]);
  return { ...outcome, planned: changes.blueprints[0] };
}

describe('a planned deletion', () => {
  it('notes what would go, and counts it as a deletion does', async () => {
    const { deleted, refused, planned } = await plan('none', ['a', 'b'], [points('a', 'b')]);

    expect(Object.fromEntries(deleted)).toEqual({ service: 2 });
    expect(refused).toEqual([]);
    expect(planned).toMatchObject({ deleted: ['a', 'b'], dependents: [] });
  });

  it('adds what others own and goes along, which is not counted', async () => {
    const { deleted, planned } = await plan('known', ['a'], [points('y', 'x'), points('x', 'a'), points('z', 'other')]);

    expect(Object.fromEntries(deleted)).toEqual({ service: 1 });
    expect(planned).toMatchObject({ deleted: ['a', 'x', 'y'], dependents: ['x', 'y'] });
  });

  it('foresees what Port refuses where dependents stay', async () => {
    const { deleted, refused, planned } = await plan('none', ['a', 'b', 'c'], [points('a', 'b'), points('x', 'a')]);

    expect(Object.fromEntries(deleted)).toEqual({ service: 1 });
    expect(refused).toEqual([
      { ...entity('a'), message: 'service x points at it and stays' },
      { ...entity('b'), message: 'service a points at it and stays' },
    ]);
    expect(planned).toMatchObject({ deleted: ['c'] });
  });
});
