import { setMaxListeners } from 'node:events';
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { createHttpClient, type HttpClient, type HttpClientOptions, type HttpRequest } from '../../src/http/client.ts';
import { createLogger } from '../../src/log/logger.ts';
import { createMask } from '../../src/log/mask.ts';
import { createFakeClock } from './fake-clock.ts';

/** A logger that says nothing. */
export const silentLog = createLogger({
  level: 'silent',
  format: 'json',
  destination: new PassThrough(),
  mask: createMask([]),
});

/** A client with a fake clock and the default settings; closed when the test ends. */
export function makeClient(changes: Partial<HttpClientOptions> = {}): HttpClient {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const client = createHttpClient({
    service: 'GitLab',
    connection: {},
    timeoutMs: 60_000,
    retry: { attempts: 8, baseDelayMs: 1000, maxDelayMs: 60_000, maxWaitMs: 600_000 },
    concurrency: { start: 8, limit: 32 },
    clock: createFakeClock(),
    log: silentLog,
    signal,
    ...changes,
  });
  onTestFinished(() => client.close());
  return client;
}

/** A GET of a group list. */
export function makeRequest(url: string | URL, changes: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url: new URL(url), route: '/groups', ...changes };
}
