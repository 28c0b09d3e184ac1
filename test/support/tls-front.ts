import http from 'node:http';
import https from 'node:https';
import type { Certificate } from './authority.ts';
import { listen } from './listen.ts';

/** A server that speaks TLS in front of one that does not. */
export interface TlsFront {
  /** `https://localhost:…`, without trailing slash. */
  readonly url: string;
  /** Connections so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** Hands all requests on to `backend`, the URL of a server on the loopback. */
export async function startTlsFront(backend: string, { key, cert }: Certificate): Promise<TlsFront> {
  let connections = 0;
  const server = https.createServer({ key, cert }, (request, response) => {
    const target = { method: request.method, headers: request.headers };
    const upstream = http.request(new URL(request.url ?? '', backend), target, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    request.pipe(upstream);
  });
  server.on('secureConnection', () => {
    connections += 1;
  });
  const { port, close } = await listen(server);
  return { url: `https://localhost:${port}`, connections: () => connections, close };
}
