import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Serves on a free port of the loopback until the test ends; answers the URL. */
export async function startServer(handler: http.RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(http.createServer(handler))}/`;
}

/** The same with TLS. */
export async function startTlsServer(certificate: Certificate, handler: http.RequestListener): Promise<string> {
  const { key, cert } = certificate;
  return `https://localhost:${await listen(https.createServer({ key, cert }, handler))}/`;
}

/** A port of the loopback on which nobody listens. */
export async function findClosedPort(): Promise<number> {
  const server = http.createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)); // a TCP server's address
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Proxy {
  readonly host: string;
  /** First lines of what it was asked: `CONNECT localhost:1234`, `GET http://…`. */
  readonly requests: readonly string[];
}

/** A forward proxy that wants `user:p@ss`. */
export async function startProxy(): Promise<Proxy> {
  const requests: string[] = [];
  const expected = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
  const isAllowed = (request: http.IncomingMessage) => request.headers['proxy-authorization'] === expected;
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (!isAllowed(request)) return response.writeHead(407).end();
    const upstream = http.request(request.url ?? '', { method: request.method }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    return request.pipe(upstream);
  });
  server.on('connect', (request, socket) => {
    requests.push(`CONNECT ${request.url}`);
    if (!isAllowed(request)) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    return socket.on('error', () => upstream.destroy());
  });
  return { host: `127.0.0.1:${await listen(server)}`, requests };
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The PEM file of the certificate. */
  readonly file: string;
}

const OPENSSL = 'openssl';

/** A self-signed certificate for localhost; undefined where there is no openssl. */
export function createCertificate(): Certificate | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  try {
    execFileSync(
      OPENSSL,
      // biome-ignore format: one flag and its value per line says less than the command does
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
       '-addext', 'subjectAltName=DNS:localhost', '-keyout', keyFile, '-out', file],
      { stdio: 'pipe' },
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(file, 'utf8'), file };
}

async function listen(server: http.Server | https.Server): Promise<number> {
  const sockets = new Set<{ destroy(): void }>();
  (server as Server).on('connection', (socket) => sockets.add(socket)); // both kinds are TCP servers
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port; // a TCP server's address
}
