import { type Context, Hono } from 'hono';
import { findBlueprint } from './blueprints.ts';
import { BULK, SINGLE } from './entity-schema.ts';
import { showEntity } from './entity-view.ts';
import { notFound, Refusal } from './refusal.ts';
import { flag, routeSchema } from './route-schema.ts';
import type { Port, PortEnvironment } from './settings.ts';
import { type EntityBody, type UpsertOptions, upsertEntity } from './upsert.ts';

const checkSingle = routeSchema<EntityBody>(SINGLE);
const checkBulk = routeSchema<{ entities: EntityBody[] }>(BULK);

/** Single and bulk upsert, one entity, the count of a blueprint. */
export function entityRoutes(port: Port): Hono<PortEnvironment> {
  const routes = new Hono<PortEnvironment>();

  routes.post('/v1/blueprints/:blueprint/entities', (context) => {
    const options = upsertOptions(context);
    const body = checkSingle(context.var.body);
    const { entity, created } = upsertEntity(port, findBlueprint(port, context.req.param('blueprint')), body, options);
    return context.json({ ok: true, entity: showEntity(port, entity) }, created ? 201 : 200);
  });
  routes.post('/v1/blueprints/:blueprint/entities/bulk', (context) => {
    const options = upsertOptions(context);
    const { entities } = checkBulk(context.var.body);
    const blueprint = findBlueprint(port, context.req.param('blueprint'));
    const answer = { ok: true, entities: [] as object[], errors: [] as object[] };
    for (const [index, body] of entities.entries())
      try {
        const { entity, created } = upsertEntity(port, blueprint, body, options);
        answer.entities.push({ index, identifier: entity.identifier, created });
      } catch (error) {
        answer.errors.push(bulkError(index, body, error));
      }
    return context.json(answer, answer.errors.length === 0 ? 200 : 207);
  });
  routes.get('/v1/blueprints/:blueprint/entities/:entity', (context) => {
    const { blueprint, entity: identifier } = context.req.param();
    const entity = port.catalog.entity(findBlueprint(port, blueprint).identifier, identifier);
    if (entity === undefined) throw notFound('Entity', identifier);
    const selection = { include: context.req.queries('include'), exclude: context.req.queries('exclude') };
    return context.json({ ok: true, entity: showEntity(port, entity, selection) });
  });
  routes.get('/v1/blueprints/:blueprint/entities-count', (context) => {
    const { identifier } = findBlueprint(port, context.req.param('blueprint'));
    return context.json({ ok: true, count: port.catalog.count(identifier) });
  });
  return routes;
}

function upsertOptions(context: Context<PortEnvironment>): UpsertOptions {
  const query = (name: string, required = false) => flag(context.req.query(name), name, required);
  return {
    upsert: query('upsert', true),
    merge: query('merge'),
    createMissingRelatedEntities: query('create_missing_related_entities'),
    validationOnly: query('validation_only'),
    userAgent: context.req.header('user-agent') ?? '',
    actor: context.var.credentials.clientId,
  };
}

function bulkError(index: number, { identifier }: EntityBody, error: unknown): object {
  if (!(error instanceof Refusal)) throw error;
  const name = typeof identifier === 'string' ? identifier : 'unknown';
  return { index, identifier: name, statusCode: error.status, error: error.error, message: error.message };
}
