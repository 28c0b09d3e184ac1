import { type Context, Hono } from 'hono';
import type { Fault } from './faults.ts';

/** What a test can do to a running Port; the same as HTTP is below `/-/sandbox`. */
export interface Control {
  /** Makes requests fail. */
  fail(fault: Fault): void;
  /** Waits before every answer. */
  delay(milliseconds: number): void;
  /** Makes every access token unknown, so that the next request with one gets a 401. */
  expireTokens(): void;
  /** Takes back all faults and the delay, and forgets the recorded requests; the catalog stays as it is. */
  reset(): void;
  /** Empties the catalog. */
  clear(): void;
}

/**
 * The control over HTTP, for a Port in another process: POST JSON to `/fail` (`path`, or `pattern` as the source of a
 * RegExp), `/delay`, `/expire-tokens`, `/reset`, `/clear`; GET `/catalog` and `/requests`.
 */
export function controlRoutes(control: Control, read: { catalog: () => object; requests: () => object }): Hono {
  const routes = new Hono();
  const post = (path: string, act: (body: ControlBody) => void): void => {
    routes.post(path, async (context) => {
      act(await readBody(context));
      return context.json({ ok: true });
    });
  };
  post('/fail', ({ pattern, path = '', ...fault }) => {
    control.fail({ status: 500, ...fault, path: pattern === undefined ? path : new RegExp(pattern) });
  });
  post('/delay', ({ milliseconds = 0 }) => control.delay(milliseconds));
  post('/expire-tokens', () => control.expireTokens());
  post('/reset', () => control.reset());
  post('/clear', () => control.clear());
  routes.get('/catalog', (context) => context.json(read.catalog()));
  routes.get('/requests', (context) => context.json(read.requests()));
  routes.onError((error, context) => context.json({ error: error.message }, 400));
  return routes;
}

interface ControlBody extends Partial<Omit<Fault, 'path'>> {
  readonly path?: string;
  readonly pattern?: string;
  readonly milliseconds?: number;
}

async function readBody(context: Context): Promise<ControlBody> {
  const text = await context.req.text();
  return text === '' ? {} : (JSON.parse(text) as ControlBody); // test code is the only caller
}
