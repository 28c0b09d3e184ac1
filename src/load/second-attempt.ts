import type { EntityBody } from './entity-body.ts';
import { mergeEntities } from './unite.ts';

/** An entity that failed for want of a related one. */
export interface WaitingEntity {
  readonly body: EntityBody;
  /** The resource that mapped it. */
  readonly resource: number;
  /** What the body does not name is to stay in Port, although writes replace. */
  readonly isPartial: boolean;
}

/** What failed for want of a related entity, as it is to be written when all are there. */
export class WaitingEntities {
  readonly #merge: boolean;
  readonly #waiting = new Map<string, WaitingEntity>();

  constructor(merge: boolean) {
    this.#merge = merge;
  }

  add(failed: WaitingEntity): void {
    const key = keyOf(failed.body);
    const earlier = this.#waiting.get(key);
    const unites = earlier !== undefined && (this.#merge || failed.isPartial);
    this.#waiting.set(key, unites ? { ...earlier, body: mergeEntities(earlier.body, failed.body) } : failed);
  }

  has(body: EntityBody): boolean {
    return this.#waiting.has(keyOf(body));
  }

  /** Takes account of a later write of an entity that may wait: a second attempt must not undo it. */
  follow(written: WaitingEntity): void {
    if (!this.has(written.body)) return;
    if (this.#merge || written.isPartial) this.add(written);
    else this.#waiting.delete(keyOf(written.body));
  }

  /** Hands out all that waits, by what `keyOf` gives of it. */
  take(): ReadonlyMap<string, WaitingEntity> {
    const taken = new Map(this.#waiting);
    this.#waiting.clear();
    return taken;
  }
}

/** The same for all bodies of one entity. */
export function keyOf({ blueprint, identifier }: EntityBody): string {
  return JSON.stringify([blueprint, identifier]);
}

/** One write of a second attempt; `complete` is false where relations were left out to break a cycle. */
export interface Step {
  readonly bodies: readonly EntityBody[];
  readonly complete: boolean;
}

/**
 * Orders entities that failed for want of a related one, targets first. Those that point at each other in a circle
 * are written without these relations once, then whole.
 */
export function orderByRelations(bodies: readonly EntityBody[]): Step[] {
  const steps: Step[] = [];
  let rest = bodies;
  while (rest.length > 0) {
    const waiting = countNames(rest);
    // A relation does not tell the blueprint it points at: its own name may be that of another entity.
    const isReady = (body: EntityBody) =>
      !targetsOf(body).some((target) => (waiting.get(target) ?? 0) > (target === body.identifier ? 1 : 0));
    const ready = rest.filter(isReady);
    if (ready.length === 0) {
      steps.push({ bodies: rest.map((body) => withoutTargets(body, waiting)), complete: false });
      steps.push({ bodies: rest, complete: true });
      return steps;
    }
    steps.push({ bodies: ready, complete: true });
    rest = rest.filter((body) => !isReady(body));
  }
  return steps;
}

function countNames(bodies: readonly EntityBody[]): ReadonlyMap<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const { identifier } of bodies) counts.set(identifier, (counts.get(identifier) ?? 0) + 1);
  return counts;
}

/** Identifiers that an entity's relations name. */
export function targetsOf({ relations = {} }: Pick<EntityBody, 'relations'>): string[] {
  return Object.values(relations).flatMap(namedBy);
}

/** Identifiers that one relation's value names. */
export function namedBy(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((target) => typeof target === 'string');
}

function withoutTargets(body: EntityBody, waiting: ReadonlyMap<unknown, number>): EntityBody {
  const relations = Object.entries(body.relations ?? {}).filter(
    ([, value]) => !namedBy(value).some((target) => waiting.has(target)),
  );
  return { ...body, relations: Object.fromEntries(relations) };
}
