import type { DeleteEntities, DeletionOutcome } from './delete.ts';
import { type EntityKey, type Keys, type Owner, readOwned } from './ownership.ts';
import type { PortCatalog } from './port-catalog.ts';
import type { PortClient } from './port-client.ts';
import { type BlueprintSize, filterSet, planDeletions, type Withheld } from './reconcile.ts';
import {
  type MappedTargets,
  type RelationTargets,
  readReferences,
  relationTargets,
  type StoredReference,
} from './relations.ts';
import type { StoredBlueprints } from './stored-blueprints.ts';

export interface DeleteStaleOptions {
  readonly port: PortClient;
  readonly catalog: PortCatalog;
  readonly blueprints: StoredBlueprints;
  readonly owner: Owner;
  /** When the run began, by Port's clock. */
  readonly startedAt: Date;
  /** What the mapped entities point at: it stays. */
  readonly targets: MappedTargets;
  /** Why nothing of a blueprint may be deleted; undefined where all of it that could be mapped was. */
  readonly protection: (blueprint: string) => string | undefined;
  readonly threshold: number;
  readonly deleteDependents: boolean;
  /** Deletes what is found to go. */
  readonly remove: DeleteEntities;
  /** Whether a reference, although Port still holds it, is one that this run would have written over. */
  readonly isOutdated?: (reference: StoredReference) => boolean;
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** What became of the entities that this integration owned and this run did not map. */
export interface StaleOutcome extends DeletionOutcome {
  readonly withheld: readonly Withheld[];
}

/** Deletes what this integration owns and this run did not map, where it is sure of it. */
export async function deleteStale(options: DeleteStaleOptions): Promise<StaleOutcome> {
  const { catalog, threshold, protection, deleteDependents } = options;
  const { stale, sizes } = await findStale(options);
  const isMapped = ({ blueprint, identifier }: EntityKey) =>
    catalog.blueprints.get(blueprint)?.table.isMapped(identifier) === true;
  const isOurs = (key: EntityKey) => isMapped(key) || stale.get(key.blueprint)?.has(key.identifier) === true;
  if (stale.size === 0) return { deleted: new Map(), refused: [], withheld: [] };

  const relations = relationTargets(await options.blueprints.read());
  const pointedAt = findPointedAt(options.targets, relations);
  const isPointedAt = ({ blueprint, identifier }: EntityKey) => pointedAt.get(blueprint)?.has(identifier) === true;
  const doomed = new Map<string, ReadonlySet<string>>();
  for (const [blueprint, identifiers] of stale) {
    if (protection(blueprint) !== undefined) continue;
    const rest = filterSet(identifiers, (identifier) => !isPointedAt({ blueprint, identifier }));
    if (rest.size > 0) doomed.set(blueprint, rest);
  }
  async function plan() {
    const references = await findReferences(options, relations, doomed, isOurs);
    const written = writtenSince(options.startedAt, references);
    const isCurrent = (key: EntityKey) => isMapped(key) || written.get(key.blueprint)?.has(key.identifier) === true;
    return {
      references,
      ...planDeletions({ stale, sizes, isCurrent, isPointedAt, protection, references, threshold }),
    };
  }

  const { deletions, references, withheld } = await plan();
  const first = await options.remove(
    { ...options, dependents: deleteDependents ? 'known' : 'none' },
    deletions,
    references,
  );
  if (!deleteDependents || first.refused.length === 0 || first.failure !== undefined) return { ...first, withheld };
  // Something points at them that did not before, or does not show: look again before it goes with them.
  const again = await plan();
  const due = new Map<string, Set<string>>();
  for (const { blueprint, identifier } of first.refused)
    if (again.deletions.get(blueprint)?.has(identifier)) add(due, blueprint, identifier);
  const second = await options.remove({ ...options, dependents: 'all' }, due, again.references);
  const deleted = new Map(first.deleted);
  for (const [blueprint, count] of second.deleted) deleted.set(blueprint, (deleted.get(blueprint) ?? 0) + count);
  return { ...second, deleted, withheld: again.withheld };
}

/** What Port says is owned and untouched since the run began, less what was mapped; and how large each blueprint is. */
async function findStale({ port, owner, startedAt, catalog }: DeleteStaleOptions) {
  const stale = new Map<string, Set<string>>();
  const untouched = new Map<string, Set<string>>();
  for await (const page of readOwned(port, owner, startedAt)) {
    for (const { blueprint, identifier } of page) {
      add(untouched, blueprint, identifier);
      if (catalog.blueprints.get(blueprint)?.table.isMapped(identifier) !== true) add(stale, blueprint, identifier);
    }
  }
  const sizes = new Map<string, BlueprintSize>();
  for (const blueprint of new Set([...untouched.keys(), ...catalog.blueprints.keys()])) {
    const table = catalog.blueprints.get(blueprint)?.table;
    // Owned at the start: what is untouched, and what was there and has been written since.
    const owned = new Set(untouched.get(blueprint));
    for (const identifier of table?.mappedExisting() ?? []) owned.add(identifier);
    sizes.set(blueprint, { owned: owned.size, mapped: table?.countRemaining() ?? 0 });
  }
  // Port tells them in the order of their making, which differs from run to run.
  return { stale: new Map([...stale].sort(([one], [other]) => (one < other ? -1 : 1))), sizes };
}

/** Identifiers by blueprint that the mapped entities point at. */
function findPointedAt(targets: MappedTargets, relations: ReadonlyMap<string, RelationTargets>): Keys {
  const pointedAt = new Map<string, Set<string>>();
  for (const [blueprint, byRelation] of targets) {
    for (const [name, identifiers] of byRelation) {
      const target = relations.get(blueprint)?.get(name);
      if (target !== undefined) for (const identifier of identifiers) add(pointedAt, target, identifier);
    }
  }
  return pointedAt;
}

/**
 * Who points at entities that may be deleted, as Port has it. Where that is somebody else's entity, who points at it
 * counts too: Port would delete one after the other.
 */
async function findReferences(
  { port, isOutdated = () => false }: DeleteStaleOptions,
  relations: ReadonlyMap<string, RelationTargets>,
  doomed: Keys,
  isOurs: (key: EntityKey) => boolean,
): Promise<StoredReference[]> {
  const references: StoredReference[] = [];
  const known = new Set<string>();
  let targets = doomed;
  while (targets.size > 0) {
    const others = new Map<string, Set<string>>();
    for (const [blueprint, ofBlueprint] of relations) {
      for await (const reference of readReferences(port, blueprint, ofBlueprint, targets)) {
        if (isOutdated(reference)) continue;
        references.push(reference);
        const key = JSON.stringify(reference.from);
        if (isOurs(reference.from) || known.has(key)) continue;
        known.add(key);
        add(others, reference.from.blueprint, reference.from.identifier);
      }
    }
    targets = others;
  }
  return references;
}

/** Who was written since the run began: by this run or, at the same time, by another one that counts on it. */
function writtenSince(startedAt: Date, references: readonly StoredReference[]): Keys {
  const written = new Map<string, Set<string>>();
  for (const { from, updatedAt } of references) {
    if (updatedAt && Date.parse(updatedAt) >= startedAt.getTime()) add(written, from.blueprint, from.identifier);
  }
  return written;
}

function add(keys: Map<string, Set<string>>, blueprint: string, identifier: string): void {
  const identifiers = keys.get(blueprint) ?? new Set();
  keys.set(blueprint, identifiers.add(identifier));
}
