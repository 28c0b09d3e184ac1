import type { EntityBody } from '../../src/load/entity-body.ts';

/** An entity as it is sent. */
export function makeBody(identifier: string, fields: Partial<EntityBody> = {}): EntityBody {
  return { blueprint: 'service', identifier, ...fields };
}
