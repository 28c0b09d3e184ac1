import type { EntityBody } from './entity-body.ts';

/** Port: "Sizes". */
export interface BatchLimits {
  readonly maxEntities: number;
  /** Of the JSON body in UTF-8. */
  readonly maxBytes: number;
}

const PORT_LIMITS: BatchLimits = { maxEntities: 20, maxBytes: 1_048_576 };

export interface Batch {
  readonly blueprint: string;
  readonly entities: readonly EntityBody[];
}

const FRAME_BYTES = Buffer.byteLength('{"entities":[]}');

/**
 * Cuts entities into requests: one blueprint each, in the order given, as full as count and bytes allow. An entity
 * that is too large alone gets a request of its own; Port's answer then says so.
 */
export function toBatches(entities: readonly EntityBody[], limits: BatchLimits = PORT_LIMITS): Batch[] {
  const byBlueprint = new Map<string, EntityBody[]>();
  for (const entity of entities) {
    const members = byBlueprint.get(entity.blueprint);
    if (members === undefined) byBlueprint.set(entity.blueprint, [entity]);
    else members.push(entity);
  }
  return [...byBlueprint].flatMap(([blueprint, members]) => cut(blueprint, members, limits));
}

function cut(blueprint: string, entities: readonly EntityBody[], limits: BatchLimits): Batch[] {
  const batches: Batch[] = [];
  let current: EntityBody[] = [];
  let bytes = FRAME_BYTES;
  for (const entity of entities) {
    const size = Buffer.byteLength(JSON.stringify(entity)) + 1;
    if (current.length > 0 && (current.length === limits.maxEntities || bytes + size > limits.maxBytes)) {
      batches.push({ blueprint, entities: current });
      current = [];
      bytes = FRAME_BYTES;
    }
    current.push(entity);
    bytes += size;
  }
  if (current.length > 0) batches.push({ blueprint, entities: current });
  return batches;
}
