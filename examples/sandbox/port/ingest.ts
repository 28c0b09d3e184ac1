import { Hono } from 'hono';
import { routeSchema } from './route-schema.ts';
import type { Port, PortEnvironment } from './settings.ts';

interface KindMetric {
  readonly eventId: string;
  readonly kindIdentifier: string;
}

const METRIC = {
  type: 'object',
  properties: {
    eventId: { type: 'string' },
    kindIdentifier: { type: 'string' },
    kind: { type: 'string' },
    syncState: { enum: ['pending', 'syncing', 'completed', 'failed', 'aborted'] },
    metrics: { type: 'object', required: ['phase'] },
  },
  required: [
    'integrationType',
    'integrationIdentifier',
    'integrationVersion',
    'oceanVersion',
    'kindIdentifier',
    'kind',
    'eventId',
    'syncState',
    'metrics',
  ],
};

const LOG_RECORD = {
  type: 'object',
  properties: {
    message: { type: 'string' },
    level: { enum: ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] },
    timestamp: { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$` },
    extra: { type: 'object' },
  },
  required: ['message', 'level', 'timestamp', 'extra'],
};

const checkLogs = routeSchema<{ logs: unknown[] }>(only('logs', { type: 'array', items: LOG_RECORD }));
const checkMetrics = routeSchema<{ syncKindsMetrics: KindMetric[] }>(
  only('syncKindsMetrics', { type: 'array', items: METRIC }),
);
const checkMetric = routeSchema<{ syncKindMetrics: KindMetric }>(only('syncKindMetrics', METRIC));
const checkHeartbeat = routeSchema<{ eventId: string }>(only('eventId', { type: 'string' }));

/** What the integration object's ingest URLs take: logs, sync metrics and heartbeats. */
export function ingestRoutes({ catalog }: Port): Hono<PortEnvironment> {
  const routes = new Hono<PortEnvironment>();
  const record = (metric: KindMetric) => catalog.metrics.set(`${metric.eventId}/${metric.kindIdentifier}`, metric);

  routes.post('/ingest/log/:ingest', (context) => {
    catalog.logs.push(...checkLogs(context.var.body).logs);
    return context.json({ ok: true });
  });
  routes.post('/ingest/metric/:ingest/syncMetrics', (context) => {
    for (const metric of checkMetrics(context.var.body).syncKindsMetrics) record(metric);
    return context.json({ ok: true });
  });
  routes.put('/ingest/metric/:ingest/syncMetrics/resync/:event/kind/:kind', (context) => {
    record(checkMetric(context.var.body).syncKindMetrics);
    return context.json({ ok: true });
  });
  routes.post('/ingest/metric/:ingest/heartbeat', (context) => {
    catalog.heartbeats.push(checkHeartbeat(context.var.body).eventId);
    return context.json({ ok: true });
  });
  return routes;
}

function only(name: string, schema: object): object {
  return { type: 'object', properties: { [name]: schema }, required: [name], additionalProperties: false };
}
