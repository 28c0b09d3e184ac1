import { createPort, type SandboxPort } from '../../examples/sandbox/port/app.ts';
import type { PropertySchema, RelationSchema } from '../../examples/sandbox/port/catalog.ts';
import type { PortOptions } from '../../examples/sandbox/port/settings.ts';
import type { Entity } from '../../src/entity.ts';
import { UpstreamError } from '../../src/errors.ts';
import type { HttpClient } from '../../src/http/client.ts';
import { fieldsOf } from '../../src/load/fingerprint.ts';
import { Loader, type LoaderOptions } from '../../src/load/loader.ts';
import { type Owner, ownerOf } from '../../src/load/ownership.ts';
import { PortCatalog } from '../../src/load/port-catalog.ts';
import { createPortClient, type PortClient, portUserAgent } from '../../src/load/port-client.ts';
import { createUpsert } from '../../src/load/upsert.ts';

const OURS = { type: 'gitlab-v2', identifier: 'ours' };

/** A Port without a network, a client of it, and its clock. */
export interface OpenPort extends SandboxPort {
  readonly port: PortClient;
  readonly owner: Owner;
  now(): Date;
  /** Lets a minute go by. */
  wait(): void;
  /** The client of another data source. */
  as(identifier: string): PortClient;
  /** Bulk upserts that were sent so far. */
  writes(): number;
}

export function openPort(options: PortOptions = {}): OpenPort {
  let now = Date.UTC(2026, 0, 1);
  const sandbox = createPort({ now: () => new Date(now), ...options });
  const as = (identifier: string) => connect(sandbox, { ...OURS, identifier }, () => now);
  return {
    ...sandbox,
    as,
    port: as(OURS.identifier),
    owner: ownerOf(OURS),
    now: () => new Date(now),
    wait: () => {
      now += 60_000;
    },
    writes: () => sandbox.requests.filter(({ path }) => path.endsWith('/entities/bulk')).length,
  };
}

function connect({ app }: SandboxPort, integration: typeof OURS, now: () => number): PortClient {
  const http: HttpClient = {
    statistics: () => [],
    allowance: () => undefined,
    close: async () => {},
    async send({ method, url, route, headers, body }) {
      const response = await app.fetch(
        new Request(url, {
          method,
          headers: { 'content-type': 'application/json', ...headers },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      );
      const { status } = response;
      const answer: unknown = await response.json();
      if (status < 400) return { status, headers: response.headers, body: answer, url };
      const failure = { service: 'Port', route, reason: 'status', attempts: 1, status, body: answer } as const;
      throw new UpstreamError(`${method} ${route} answered ${status}`, failure);
    },
  };
  return createPortClient({
    http,
    baseUrl: 'http://port.test',
    clientId: 'sandbox-client-id',
    clientSecret: 'sandbox-client-secret',
    userAgent: portUserAgent(integration, '1.2.3'),
    clock: { now, random: () => 0, sleep: async () => {} },
    signal: new AbortController().signal,
    onToken: () => {},
  });
}

/** Puts a blueprint into the catalog; a relation is given by its target. */
export function addBlueprint(
  { catalog }: SandboxPort,
  identifier: string,
  relations: Readonly<Record<string, string | RelationSchema>> = {},
  properties: Readonly<Record<string, PropertySchema>> = {},
): void {
  const full = Object.entries(relations).map(([name, relation]): [string, RelationSchema] => [
    name,
    typeof relation === 'string' ? { target: relation, required: false, many: false } : relation,
  ]);
  catalog.blueprints.set(identifier, {
    identifier,
    title: identifier,
    schema: { properties },
    relations: Object.fromEntries(full),
  });
}

export interface RunChanges extends Pick<LoaderOptions, 'mostHeld' | 'relations'> {
  readonly merge?: boolean;
  readonly createMissingRelatedEntities?: boolean;
}

/**
 * Loads as a run does: the resources in their order, each a list of batches, and what is held back once no later
 * resource maps to its blueprint.
 */
export async function loadAll(
  { port, owner }: OpenPort,
  resources: readonly (readonly (readonly Entity[])[])[],
  { merge = true, createMissingRelatedEntities = true, ...changes }: RunChanges = {},
): Promise<{ readonly loader: Loader; readonly catalog: PortCatalog }> {
  const { signal } = new AbortController();
  const targets = resources.flat(2).map((entity) => ({
    blueprint: entity.blueprint,
    fields: [...fieldsOf(entity)].map(([field]) => field),
  }));
  const catalog = new PortCatalog(port, owner, targets);
  const upsert = createUpsert({
    port,
    merge,
    createMissingRelatedEntities,
    concurrency: 1,
    signal,
    pause: async () => {},
  });
  const loader = new Loader({ catalog, upsert, merge, ...changes });
  for (const [index, batches] of resources.entries()) {
    for (const batch of batches) await loader.load(index, batch);
    const later = resources.slice(index + 1).flat(2);
    await loader.writeHeld((blueprint) => !later.some((entity) => entity.blueprint === blueprint));
  }
  await loader.retryWaiting();
  return { loader, catalog };
}

/** An entity of Port's catalog as a test compares it: what was written, without the bookkeeping. */
export function stored({ catalog }: SandboxPort, blueprint: string, identifier: string) {
  const entity = catalog.entity(blueprint, identifier);
  if (entity === undefined) return undefined;
  const { title, properties, relations } = entity;
  return { title, properties, relations };
}
