import { Agent, type Dispatcher, EnvHttpProxyAgent, FormData, install } from 'undici';
import { ConfigError } from '../errors.ts';
import { createSecureContext } from './certificates.ts';

/** How connections to one service are made. */
export interface ConnectionSettings {
  /** Proxy URLs by the target's scheme; `all` stands in for a missing one; `none` is NO_PROXY's list. */
  readonly proxy?: {
    readonly http?: string | undefined;
    readonly https?: string | undefined;
    readonly all?: string | undefined;
    readonly none?: string | undefined;
  };
  /** PEM files that are trusted beside the usual roots. */
  readonly certificateFiles?: readonly string[];
  /** Whether the servers' certificates are verified. Default: true. */
  readonly verify?: boolean;
}

/** The connections of one client. */
export interface Connections {
  dispatcherFor(url: URL): Dispatcher;
  close(): Promise<void>;
}

const MAX_CONNECT_MS = 10_000;

/**
 * Keep-alive connections, through a proxy where the settings say so. `timeoutMs` bounds each phase of a request
 * (headers, silence within a body), and connecting takes at most ten seconds of it.
 */
export function createConnections(
  settings: ConnectionSettings,
  limits: { readonly timeoutMs: number; readonly connections: number },
): Connections {
  const { proxy = {}, certificateFiles = [], verify = true } = settings;
  const secureContext = createSecureContext(certificateFiles);
  const connect = {
    rejectUnauthorized: verify,
    timeout: Math.min(limits.timeoutMs, MAX_CONNECT_MS),
    ...(secureContext && { secureContext }),
  };
  const options = {
    connections: limits.connections,
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.timeoutMs,
    connect,
    requestTls: connect,
    proxyTls: connect,
  };
  // One dispatcher per scheme: with only HTTP_PROXY set, a single EnvHttpProxyAgent would use it for https too.
  const dispatchers = {
    http: createDispatcher('proxy.http', proxy.http || proxy.all, proxy.none, options),
    https: createDispatcher('proxy.https', proxy.https || proxy.all, proxy.none, options),
  };
  return {
    dispatcherFor: (url) => (url.protocol === 'https:' ? dispatchers.https : dispatchers.http),
    close: async () => {
      await Promise.all([dispatchers.http.destroy(), dispatchers.https.destroy()]);
    },
  };
}

function createDispatcher(
  setting: string,
  proxy: string | undefined,
  exceptions: string | undefined,
  options: EnvHttpProxyAgent.Options,
): Dispatcher {
  if (!proxy) return new Agent(options);
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (!URL.canParse(address)) {
    throw new ConfigError('The proxy cannot be used', [
      { path: setting, message: 'expected a URL such as http://proxy.example.com:3128' },
    ]);
  }
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: address,
    httpsProxy: address,
    noProxy: withoutSchemes(exceptions ?? ''),
    // Targets without TLS are asked for in absolute form: proxies refuse CONNECT to ports other than 443.
    proxyTunnel: false,
  });
}

/** Port's documentation shows NO_PROXY with URLs as well as hosts; undici compares hosts. */
function withoutSchemes(exceptions: string): string {
  return exceptions
    .split(/[,\s]+/)
    .map((entry) => entry.replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, ''))
    .join(',');
}

/**
 * Makes undici's fetch the global one: that of Node 20 does not accept undici 7's dispatchers. Does nothing the second
 * time, so that what a test's interceptor has put over fetch stays; interceptors leave FormData alone.
 */
export function installFetch(): void {
  // The cast joins two descriptions of one class, that of @types/node and undici's own.
  if ((globalThis.FormData as unknown) !== FormData) install();
}
