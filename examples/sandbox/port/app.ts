import { randomUUID } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { requireToken, type Tokens, tokenRoute } from './auth.ts';
import { blueprintRoutes } from './blueprints.ts';
import { Catalog } from './catalog.ts';
import { type Control, controlRoutes } from './control.ts';
import { deleteRoutes } from './delete.ts';
import { entityRoutes } from './entities.ts';
import { createEntityValidator } from './entity-validation.ts';
import { extraRoutes } from './extras.ts';
import { createFaults, type Faults } from './faults.ts';
import { ingestRoutes } from './ingest.ts';
import { integrationRoutes } from './integration.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import { Refusal } from './refusal.ts';
import { searchRoutes } from './search-routes.ts';
import { DEFAULT_SETTINGS, type Port, type PortEnvironment, type PortOptions } from './settings.ts';
import { describeCatalog } from './summary.ts';

/** A request that this Port has answered. */
interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string[]>>;
  readonly userAgent: string;
  readonly body: unknown;
  readonly status: number;
}

/** A Port without a network: the app answers fetch requests, the rest is for looking at and steering it. */
export interface SandboxPort {
  readonly app: Hono<PortEnvironment>;
  readonly catalog: Catalog;
  readonly requests: readonly RecordedRequest[];
  readonly control: Control;
}

/** Port's specification: request bodies beyond 1 MiB are refused with 413. */
const MAX_BODY_BYTES = 1024 * 1024;

/** A small Port in memory that behaves as Port's documentation and its own integrations say, awkward parts included. */
export function createPort(options: PortOptions = {}): SandboxPort {
  const { url, now = () => new Date(), catalog = new Catalog(), ...chosen } = options;
  const settings = { ...DEFAULT_SETTINGS, ...chosen };
  const port: Port = { settings, url, now, catalog, checkEntity: createEntityValidator(settings.unknownProperties) };
  const tokens: Tokens = new Map();
  const requests: RecordedRequest[] = [];
  const rateLimit = createRateLimit(settings.rateLimit, now);
  const faults = createFaults();
  const control: Control = {
    fail: faults.add,
    delay: faults.delay,
    expireTokens: () => tokens.clear(),
    reset() {
      faults.reset();
      rateLimit.reset();
      requests.length = 0;
    },
    clear: () => catalog.clear(),
  };

  const app = new Hono<PortEnvironment>();
  app.onError((error, context) => {
    const [status, code] = error instanceof Refusal ? [error.status, error.error] : ([500, 'internal_error'] as const);
    return context.json({ ok: false, error: code, message: error.message }, status);
  });
  app.notFound((context) => {
    const message = `Route ${context.req.method}:${context.req.path} not found`;
    return context.json({ ok: false, error: 'not_found', message }, 404);
  });
  app.route(
    '/-/sandbox',
    controlRoutes(control, { catalog: () => describeCatalog(catalog), requests: () => requests }),
  );
  app.use(identify(now, rateLimit), record(requests), refuse(faults, rateLimit), readBody);
  app.route('/', tokenRoute(port, tokens));
  app.use(requireToken(port, tokens));
  for (const routes of [integrationRoutes, ingestRoutes, blueprintRoutes, extraRoutes]) app.route('/', routes(port));
  for (const routes of [entityRoutes, searchRoutes, deleteRoutes]) app.route('/', routes(port));
  return { app, catalog, requests, control };
}

function identify(now: () => Date, rateLimit: RateLimit): MiddlewareHandler<PortEnvironment> {
  return async (context, next) => {
    await next();
    context.header('x-trace-id', randomUUID());
    context.header('date', now().toUTCString());
    for (const [name, value] of Object.entries(rateLimit.headers())) context.header(name, value);
  };
}

function record(requests: RecordedRequest[]): MiddlewareHandler<PortEnvironment> {
  return async (context, next) => {
    const { method, path } = context.req;
    await next();
    const userAgent = context.req.header('user-agent') ?? '';
    const { body } = context.var;
    requests.push({ method, path, query: context.req.queries(), userAgent, body, status: context.res.status });
  };
}

function refuse(faults: Faults, rateLimit: RateLimit): MiddlewareHandler<PortEnvironment> {
  return async (context, next) => {
    const failed = await faults.intervene(context.req.method, context.req.path);
    if (failed !== undefined) return failed;
    rateLimit.take();
    return next();
  };
}

const readBody: MiddlewareHandler<PortEnvironment> = async (context, next) => {
  const text = await context.req.text();
  if (Buffer.byteLength(text) > MAX_BODY_BYTES)
    throw new Refusal(413, 'bad_request', 'Request body is larger than 1 MiB');
  if (text !== '') context.set('body', parse(text));
  await next();
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'bad_request', 'Request body is not JSON');
  }
}
