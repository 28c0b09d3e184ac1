import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request with its whole body. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly userAgent: string;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server on 127.0.0.1 that answers each request after as many milliseconds as `latencyMs` tells at that moment. */
export async function listen(answer: (asked: Asked) => Answer, latencyMs: () => number) {
  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const body = await readBody(request);
    const delay = latencyMs();
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    const address = new URL(url, `http://${headers.host}`);
    const {
      status,
      text,
      headers: more,
    } = answer({ method, url: address, userAgent: headers['user-agent'] ?? '', body });
    const bytes = Buffer.from(text);
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...more });
    response.end(method === 'HEAD' ? undefined : bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on TCP, not on a pipe
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
