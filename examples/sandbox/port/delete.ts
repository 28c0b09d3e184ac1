import { Hono } from 'hono';
import { findBlueprint } from './blueprints.ts';
import { type Catalog, namedBy, type StoredEntity } from './catalog.ts';
import { BULK_DELETE } from './entity-schema.ts';
import { notFound, Refusal } from './refusal.ts';
import { flag, routeSchema } from './route-schema.ts';
import type { Port, PortEnvironment } from './settings.ts';

const checkBulk = routeSchema<{ entities: string[] }>(BULK_DELETE);

/** Deletion of one entity and of many, with or without what depends on them. */
export function deleteRoutes(port: Port): Hono<PortEnvironment> {
  const { catalog } = port;
  const routes = new Hono<PortEnvironment>();

  routes.post('/v1/blueprints/:blueprint/bulk/entities/delete', (context) => {
    const withDependents = flag(context.req.query('delete_dependents'), 'delete_dependents', true);
    const identifiers = [...new Set(checkBulk(context.var.body).entities)];
    const { identifier: blueprint } = findBlueprint(port, context.req.param('blueprint'));
    const entities = identifiers.flatMap((identifier) => catalog.entity(blueprint, identifier) ?? []);
    if (!withDependents) for (const entity of entities) refuseDependents(catalog, entity);
    for (const entity of entities) removeWithDependents(catalog, entity);
    return context.json({ ok: true, deletedEntities: entities.map(({ identifier }) => identifier) });
  });
  routes.delete('/v1/blueprints/:blueprint/entities/:entity', (context) => {
    const withDependents = flag(context.req.query('delete_dependents'), 'delete_dependents', true);
    const { blueprint, entity: identifier } = context.req.param();
    const entity = catalog.entity(findBlueprint(port, blueprint).identifier, identifier);
    if (entity === undefined) throw notFound('Entity', identifier);
    if (!withDependents) refuseDependents(catalog, entity);
    removeWithDependents(catalog, entity);
    return context.json({ ok: true });
  });
  return routes;
}

// Even a dependent that stands in the same call counts: the caller has to send dependents first.
function refuseDependents(catalog: Catalog, entity: StoredEntity): void {
  const dependents = catalog.dependents(entity);
  const [first] = dependents;
  if (first === undefined) return;
  const code = dependents.some((dependent) => requires(catalog, dependent, entity))
    ? 'required_relation'
    : 'has_dependents';
  const message = `"${entity.identifier}" of "${entity.blueprint}" is related to by "${first.identifier}" of "${first.blueprint}"`;
  throw new Refusal(403, code, message);
}

function requires(catalog: Catalog, dependent: StoredEntity, entity: StoredEntity): boolean {
  return Object.entries(catalog.blueprints.get(dependent.blueprint)?.relations ?? {}).some(
    ([name, { required, target }]) =>
      required && target === entity.blueprint && namedBy(dependent.relations[name]).includes(entity.identifier),
  );
}

function removeWithDependents(catalog: Catalog, start: StoredEntity): void {
  const open = [start];
  for (let entity = open.pop(); entity !== undefined; entity = open.pop()) {
    open.push(...catalog.dependents(entity));
    catalog.remove(entity);
  }
}
