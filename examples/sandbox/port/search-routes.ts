import { Hono } from 'hono';
import { findBlueprint } from './blueprints.ts';
import type { StoredEntity } from './catalog.ts';
import { BLUEPRINT_SEARCH, DATASOURCE_SEARCH, QUERY } from './entity-schema.ts';
import { showEntity } from './entity-view.ts';
import { invalidRequest } from './refusal.ts';
import { flag, routeSchema } from './route-schema.ts';
import { type Query, search } from './search.ts';
import type { Port, PortEnvironment } from './settings.ts';

interface BlueprintSearch {
  readonly query?: Query;
  readonly include?: string[];
  readonly exclude?: string[];
  readonly limit?: number;
  readonly from?: string;
}

interface DatasourceSearch {
  readonly datasource_prefix: string;
  readonly datasource_suffix: string;
  readonly limit: number;
  readonly before?: string;
  readonly from?: string;
}

const EVERYTHING: Query = { combinator: 'and', rules: [] };

const checkQuery = routeSchema<Query>(QUERY);
const checkBlueprintSearch = routeSchema<BlueprintSearch>(BLUEPRINT_SEARCH);
const checkDatasourceSearch = routeSchema<DatasourceSearch>(DATASOURCE_SEARCH);

/** The searches: over the organisation, in pages over one blueprint, and by the data source that owns an entity. */
export function searchRoutes(port: Port): Hono<PortEnvironment> {
  const { catalog } = port;
  const routes = new Hono<PortEnvironment>();

  routes.post('/v1/entities/search', (context) => {
    const query = checkQuery(context.var.body);
    const selection = { include: context.req.queries('include'), exclude: context.req.queries('exclude') };
    const partial = flag(context.req.query('allow_partial_results'), 'allow_partial_results');
    const found = search(catalog, query, port.now());
    const matchingBlueprints = [...new Set(found.map(({ blueprint }) => blueprint))];
    const entities = found.map((entity) => showEntity(port, entity, selection));
    return context.json({ ok: true, entities, ...(partial ? { matchingBlueprints, failedBlueprints: [] } : {}) });
  });
  routes.post('/v1/blueprints/:blueprint/entities/search', (context) => {
    const { query = EVERYTHING, limit = 200, from, ...selection } = checkBlueprintSearch(context.var.body ?? {});
    const { identifier } = findBlueprint(port, context.req.param('blueprint'));
    const { page, next } = pageOf(search(catalog, query, port.now(), identifier), limit, from);
    return context.json({ ok: true, entities: page.map((entity) => showEntity(port, entity, selection)), ...next });
  });
  routes.post('/v1/blueprints/entities/datasource-entities', (context) => {
    const { limit, from, ...condition } = checkDatasourceSearch(context.var.body);
    const owned = [...catalog.entities()].filter((entity) => isOwned(entity, condition));
    const { page, next } = pageOf(owned, limit, from);
    const entities = page.map(({ identifier, blueprint }) => ({ identifier, blueprint }));
    return context.json({ ok: true, entities, ...next });
  });
  return routes;
}

function isOwned(entity: StoredEntity, condition: Omit<DatasourceSearch, 'limit' | 'from'>): boolean {
  const { datasource_prefix: prefix, datasource_suffix: suffix, before } = condition;
  return (
    entity.datasource.startsWith(prefix) &&
    entity.datasource.endsWith(suffix) &&
    (before === undefined || Date.parse(entity.updatedAt) < Date.parse(before))
  );
}

// A page goes on after the last entity of the one before, so that deletions between two pages hide nothing.
function pageOf(entities: readonly StoredEntity[], limit: number, from: string | undefined) {
  const after = from === undefined ? 0 : Number(Buffer.from(from, 'base64url').toString());
  if (!Number.isSafeInteger(after)) throw invalidRequest('body/from is not a position of a search');
  const rest = entities.filter(({ sequence }) => sequence > after).sort((one, other) => one.sequence - other.sequence);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const next =
    last !== undefined && rest.length > page.length
      ? { next: Buffer.from(String(last.sequence)).toString('base64url') }
      : {};
  return { page, next };
}
