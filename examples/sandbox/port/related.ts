import { type Catalog, namedBy, type StoredEntity } from './catalog.ts';
import type { Rule } from './search.ts';

/**
 * The entities that `relatedTo` finds, as `blueprint\nidentifier`: all that can be reached over relations. Upstream is
 * what an entity points at, downstream what points at it; without a direction both ways are walked, each on its own.
 */
export function relatedKeys(rule: Rule, catalog: Catalog): Set<string> {
  const start = [rule.value].flat().flatMap((identifier) => {
    const entity = catalog.entity(rule.blueprint ?? '', String(identifier));
    return entity === undefined ? [] : [entity];
  });
  const directions = rule.direction === undefined ? (['upstream', 'downstream'] as const) : [rule.direction];
  return new Set(directions.flatMap((direction) => [...walk(start, direction, rule.required, catalog)]));
}

function walk(
  start: readonly StoredEntity[],
  direction: 'upstream' | 'downstream',
  required: boolean | undefined,
  catalog: Catalog,
): Set<string> {
  const reached = new Set<string>();
  const open = [...start];
  for (let entity = open.pop(); entity !== undefined; entity = open.pop())
    for (const next of neighbours(entity, direction, required, catalog)) {
      const key = `${next.blueprint}\n${next.identifier}`;
      if (!reached.has(key)) open.push(next);
      reached.add(key);
    }
  return reached;
}

function neighbours(
  entity: StoredEntity,
  direction: 'upstream' | 'downstream',
  required: boolean | undefined,
  catalog: Catalog,
): StoredEntity[] {
  return direction === 'upstream'
    ? catalog.relatedTo(entity).filter((target) => points(entity, target, required, catalog))
    : catalog.dependents(entity).filter((source) => points(source, entity, required, catalog));
}

function points(source: StoredEntity, target: StoredEntity, required: boolean | undefined, catalog: Catalog): boolean {
  const relations = Object.entries(catalog.blueprints.get(source.blueprint)?.relations ?? {});
  return relations.some(
    ([name, relation]) =>
      relation.target === target.blueprint &&
      (required === undefined || relation.required === required) &&
      namedBy(source.relations[name]).includes(target.identifier),
  );
}
