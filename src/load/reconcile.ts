import { amount } from '../amount.ts';
import type { EntityKey, Keys } from './ownership.ts';
import type { Reference } from './relations.ts';

/** What is known of the catalog when everything is loaded. */
export interface ReconcileInput {
  /** Owned by this integration, last updated before the run, not mapped in it: by blueprint. */
  readonly stale: Keys;
  /** Whether an entity was mapped in this run, or written by anyone since it began. */
  readonly isCurrent: (key: EntityKey) => boolean;
  /** Of every blueprint in which this integration owns or mapped entities. */
  readonly sizes: ReadonlyMap<string, BlueprintSize>;
  /** Why nothing of a blueprint may be deleted. */
  readonly protection: (blueprint: string) => string | undefined;
  /** Whether an entity that was mapped in this run points at it. */
  readonly isPointedAt: (key: EntityKey) => boolean;
  /** References to stale entities, and to those of other sources that point at them in turn. */
  readonly references: readonly Reference[];
  /** `entityDeletionThreshold`, above 0 to 1. */
  readonly threshold: number;
}

export interface BlueprintSize {
  /** Entities that this integration owned when the run began. */
  readonly owned: number;
  /** Entities that this run mapped and Port holds, new ones included. */
  readonly mapped: number;
}

/** Stale entities that stay, and why. */
export interface Withheld {
  readonly blueprint: string;
  readonly count: number;
  readonly reason: string;
  readonly cause: 'incomplete' | 'referenced' | 'threshold';
}

export interface DeletionPlan {
  readonly deletions: Keys;
  readonly withheld: readonly Withheld[];
}

/** Below this number of entities the share that is deleted of a blueprint says little. */
const GUARDED_SIZE = 50;

/**
 * Decides what is deleted of what is stale: nothing of a blueprint that is protected, nothing that an entity which
 * stays points at, and nothing where too much would go at once.
 */
export function planDeletions(input: ReconcileInput): DeletionPlan {
  const guarded = new Map<string, string>();
  for (;;) {
    const deletions = withoutReferenced(input, (blueprint) => input.protection(blueprint) ?? guarded.get(blueprint));
    const collapse = findCollapse(input, deletions);
    if (collapse.length === 0) return { deletions, withheld: explain(input, deletions, guarded) };
    // What is guarded stays, and so does all that it points at: decide again.
    for (const [blueprint, reason] of collapse) guarded.set(blueprint, reason);
  }
}

/** The stale entities of unprotected blueprints, less all that those which stay point at, directly or through others. */
function withoutReferenced(
  { stale, isCurrent, isPointedAt, references }: ReconcileInput,
  protection: (blueprint: string) => string | undefined,
): Map<string, Set<string>> {
  const deletions = new Map<string, Set<string>>();
  for (const [blueprint, identifiers] of stale) {
    if (protection(blueprint) !== undefined) continue;
    deletions.set(
      blueprint,
      filterSet(identifiers, (identifier) => !isPointedAt({ blueprint, identifier })),
    );
  }
  const isDeleted = ({ blueprint, identifier }: EntityKey) => deletions.get(blueprint)?.has(identifier) === true;
  const isOurs = (key: EntityKey) => isCurrent(key) || stale.get(key.blueprint)?.has(key.identifier) === true;
  // Of another source: what it points at may go, unless it stands between that and an entity which stays.
  const others = new Set<string>();
  const stays = (key: EntityKey) => (isOurs(key) ? !isDeleted(key) : others.has(toText(key)));

  let changed = true;
  while (changed) {
    changed = false;
    for (const { from, to } of references) {
      if (!stays(from) || stays(to)) continue;
      if (isDeleted(to)) deletions.get(to.blueprint)?.delete(to.identifier);
      else others.add(toText(to));
      changed = true;
    }
  }
  return deletions;
}

/** The blueprints that would lose more than the threshold allows, with the reason; all of them where the whole would. */
function findCollapse({ stale, sizes, threshold }: ReconcileInput, deletions: Keys): [string, string][] {
  const affected = [...deletions].filter(([, identifiers]) => identifiers.size > 0).map(([blueprint]) => blueprint);
  const remainingIn = (blueprint: string) => {
    const kept = (stale.get(blueprint)?.size ?? 0) - (deletions.get(blueprint)?.size ?? 0);
    return (sizes.get(blueprint)?.mapped ?? 0) + kept;
  };
  // 1 - 0.7 is a little more than 0.3: at the boundary the entities must count, not the rounding.
  const collapses = (owned: number, remaining: number) => remaining < owned * (1 - threshold) - 1e-6;
  const owned = sum([...sizes.values()].map((size) => size.owned));
  const remaining = sum([...sizes.keys()].map(remainingIn));
  if (collapses(owned, remaining)) {
    const reason = `only ${remaining} of ${amount(owned, 'entity', 'entities')} would remain, entityDeletionThreshold is ${threshold}`;
    return affected.map((blueprint) => [blueprint, reason]);
  }
  return affected
    .map((blueprint) => ({ blueprint, owned: sizes.get(blueprint)?.owned ?? 0, remaining: remainingIn(blueprint) }))
    .filter((size) => size.owned >= GUARDED_SIZE && collapses(size.owned, size.remaining))
    .map((size) => [
      size.blueprint,
      `only ${size.remaining} of ${size.owned} would remain, entityDeletionThreshold is ${threshold}`,
    ]);
}

/** What stays although it is stale, blueprint by blueprint. */
function explain(
  { stale, protection }: ReconcileInput,
  deletions: Keys,
  guarded: ReadonlyMap<string, string>,
): Withheld[] {
  return [...stale].flatMap(([blueprint, identifiers]): Withheld[] => {
    const count = identifiers.size - (deletions.get(blueprint)?.size ?? 0);
    if (count === 0) return [];
    const incomplete = protection(blueprint);
    if (incomplete !== undefined) return [{ blueprint, count, cause: 'incomplete', reason: incomplete }];
    const guard = guarded.get(blueprint);
    if (guard !== undefined) return [{ blueprint, count, cause: 'threshold', reason: guard }];
    return [{ blueprint, count, cause: 'referenced', reason: 'entities that stay point at them' }];
  });
}

/** The members for which a condition holds. */
export function filterSet<Member>(members: ReadonlySet<Member>, keep: (member: Member) => boolean): Set<Member> {
  return new Set([...members].filter(keep));
}

function toText({ blueprint, identifier }: EntityKey): string {
  return JSON.stringify([blueprint, identifier]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
