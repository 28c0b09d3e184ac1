import http from 'node:http';
import { connect } from 'node:net';
import { listen } from './listen.ts';

/** A proxy on the loopback that forwards what is sent to it and remembers what that was. */
export interface ForwardProxy {
  /** Host and port. */
  readonly host: string;
  /** First lines of what it was asked: `CONNECT localhost:1234`, `GET http://…`. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export interface ForwardProxyOptions {
  /** What it wants to be told. Default: `user:p@ss`. */
  readonly credentials?: string;
  /** The status that it answers every request with instead of forwarding it. */
  readonly refusesWith?: number;
}

/** Knows the ways of a real one: CONNECT, absolute form, Basic authentication. All hosts are the loopback. */
export async function startForwardProxy(options: ForwardProxyOptions = {}): Promise<ForwardProxy> {
  const { credentials = 'user:p@ss', refusesWith } = options;
  const expected = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const requests: string[] = [];
  const refusal = ({ headers }: http.IncomingMessage) =>
    headers['proxy-authorization'] === expected ? refusesWith : 407;
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const status = refusal(request);
    if (status === undefined) forward(request, response);
    else response.writeHead(status, { 'content-type': 'text/html' }).end('<html>The proxy says no</html>');
  });
  server.on('connect', (request, socket) => {
    requests.push(`CONNECT ${request.url}`);
    const status = refusal(request);
    if (status !== undefined) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const upstream = connect(Number(new URL(`http://${request.url}`).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    return socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
  });
  const { port, close } = await listen(server);
  return { host: `127.0.0.1:${port}`, requests, close };
}

function forward(request: http.IncomingMessage, response: http.ServerResponse): void {
  const { port, pathname, search } = new URL(request.url ?? '');
  const { 'proxy-authorization': _, ...headers } = request.headers;
  const target = { host: '127.0.0.1', port, path: pathname + search, method: request.method, headers };
  const upstream = http.request(target, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.writeHead(502).end());
  request.pipe(upstream);
}
