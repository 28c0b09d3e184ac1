import { type buildConnector, Pool, ProxyAgent } from 'undici';
import { ProxyConnectError } from './fault.ts';

/** What holds for every connection, with a proxy or without. Times are in milliseconds. */
export interface ConnectionOptions {
  readonly connections: number;
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
  readonly connect: buildConnector.BuildOptions;
}

/**
 * Sends requests through the proxy: with CONNECT where the target has TLS, else in absolute form, because proxies refuse
 * CONNECT to ports other than 443. What fails on the way to the proxy has a ProxyConnectError among its causes.
 */
export function createProxyAgent(proxy: URL, { connect, ...limits }: ConnectionOptions): ProxyAgent {
  // undici calls what it gives to the factories an object; it is the options of a pool. It leaves out the time limits.
  const toTarget = (origin: string | URL, given: object) => new Pool(origin, { ...(given as Pool.Options), ...limits });
  const toProxy = (origin: string | URL, given: object) =>
    toTarget(origin, { ...given, connect: blameProxy((given as { connect: buildConnector.connector }).connect) });
  return new ProxyAgent({
    ...limits,
    uri: proxy.origin,
    ...credentialsOf(proxy),
    requestTls: connect,
    proxyTls: connect,
    proxyTunnel: false,
    clientFactory: toProxy,
    factory: (origin, given) => (new URL(origin).origin === proxy.origin ? toProxy : toTarget)(origin, given),
  });
}

/** Taken from the URL here because undici throws at a lone percent sign and forgets a user without a password. */
function credentialsOf({ username, password }: URL): { readonly token?: string } {
  if (username === '' && password === '') return {};
  const credentials = [username, password].map(decode).join(':');
  return { token: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function blameProxy(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...[error, socket]: Parameters<buildConnector.Callback>) => {
      if (error !== null) callback(new ProxyConnectError(error), null);
      else callback(null, socket);
    });
}
