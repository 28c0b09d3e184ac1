import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { Integration } from './catalog.ts';
import { CONFIG, CREATE, EXAMPLES, RESYNC_STATE, UPDATE } from './integration-schema.ts';
import { finishProvisioning, startProvisioning } from './provisioning.ts';
import { notFound, Refusal } from './refusal.ts';
import { flag, routeSchema } from './route-schema.ts';
import type { Port, PortEnvironment } from './settings.ts';

type Fields = Readonly<Record<string, unknown>>;

const checkCreate = routeSchema<Fields & { installationId: string }>(CREATE);
const checkUpdate = routeSchema<Fields>(UPDATE);
const checkConfig = routeSchema<{ config: unknown }>(CONFIG);
const checkResyncState = routeSchema<Fields>(RESYNC_STATE);
const checkExamples = routeSchema<{ examples: unknown[] }>(EXAMPLES);

/** The integration object, its mapping, state and examples, and the organisation. */
export function integrationRoutes(port: Port): Hono<PortEnvironment> {
  const { catalog, settings } = port;
  const routes = new Hono<PortEnvironment>();

  routes.get('/v1/organization', (context) => {
    const organization = { id: 'org_sandbox', name: 'Sandbox', featureFlags: [...settings.featureFlags] };
    return context.json({ ok: true, organization });
  });
  routes.get('/v1/integration/provision-enabled', (context) =>
    context.json({ ok: true, integrations: [...settings.provisionEnabled] }),
  );
  routes.post('/v1/integration', (context) => {
    const fields = checkCreate(context.var.body);
    const known = catalog.integrations.get(fields.installationId);
    if (known !== undefined && !flag(context.req.query('upsert'), 'upsert'))
      throw new Refusal(409, 'identifier_taken', `Integration "${fields.installationId}" exists already`);
    const integration = stored(port, known ?? created(port, context, fields.installationId), fields);
    if (known === undefined && context.req.query('integration_modes') === 'create_resources')
      startProvisioning(port, integration);
    return answer(context, port, integration);
  });
  routes.get('/v1/integration/:identifier', (context) => {
    const integration = find(port, context);
    const changes = finishProvisioning(port, integration);
    return answer(context, port, changes === undefined ? integration : stored(port, integration, changes));
  });
  routes.patch('/v1/integration/:identifier', (context) => {
    const integration = find(port, context);
    const fields = checkUpdate(context.var.body ?? {});
    if (Object.keys(fields).length === 0) catalog.resyncsTriggered.push(integration.installationId);
    return answer(context, port, stored(port, integration, fields));
  });
  routes.patch('/v1/integration/:identifier/config', (context) =>
    answer(context, port, stored(port, find(port, context), checkConfig(context.var.body))),
  );
  routes.patch('/v1/integration/:identifier/resync-state', (context) => {
    const integration = find(port, context);
    const state = checkResyncState(context.var.body);
    catalog.resyncStates.push({ integration: integration.installationId, status: state['status'] });
    const before = integration['resyncState'] as Fields | undefined; // only this route sets it
    const resyncState = { ...before, ...state, updatedAt: port.now().toISOString() };
    return answer(context, port, stored(port, integration, { resyncState }));
  });
  routes.post('/v1/integration/:identifier/kinds/:kind/examples', (context) => {
    const integration = find(port, context).installationId;
    catalog.examples.push({ integration, kind: context.req.param('kind'), ...checkExamples(context.var.body) });
    return context.json({ ok: true });
  });
  return routes;
}

function find(port: Port, context: Context<PortEnvironment>): Integration {
  const identifier = context.req.param('identifier') ?? '';
  const integration = port.catalog.integrations.get(identifier);
  if (integration === undefined) throw notFound('Integration', identifier);
  return integration;
}

function created(port: Port, context: Context<PortEnvironment>, installationId: string): Integration {
  return {
    _id: `integration_${randomUUID()}`,
    _orgId: 'org_sandbox',
    identifier: installationId,
    installationId,
    installationType: 'OnPrem',
    title: null,
    config: {},
    changelogDestination: {},
    spec: {},
    clientId: context.var.credentials.clientId,
    createdAt: port.now().toISOString(),
    createdBy: context.var.credentials.clientId,
    updatedBy: context.var.credentials.clientId,
  };
}

function stored(port: Port, integration: Integration, fields: Fields): Integration {
  const changed = { ...integration, ...fields, updatedAt: port.now().toISOString() };
  const complete = { ...changed, integrationType: (changed as Fields)['installationAppType'] ?? 'unknown' };
  port.catalog.integrations.set(integration.installationId, complete);
  return complete;
}

// The ingest URLs are made when they are read: the server may have got its port after the integration was created.
function answer(context: Context<PortEnvironment>, port: Port, integration: Integration): Response {
  const base = port.url ?? new URL(context.req.url).origin;
  const ingestId = integration._id;
  const attributes = Object.fromEntries(
    ['log', 'metric', 'ingest'].map((kind) => [
      `${kind}Attributes`,
      { ingestId, ingestUrl: `${base}/ingest/${kind}/${ingestId}` },
    ]),
  );
  return context.json({ ok: true, integration: { ...integration, ...attributes } });
}
