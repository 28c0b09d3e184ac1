import type { PortOptions } from '../../examples/sandbox/port/settings.ts';
import { createPortClient, OWNER, type PortClient } from './port-client.ts';

const GROUP = {
  identifier: 'group',
  title: 'Group',
  schema: { properties: {} },
  relations: { parent: { target: 'group', required: false, many: false } },
};

const SERVICE = {
  identifier: 'service',
  title: 'Service',
  schema: {
    properties: {
      language: { type: 'string', enum: ['go', 'rust'] },
      stars: { type: 'number' },
      link: { type: 'string', format: 'url' },
      owner: { type: 'string', format: 'email' },
      created: { type: 'string', format: 'date-time' },
      labels: { type: 'array', items: { type: 'string' } },
    },
  },
  relations: {
    group: { target: 'group', required: false, many: false },
    uses: { target: 'service', required: false, many: true },
  },
};

/** The query of an upsert as the exporter sends it. */
export const UPSERT = { upsert: true, merge: true, create_missing_related_entities: false, validation_only: false };

/** A signed-in client of a Port that has the blueprints `group` and `service`. */
export async function createCatalogClient(options: PortOptions = {}): Promise<PortClient> {
  const port = await createPortClient(options);
  for (const body of [GROUP, SERVICE]) await port.send('POST', '/v1/blueprints', { body });
  return port;
}

/** Writes entities in bulks of twenty and returns the bulks' answers joined. */
export async function write(
  port: PortClient,
  blueprint: string,
  entities: readonly object[],
  { query = {}, userAgent = OWNER }: { query?: Record<string, boolean>; userAgent?: string } = {},
) {
  const joined = { statuses: [] as number[], entities: [] as object[], errors: [] as object[] };
  for (let start = 0; start < entities.length; start += 20) {
    const { status, body } = await port.send('POST', `/v1/blueprints/${blueprint}/entities/bulk`, {
      body: { entities: entities.slice(start, start + 20) },
      query: { ...UPSERT, ...query },
      headers: { 'user-agent': userAgent },
    });
    const answer = body as { entities?: object[]; errors?: object[] }; // refusals have neither
    joined.statuses.push(status);
    joined.entities.push(...(answer.entities ?? []));
    joined.errors.push(...(answer.errors ?? []));
  }
  return joined;
}
