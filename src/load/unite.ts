import type { EntityBody } from './entity-body.ts';

/**
 * Makes one entity of those that share blueprint and identifier: with `merge` their fields are united and the later
 * wins where they differ, without it the later replaces the earlier. Keeps the order of first appearance.
 */
export function uniteEntities(entities: readonly EntityBody[], merge: boolean): EntityBody[] {
  const united = new Map<string, EntityBody>();
  for (const entity of entities) {
    const key = JSON.stringify([entity.blueprint, entity.identifier]);
    const earlier = united.get(key);
    united.set(key, merge && earlier !== undefined ? mergeEntities(earlier, entity) : entity);
  }
  return [...united.values()];
}

/** The fields of both; where they differ the later wins. */
export function mergeEntities(earlier: EntityBody, later: EntityBody): EntityBody {
  return {
    ...earlier,
    ...later,
    ...mergeField('properties', earlier, later),
    ...mergeField('relations', earlier, later),
  };
}

function mergeField(field: 'properties' | 'relations', earlier: EntityBody, later: EntityBody): Partial<EntityBody> {
  const values = { ...earlier[field], ...later[field] };
  return Object.keys(values).length > 0 ? { [field]: values } : {};
}
