import type { Settings } from '../config/settings.ts';
import { createGitLabClient, type GitLabClient } from '../extract/gitlab/client.ts';
import { createHttpClient, type HttpClient } from '../http/client.ts';
import type { Clock } from '../http/clock.ts';
import { createPortClient, type PortClient, portUserAgent } from '../load/port-client.ts';
import type { Logger } from '../log/logger.ts';
import type { Mask } from '../log/mask.ts';
import type { Observe } from './events.ts';

/** Both services of a run, and the HTTP clients behind them. */
export interface Services {
  readonly gitlab: GitLabClient;
  readonly port: PortClient;
  /** GitLab's and Port's. */
  readonly http: readonly [HttpClient, HttpClient];
}

export interface ConnectOptions {
  readonly settings: Settings;
  readonly version: string;
  readonly log: Logger;
  readonly mask: Mask;
  readonly clock: Clock;
  /** The run's: what is asked of GitLab ends with it. */
  readonly signal: AbortSignal;
  readonly observe: Observe;
}

/** Seconds that Port may take for an answer; `clientTimeout` is about GitLab (Port: "Ocean's client for Port"). */
const PORT_TIMEOUT = 60;

/** Requests under way at once to each service before anything is known of what it bears. */
const INITIAL_CONCURRENCY = 8;

/** Makes the clients; nothing is sent yet. Requests to Port end with `portSignal`. */
export function connect(options: ConnectOptions, portSignal: AbortSignal): Services {
  const { settings, version, mask, clock } = options;
  const gitlabHttp = createService('GitLab', settings.clientTimeout, settings.tls.verifyGitlab, options);
  const portHttp = createService('Port', PORT_TIMEOUT, settings.tls.verifyPort, { ...options, signal: portSignal });
  return {
    gitlab: createGitLabClient({ http: gitlabHttp, url: settings.gitlab.url, token: settings.gitlab.token }),
    port: createPortClient({
      http: portHttp,
      ...settings.port,
      userAgent: portUserAgent(settings.integration, version),
      clock,
      signal: options.signal,
      onToken: (token) => mask.add(token),
    }),
    http: [gitlabHttp, portHttp],
  };
}

function createService(
  service: 'GitLab' | 'Port',
  timeoutSeconds: number,
  verify: boolean,
  { settings, log, clock, signal, observe }: ConnectOptions,
): HttpClient {
  const { attempts, baseDelay, maxDelay, maxWait } = settings.retry;
  return createHttpClient({
    service,
    timeoutMs: timeoutSeconds * 1000,
    retry: {
      attempts,
      baseDelayMs: baseDelay * 1000,
      maxDelayMs: maxDelay * 1000,
      maxWaitMs: maxWait * 1000,
    },
    concurrency: { start: Math.min(INITIAL_CONCURRENCY, settings.concurrency), limit: settings.concurrency },
    connection: { proxy: settings.proxy, certificateFiles: settings.tls.certificateFiles, verify },
    clock,
    log,
    signal,
    onWait: (wait) => observe({ type: 'waiting', ...wait }),
  });
}
