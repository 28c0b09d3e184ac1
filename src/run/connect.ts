import { setMaxListeners } from 'node:events';
import { DEFAULT_CERTIFICATE_FOLDERS, type Settings } from '../config/settings.ts';
import { InternalError } from '../errors.ts';
import { createGitLabClient, type GitLabClient } from '../extract/gitlab/client.ts';
import { createSecureContext } from '../http/certificates.ts';
import { createHttpClient, type HttpClient } from '../http/client.ts';
import type { Clock } from '../http/clock.ts';
import type { ConnectionSettings, Connections } from '../http/dispatcher.ts';
import { createPortClient, type PortClient, portUserAgent } from '../load/port-client.ts';
import { createReadOnlyPort } from '../load/read-only-port.ts';
import { type Logger, UNRECORDED } from '../log/logger.ts';
import type { Mask } from '../log/mask.ts';
import type { Observe } from './events.ts';
import { RequestCounts } from './request-counts.ts';

/** Both services of a run, and the HTTP clients behind them. */
export interface Services {
  readonly gitlab: GitLabClient;
  readonly port: PortClient;
  /** Ends all that GitLab is asked, for good. */
  readonly stopReading: () => void;
  /** Of what GitLab is sent. */
  readonly requests: RequestCounts;
  /** `telemetry` is for what Port is told beside the catalog. */
  readonly http: { readonly gitlab: HttpClient; readonly port: HttpClient; readonly telemetry: HttpClient };
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
  /** What takes the place of connections made by the settings. */
  readonly connections?: Connections;
}

/** Seconds that Port may take for an answer; `clientTimeout` is about GitLab (Port: "Ocean's client for Port"). */
const PORT_TIMEOUT = 60;

/** Requests under way at once to each service before anything is known of what it bears. */
export const INITIAL_CONCURRENCY = 8;

/** What Port is told beside the catalog is tried again once, soon, and takes no other request's place. */
const TELEMETRY = { concurrency: 2, retry: { attempts: 2, baseDelay: 0.5, maxDelay: 1, maxWait: 2 } } as const;
const TELEMETRY_TIMEOUT = 10;

/** When requests end, beside those to GitLab. */
export interface PortSignals {
  readonly port: AbortSignal;
  readonly telemetry: AbortSignal;
}

/** Port's Helm chart names it in SSL_CERT_FILE, and slim images lack it; Node's roots take its place. */
const SYSTEM_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/** Makes the clients; nothing is sent yet. */
export function connect(options: ConnectOptions, signals: PortSignals): Services {
  const { settings, version, mask, clock, log } = options;
  const { certificateFiles: files, certificateFolders: folders, verifyGitlab, verifyPort } = settings.tls;
  const trust = { files, folders, optional: [...DEFAULT_CERTIFICATE_FOLDERS, SYSTEM_BUNDLE] };
  const secureContext = createSecureContext(trust, log);
  const connection = { proxy: settings.proxy, secureContext };
  const reading = new AbortController();
  const signal = AbortSignal.any([options.signal, reading.signal]);
  setMaxListeners(0, signal);
  const gitlabConnection = { ...connection, verify: verifyGitlab };
  const gitlabHttp = createService('GitLab', settings.clientTimeout, gitlabConnection, { ...options, signal });
  const portConnection = { ...connection, verify: verifyPort };
  const portHttp = createService('Port', PORT_TIMEOUT, portConnection, { ...options, signal: signals.port });
  const telemetryHttp = createService('Port', TELEMETRY_TIMEOUT, portConnection, {
    ...options,
    settings: { ...settings, ...TELEMETRY },
    // Its waits are nothing that a person waits for.
    log: log.child(UNRECORDED, { level: log.isLevelEnabled('debug') ? 'debug' : 'warn' }),
    signal: signals.telemetry,
    observe: () => {},
  });
  const port = createPortClient({
    http: portHttp,
    ...settings.port,
    userAgent: portUserAgent(settings.integration, version),
    clock,
    signal: options.signal,
    onToken: (token) => mask.add(token),
  });
  const requests = new RequestCounts();
  return {
    stopReading: () => reading.abort(new InternalError('Nothing more is to be read')),
    requests,
    gitlab: createGitLabClient({
      http: requests.of(gitlabHttp),
      url: settings.gitlab.url,
      token: settings.gitlab.token,
    }),
    port: settings.dryRun || settings.check ? createReadOnlyPort(port) : port,
    http: { gitlab: gitlabHttp, port: portHttp, telemetry: telemetryHttp },
  };
}

function createService(
  service: 'GitLab' | 'Port',
  timeoutSeconds: number,
  connection: ConnectionSettings,
  { settings, log, clock, signal, observe, connections }: ConnectOptions,
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
    connection,
    ...(connections && { connections }),
    clock,
    log,
    signal,
    onWait: (wait) => observe({ type: 'waiting', ...wait }),
  });
}
