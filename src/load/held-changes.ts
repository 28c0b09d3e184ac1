import type { EntityBody } from './entity-body.ts';
import { mergeEntities } from './unite.ts';

/**
 * Changes of entities that Port holds, kept back until everything that maps to their blueprint has been heard: what
 * one object changes the next one may change back, and a run over the same data must write nothing.
 */
export class HeldChanges {
  readonly #merge: boolean;
  readonly #bodies = new Map<string, Map<string, EntityBody>>();
  #size = 0;

  constructor(merge: boolean) {
    this.#merge = merge;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a change to what is held of its entity. @returns the change as it now stands. */
  add(body: EntityBody & { readonly identifier: string }): EntityBody {
    const bodies = this.#bodies.get(body.blueprint) ?? new Map<string, EntityBody>();
    this.#bodies.set(body.blueprint, bodies);
    const earlier = bodies.get(body.identifier);
    const held = earlier === undefined || !this.#merge ? body : mergeEntities(earlier, body);
    if (earlier === undefined) this.#size++;
    bodies.set(body.identifier, held);
    return held;
  }

  has({ blueprint, identifier }: { readonly blueprint: string; readonly identifier: string }): boolean {
    return this.#bodies.get(blueprint)?.has(identifier) === true;
  }

  /** Forgets a change that came to nothing. */
  drop({ blueprint, identifier }: { readonly blueprint: string; readonly identifier: string }): void {
    if (this.#bodies.get(blueprint)?.delete(identifier)) this.#size--;
  }

  /** Hands out what is held of the blueprints that `isDue` names. */
  take(isDue: (blueprint: string) => boolean): EntityBody[] {
    const due = [...this.#bodies].filter(([blueprint]) => isDue(blueprint));
    const bodies = due.flatMap(([, held]) => [...held.values()]);
    for (const [blueprint] of due) this.#bodies.delete(blueprint);
    this.#size -= bodies.length;
    return bodies;
  }
}
