import type { SecureContext } from 'node:tls';
import { Agent, type Dispatcher } from 'undici';
import { ConfigError } from '../errors.ts';
import { createExceptions } from './no-proxy.ts';
import { type ConnectionOptions, createProxyAgent } from './proxy-agent.ts';

/** How connections to one service are made. */
export interface ConnectionSettings {
  /** Proxy URLs by the target's scheme; `all` stands in for a missing one; `none` is NO_PROXY's list of hosts. */
  readonly proxy?: {
    readonly http?: string | undefined;
    readonly https?: string | undefined;
    readonly all?: string | undefined;
    readonly none?: string | undefined;
  };
  /** Whom to trust. Default: Node's roots. */
  readonly secureContext?: SecureContext | undefined;
  /** Whether the servers' certificates are verified. Default: true. */
  readonly verify?: boolean;
}

/** The way to one server. */
export interface Route {
  readonly dispatcher: Pick<Dispatcher, 'dispatch'>;
  /** Host and port of the proxy, where there is one. */
  readonly proxy?: string;
}

/** A route that is closed in the end. */
type OwnRoute = Route & { readonly dispatcher: Dispatcher };

/** The connections of one client. */
export interface Connections {
  routeFor(url: URL): Route;
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
  const { proxy = {}, secureContext, verify = true } = settings;
  const options = {
    connections: limits.connections,
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.timeoutMs,
    connect: {
      rejectUnauthorized: verify,
      timeout: Math.min(limits.timeoutMs, MAX_CONNECT_MS),
      ...(secureContext && { secureContext }),
    },
  };
  const direct: OwnRoute = { dispatcher: new Agent(options) };
  const http = createRoute('proxy.http', proxy.http || proxy.all, options) ?? direct;
  const https = createRoute('proxy.https', proxy.https || proxy.all, options) ?? direct;
  const isExcepted = createExceptions(proxy.none ?? '');
  const routes = new Map<string, Route>();

  function chooseRoute(url: URL): Route {
    if (isExcepted(url)) return direct;
    return url.protocol === 'https:' ? https : http;
  }

  return {
    routeFor(url) {
      const route = routes.get(url.origin) ?? chooseRoute(url);
      routes.set(url.origin, route);
      return route;
    },
    close: async () => {
      await Promise.all([direct, http, https].map(({ dispatcher }) => dispatcher.destroy()));
    },
  };
}

function createRoute(setting: string, proxy: string | undefined, options: ConnectionOptions): OwnRoute | undefined {
  if (!proxy) return undefined;
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (!URL.canParse(address)) {
    throw new ConfigError('The proxy cannot be used', [
      { path: setting, message: 'expected a URL such as http://proxy.example.com:3128' },
    ]);
  }
  const url = new URL(address);
  return { dispatcher: createProxyAgent(url, options), proxy: url.host };
}
