import { Catalog } from '../../examples/sandbox/port/catalog.ts';
import type { Sandbox } from '../../examples/sandbox/start.ts';

/** The entities of a catalog as `blueprint identifier`, sorted; of one blueprint, or of all. */
export function keysOf(catalog: Catalog, blueprint?: string): string[] {
  return [...catalog.entities(blueprint)].map((entity) => `${entity.blueprint} ${entity.identifier}`).sort();
}

/** What a mapping fills of every entity, by its key: two catalogs with equal contents say the same. */
export function contentsOf(catalog: Catalog): Record<string, unknown> {
  const rows = [...catalog.entities()].map(({ blueprint, identifier, title, team, properties, relations }) => [
    `${blueprint} ${identifier}`,
    { title, team, properties, relations: sortTargets(relations) },
  ]);
  return Object.fromEntries(rows);
}

/** Puts the same blueprints, integrations and entities into another catalog, an empty one. */
export function copyCatalog(original: Catalog, copy: Catalog = new Catalog()): Catalog {
  for (const [identifier, blueprint] of original.blueprints) copy.blueprints.set(identifier, blueprint);
  for (const [identifier, integration] of original.integrations) copy.integrations.set(identifier, integration);
  for (const entity of original.entities()) copy.put({ ...entity, sequence: copy.nextSequence() });
  return copy;
}

const READING = [/\/auth\/access_token$/, /\/entities\/search$/, /\/datasource-entities$/];

/** What Port is told of every run. */
const TELLING = [/\/resync-state$/, /\/kinds\/[^/]+\/examples$/, /^\/ingest\//];

/** Requests that changed something in Port, but for what it is told of every run. */
export function writesTo({ requests }: Pick<Sandbox['port'], 'requests'>): string[] {
  return requests
    .filter(({ method, path }) => method !== 'GET' && ![...READING, ...TELLING].some((harmless) => harmless.test(path)))
    .map(({ method, path }) => `${method} ${path}`);
}

/** Requests that compared the catalog with what was mapped. */
export function comparisonsIn({ requests }: Pick<Sandbox['port'], 'requests'>): string[] {
  return requests.map(({ path }) => path).filter((path) => /\/(entities\/search|datasource-entities)$/.test(path));
}

/** Related entities have no order. */
function sortTargets(relations: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const pairs = Object.entries(relations).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(pairs.map(([name, value]) => [name, Array.isArray(value) ? [...value].sort() : value]));
}
