import type { DeleteEntities, DeletionOutcome } from '../delete.ts';
import type { EntityKey, Keys } from '../ownership.ts';
import type { Reference } from '../relations.ts';
import type { PlannedChanges } from './planned-changes.ts';

type Going = Map<string, Set<string>>;

/** Takes the place of `deleteEntities`: notes what would go, and what Port would refuse, and deletes nothing. */
export function createPlannedDeletion(changes: PlannedChanges): DeleteEntities {
  return async ({ dependents }, deletions, references) => {
    const going: Going = new Map([...deletions].map(([blueprint, identifiers]) => [blueprint, new Set(identifiers)]));
    const refused = dependents === 'none' ? keepPointedAt(going, references) : [];
    for (const key of keysIn(going)) changes.noteDeleted(key);
    const deleted = new Map(
      [...going].map(([blueprint, { size }]) => [blueprint, size] as const).filter(([, size]) => size > 0),
    );
    if (dependents !== 'none') for (const key of addDependents(going, references)) changes.noteDependent(key);
    return { deleted, refused };
  };
}

/** Port refuses to delete what something points at that does not go before it (Port: "Delete"). */
function keepPointedAt(going: Going, references: readonly Reference[]): DeletionOutcome['refused'] {
  const refused: DeletionOutcome['refused'][number][] = [];
  for (let reference = findPointing(going, references); reference; reference = findPointing(going, references)) {
    const { from, to } = reference;
    going.get(to.blueprint)?.delete(to.identifier);
    refused.push({ ...to, message: `${from.blueprint} ${from.identifier} points at it and stays` });
  }
  return refused;
}

function findPointing(going: Going, references: readonly Reference[]): Reference | undefined {
  return references.find(({ from, to }) => isIn(going, to) && !isIn(going, from));
}

/** Adds what points at what goes, directly or through others; it is all of other data sources. */
function addDependents(going: Going, references: readonly Reference[]): EntityKey[] {
  const added: EntityKey[] = [];
  for (let more = true; more; ) {
    more = false;
    for (const { from, to } of references) {
      if (!isIn(going, to) || isIn(going, from)) continue;
      going.set(from.blueprint, (going.get(from.blueprint) ?? new Set()).add(from.identifier));
      added.push(from);
      more = true;
    }
  }
  return added;
}

function isIn(keys: Keys, { blueprint, identifier }: EntityKey): boolean {
  return keys.get(blueprint)?.has(identifier) === true;
}

function keysIn(keys: Keys): EntityKey[] {
  return [...keys].flatMap(([blueprint, identifiers]) =>
    [...identifiers].map((identifier) => ({ blueprint, identifier })),
  );
}
