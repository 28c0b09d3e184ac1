import type { EntityBody } from './entity-body.ts';

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
    const waiting = new Set(rest.map(({ identifier }) => identifier));
    const isReady = (body: EntityBody) =>
      !targetsOf(body).some((target) => target !== body.identifier && waiting.has(target));
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

/** Identifiers that an entity's relations name. */
export function targetsOf({ relations = {} }: Pick<EntityBody, 'relations'>): string[] {
  return Object.values(relations).flatMap(namedBy);
}

/** Identifiers that one relation's value names. */
export function namedBy(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((target) => typeof target === 'string');
}

function withoutTargets(body: EntityBody, waiting: ReadonlySet<unknown>): EntityBody {
  const relations = Object.entries(body.relations ?? {}).filter(
    ([, value]) => !namedBy(value).some((target) => waiting.has(target)),
  );
  return { ...body, relations: Object.fromEntries(relations) };
}
