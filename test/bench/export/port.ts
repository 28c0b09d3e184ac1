import type { BenchCatalog } from './catalog.ts';
import type { Answer, Asked } from './listen.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Search {
  readonly include?: readonly string[];
  readonly limit?: number;
  readonly from?: string;
  readonly query?: { readonly rules: readonly { readonly property: string; readonly value: string }[] };
}

interface OwnedSearch {
  readonly datasource_prefix: string;
  readonly datasource_suffix: string;
  readonly limit: number;
  readonly before?: string;
  readonly from?: string;
}

interface Bulk {
  readonly entities: readonly { readonly identifier: string }[];
}

/** A Port that takes whatever it is given, and does so fast: no schema is checked and no relation followed. */
export function createPort(catalog: BenchCatalog): (asked: Asked) => Answer {
  const integrations = new Map<string, Fields>();
  const blueprints = new Map<string, Fields>();

  function integration(identifier: string, origin: string): Answer {
    const stored = integrations.get(identifier);
    if (stored === undefined) return { status: 404, text: '{"ok":false,"error":"not_found"}' };
    const at = (kind: string) => ({ ingestId: 'bench', ingestUrl: `${origin}/ingest/${kind}/bench` });
    return ok({ integration: { ...stored, logAttributes: at('log'), metricAttributes: at('metric') } });
  }

  function store(identifier: string, fields: Fields): void {
    integrations.set(identifier, { ...integrations.get(identifier), ...fields });
  }

  return ({ method, url, userAgent, body: text }) => {
    const parts = url.pathname.split('/').slice(1).map(decodeURIComponent);
    const [, area, name = '', part, last] = parts;
    // Only what the exporter and the baseline send arrives here.
    const body = text === '' ? {} : JSON.parse(text);
    if (area === 'auth') return ok({ accessToken: 'bench-token', expiresIn: 10_800, tokenType: 'Bearer' });
    if (parts[0] === 'ingest' || last === 'examples' || parts[5] === 'examples') return ok({});
    if (area === 'organization') return ok({ organization: { id: 'org_bench', name: 'Bench', featureFlags: [] } });
    if (area === 'integration') {
      const identifier = name || String(body.installationId);
      if (method === 'POST') store(identifier, { ...body, identifier, installationType: 'OnPrem' });
      if (method === 'PATCH') store(identifier, part === 'resync-state' ? { resyncState: body } : body);
      return integration(identifier, url.origin);
    }
    if (area === 'blueprints' && part === undefined) {
      if (method === 'POST') blueprints.set(body.identifier, body);
      return ok(method === 'POST' ? { blueprint: body } : { blueprints: [...blueprints.values()] });
    }
    if (name === 'entities' && part === 'datasource-entities') return ownedPage(catalog, body);
    if (last === 'search') return searchPage(catalog, name, body);
    if (part === 'entities' && last === 'bulk') return writeAll(catalog, name, body, url, userAgent);
    if (url.pathname.endsWith('/bulk/entities/delete')) {
      catalog.remove(name, body.entities);
      return ok({ deletedEntities: body.entities });
    }
    return { status: 404, text: '{"ok":false,"error":"not_found"}' };
  };
}

function searchPage(
  catalog: BenchCatalog,
  blueprint: string,
  { include = [], limit = 200, from, query }: Search,
): Answer {
  const sources = (query?.rules ?? []).filter(({ property }) => property === '$datasource').map(({ value }) => value);
  const { texts, next } = catalog.search(blueprint, include, sources, Number(from ?? 0), limit);
  const position = next === undefined ? '' : `,"next":"${next}"`;
  return { status: 200, text: `{"ok":true,"entities":[${texts.join(',')}]${position}}` };
}

function ownedPage(catalog: BenchCatalog, search: OwnedSearch): Answer {
  const { datasource_prefix: prefix, datasource_suffix: suffix, limit, before, from = '0' } = search;
  const owned = [
    ...catalog.owned(prefix, suffix, before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before)),
  ];
  const end = Number(from) + limit;
  return ok({ entities: owned.slice(Number(from), end), ...(end < owned.length && { next: String(end) }) });
}

function writeAll(catalog: BenchCatalog, blueprint: string, { entities }: Bulk, url: URL, userAgent: string): Answer {
  const merge = url.searchParams.get('merge') === 'true';
  const written = entities.map((entity, index) => ({
    index,
    identifier: entity.identifier,
    created: catalog.write(blueprint, entity, merge, userAgent),
  }));
  return ok({ entities: written, errors: [] });
}

function ok(fields: Fields): Answer {
  return { status: 200, text: JSON.stringify({ ok: true, ...fields }) };
}
