import { type Context, Hono } from 'hono';
import { BLUEPRINT, BLUEPRINT_CHANGES, BLUEPRINT_REPLACEMENT } from './blueprint-schema.ts';
import type { Blueprint } from './catalog.ts';
import { invalidRequest, notFound, Refusal } from './refusal.ts';
import { flag, routeSchema } from './route-schema.ts';
import type { Port, PortEnvironment } from './settings.ts';

/** The fields of a blueprint that a request may set, read loosely: the route's schema has checked what it knows. */
type Fields = Partial<Blueprint>;

const checkNew = routeSchema<Fields & Pick<Blueprint, 'identifier' | 'title' | 'schema'>>(BLUEPRINT);
const checkChanges = routeSchema<Fields>(BLUEPRINT_CHANGES);
const checkReplacement = routeSchema<Fields & Pick<Blueprint, 'title' | 'schema'>>(BLUEPRINT_REPLACEMENT);

/** Blueprints: create, read, change, replace, delete. */
export function blueprintRoutes(port: Port): Hono<PortEnvironment> {
  const { catalog } = port;
  const routes = new Hono<PortEnvironment>();

  routes.get('/v1/blueprints', (context) => context.json({ ok: true, blueprints: [...catalog.blueprints.values()] }));
  routes.post('/v1/blueprints', (context) => {
    const fields = checkNew(context.var.body);
    const makePage = flag(context.req.query('create_catalog_page') ?? 'true', 'create_catalog_page');
    if (catalog.blueprints.has(fields.identifier))
      throw new Refusal(409, 'identifier_taken', `Blueprint "${fields.identifier}" exists already`);
    const blueprint = store(port, context, { relations: {}, ...fields, ...createdBy(port, context) });
    if (makePage) catalog.pages.add(blueprint.identifier);
    return context.json({ ok: true, blueprint }, 201);
  });
  routes.get('/v1/blueprints/:blueprint', (context) => {
    const blueprint = findBlueprint(port, context.req.param('blueprint'));
    return context.json({ ok: true, blueprint });
  });
  routes.patch('/v1/blueprints/:blueprint', (context) => {
    const changes = checkChanges(context.var.body);
    const before = findBlueprint(port, context.req.param('blueprint'));
    const blueprint = store(port, context, { ...before, ...changes, identifier: before.identifier }, before);
    return context.json({ ok: true, blueprint });
  });
  routes.put('/v1/blueprints/:blueprint', (context) => {
    const fields = checkReplacement(context.var.body);
    const before = findBlueprint(port, context.req.param('blueprint'));
    const kept = { identifier: before.identifier, createdAt: before['createdAt'], createdBy: before['createdBy'] };
    const blueprint = store(port, context, { relations: {}, ...fields, ...kept }, before);
    return context.json({ ok: true, blueprint });
  });
  routes.delete('/v1/blueprints/:blueprint', (context) => {
    const { identifier } = findBlueprint(port, context.req.param('blueprint'));
    refuseWhileUsed(port, identifier);
    catalog.blueprints.delete(identifier);
    catalog.pages.delete(identifier);
    for (const [key, { blueprint }] of catalog.scorecards) if (blueprint === identifier) catalog.scorecards.delete(key);
    return context.json({ ok: true });
  });
  return routes;
}

/** The blueprint of that name, else 404. */
export function findBlueprint(port: Port, identifier: string): Blueprint {
  const blueprint = port.catalog.blueprints.get(identifier);
  if (blueprint === undefined) throw notFound('Blueprint', identifier);
  return blueprint;
}

function createdBy(port: Port, context: Context<PortEnvironment>): { createdAt: string; createdBy: string } {
  return { createdAt: port.now().toISOString(), createdBy: context.var.credentials.clientId };
}

function store(port: Port, context: Context<PortEnvironment>, fields: Blueprint, before?: Blueprint): Blueprint {
  const updated = { updatedAt: port.now().toISOString(), updatedBy: context.var.credentials.clientId };
  const blueprint: Blueprint = { ...fields, ...updated };
  checkReferences(port, blueprint);
  if (before !== undefined) refuseChangedTypes(before, blueprint);
  port.checkEntity.compile(blueprint);
  port.catalog.blueprints.set(blueprint.identifier, blueprint);
  return blueprint;
}

function checkReferences(port: Port, blueprint: Blueprint): void {
  for (const [name, relation] of Object.entries(blueprint.relations)) {
    if (relation.many && relation.required)
      throw invalidRequest(`Relation "${name}" cannot be both "many" and "required"`);
    checkTarget(port, blueprint, relation.target);
  }
  for (const { target } of Object.values(blueprint.aggregationProperties ?? {})) checkTarget(port, blueprint, target);
  for (const [name, { path }] of Object.entries(blueprint.mirrorProperties ?? {})) {
    const relation = path.split('.')[0] ?? '';
    if (blueprint.relations[relation] === undefined)
      throw invalidRequest(`Mirror property "${name}" goes through the relation "${relation}", which does not exist`);
  }
}

function checkTarget(port: Port, blueprint: Blueprint, target: string): void {
  if (target !== blueprint.identifier) findBlueprint(port, target);
}

// port-docs, configure data model: the type of a property cannot be changed once it exists.
function refuseChangedTypes(before: Blueprint, after: Blueprint): void {
  for (const [name, { type }] of Object.entries(before.schema.properties)) {
    const changed = after.schema.properties[name];
    if (changed !== undefined && changed.type !== type)
      throw invalidRequest(`The type of property "${name}" cannot be changed`);
  }
}

function refuseWhileUsed({ catalog }: Port, identifier: string): void {
  const user = [...catalog.blueprints.values()].find(
    (other) =>
      other.identifier !== identifier &&
      Object.values(other.relations).some((relation) => relation.target === identifier),
  );
  if (user !== undefined || catalog.count(identifier) > 0)
    throw new Refusal(403, 'has_dependents', `Blueprint "${identifier}" has entities or is the target of a relation`);
}
