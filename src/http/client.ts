import type { Logger } from '../log/logger.ts';
import type { Clock } from './clock.ts';
import { type ConnectionSettings, type Connections, createConnections } from './dispatcher.ts';
import type { AnswerHeaders } from './headers.ts';
import type { RetrySettings } from './policy.ts';
import type { Allowance } from './rate-limit.ts';
import { type Origin, sendUntilDone } from './send.ts';
import { createStatistics, type RouteStatistics } from './statistics.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly url: URL;
  /** Path template for statistics and messages: `/groups/:id/members`. */
  readonly route: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Whether repeating the request is safe. Default: every method but POST and PATCH. */
  readonly idempotent?: boolean;
  /** Routes that share an application limiter. Default: the route. */
  readonly limitClass?: string;
  /** Asked after every second 408 or 5xx of this request, and when its answer is too large: a smaller page to ask for. */
  readonly shrink?: (url: URL) => URL | undefined;
  /** `bytes` hands the body on as a Uint8Array. Default: JSON. */
  readonly expects?: 'json' | 'bytes';
  /** A larger body, counted uncompressed, is not read to its end: the request fails. Default: 64 MiB. */
  readonly maxBytes?: number;
  /** Called for each attempt, once it has come to an answer or a failure. */
  readonly onSent?: () => void;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Parsed JSON, null where there is none, or bytes where they were asked for. */
  readonly body: unknown;
  /** The address that answered, after redirects and shrinking. */
  readonly url: URL;
}

/** A wait that a person may wonder about. */
export interface Wait {
  readonly service: string;
  readonly untilMs: number;
  readonly reason: 'rate-limit' | 'retry';
}

export interface HttpClient {
  /** Rejects with an UpstreamError when the request failed for good, or with the run's signal's reason. */
  send(request: HttpRequest): Promise<HttpResponse>;
  statistics(): readonly RouteStatistics[];
  /** What the server said last of how much may be asked; undefined where it says nothing. */
  allowance(): Allowance | undefined;
  /** Ends all connections at once. */
  close(): Promise<void>;
}

export interface HttpClientOptions {
  readonly service: 'GitLab' | 'Port';
  readonly connection: ConnectionSettings;
  /** What takes the place of connections made by these settings. */
  readonly connections?: Connections;
  /** Bounds each phase of a request: headers, and silence within a body. Ten times this bounds the whole of it. */
  readonly timeoutMs: number;
  readonly retry: RetrySettings;
  /** Requests to one origin at the same time: at first, and at most. */
  readonly concurrency: { readonly start: number; readonly limit: number };
  readonly clock: Clock;
  readonly log: Logger;
  /** The run's signal. */
  readonly signal: AbortSignal;
  readonly onWait?: (wait: Wait) => void;
}

/** The client for one service: retries, rate limits, time limits, TLS and proxies in one place. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { service, connection, timeoutMs, concurrency } = options;
  const log = options.log.child({ service });
  const connections =
    options.connections ?? createConnections(connection, { timeoutMs, connections: concurrency.limit });
  const statistics = createStatistics(service);
  const context = { options, log, connections, statistics, origins: new Map<string, Origin>() };
  return {
    send: (request) => sendUntilDone(request, context),
    statistics: () => statistics.read(),
    allowance: () => [...context.origins.values()].find(({ allowance }) => allowance !== undefined)?.allowance,
    close: () => connections.close(),
  };
}
