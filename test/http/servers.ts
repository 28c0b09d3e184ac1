import http from 'node:http';
import https from 'node:https';
import type { Server } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Authority, type Certificate, createAuthority } from '../support/authority.ts';
import { type ForwardProxy, type ForwardProxyOptions, startForwardProxy } from '../support/forward-proxy.ts';
import { listen } from '../support/listen.ts';

/** Serves on the loopback until the test ends, on a free port unless one is named; answers the URL. */
export async function startServer(handler: http.RequestListener, port?: number): Promise<string> {
  return `http://127.0.0.1:${await listenDuringTest(http.createServer(handler), port)}/`;
}

/** The same with TLS. */
export async function startTlsServer(certificate: Certificate, handler: http.RequestListener): Promise<string> {
  const { key, cert } = certificate;
  return `https://localhost:${await listenDuringTest(https.createServer({ key, cert }, handler))}/`;
}

/** A port of the loopback on which nobody listens. */
export async function findClosedPort(): Promise<number> {
  const { port, close } = await listen(http.createServer());
  await close();
  return port;
}

/** A forward proxy until the test ends. */
export async function startProxy(options: ForwardProxyOptions = {}): Promise<ForwardProxy> {
  const proxy = await startForwardProxy(options);
  onTestFinished(() => proxy.close());
  return proxy;
}

/** An authority until the test ends. */
export function makeAuthority(): Authority {
  const authority = createAuthority();
  onTestFinished(() => authority.remove());
  return authority;
}

async function listenDuringTest(server: Server, wanted?: number): Promise<number> {
  const { port, close } = await listen(server, wanted);
  onTestFinished(close);
  return port;
}
