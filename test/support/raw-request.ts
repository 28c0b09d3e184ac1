import { connect } from 'node:net';

/** What came over a connection, byte by byte, and how it ended. */
export interface RawAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** All that follows the head, chunk sizes included. */
  readonly body: string;
  readonly end: 'closed' | 'reset' | 'still open';
  /** Reads that the body came in. */
  readonly pieces: number;
}

/** Sends one request without any HTTP client; what stays silent for `patienceMs` is left. */
export async function sendRaw(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  { method = 'GET', body = '', patienceMs = 400 } = {},
): Promise<RawAnswer> {
  const { hostname, port, pathname, search } = new URL(url);
  const head = {
    host: `${hostname}:${port}`,
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  const socket = connect(Number(port), hostname);
  socket.write([`${method} ${pathname}${search} HTTP/1.1`, ...lines, '', body].join('\r\n'));
  socket.setTimeout(patienceMs);
  const chunks: Buffer[] = [];
  const end = await new Promise<RawAnswer['end']>((resolve) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('timeout', () => resolve('still open'));
    socket.once('end', () => resolve('closed'));
    socket.once('error', () => resolve('reset'));
  });
  socket.destroy();
  const [top = '', ...rest] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  const [statusLine = '', ...headerLines] = top.split('\r\n');
  const pairs = headerLines.map((line) => [line.split(':')[0]?.toLowerCase() ?? '', line.replace(/^[^:]*:\s*/, '')]);
  return {
    status: Number(statusLine.split(' ')[1] ?? 0),
    headers: new Map(pairs.map(([name = '', value = '']) => [name, value])),
    body: rest.join('\r\n\r\n'),
    end,
    pieces: chunks.length,
  };
}
