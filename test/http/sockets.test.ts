import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/http/clock.ts';
import { createFakeClock } from './fake-clock.ts';
import { makeClient, makeRequest } from './make-client.ts';
import { findClosedPort, startServer } from './servers.ts';

const good: RequestListener = (_request, response) => void response.end('{"ok":true}');

/** A server that misbehaves once. */
async function startFaultyServer(fault: RequestListener): Promise<string> {
  let first = true;
  return startServer((request, response) => {
    if (!first) return good(request, response);
    first = false;
    return fault(request, response);
  });
}

describe('a broken connection', () => {
  it.each<[string, RequestListener]>([
    ['a reset before the answer', (request) => void request.socket.resetAndDestroy()],
    [
      'a reset within the body',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"ok":', () => request.socket.resetAndDestroy());
      },
    ],
    [
      'a body that ends too early',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"ok":true}', () => request.socket.end());
      },
    ],
    [
      'a content length that is too small',
      (request) => void request.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{"ok":true}'),
    ],
    [
      'a chunked body that ends too early',
      (request) => void request.socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\n{"ok":\r\n'),
    ],
    [
      'half of a compressed body',
      (_request, response) => {
        const half = gzipSync('{"ok":true}').subarray(0, 15);
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': half.length }).end(half);
      },
    ],
    ['an answer that is no HTTP', (request) => void request.socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  ])('by %s is made again as a whole', async (_name, fault) => {
    const url = await startFaultyServer(fault);
    const client = makeClient();

    const response = await client.send(makeRequest(url));

    expect(response.body).toEqual({ ok: true });
    expect(client.statistics()).toMatchObject([{ requests: 2, retries: 1, failures: 0 }]);
  });
});

describe('a server that is too slow', () => {
  it.each<[string, RequestListener]>([
    ['to begin its answer', () => undefined],
    ['to go on with it', (_request, response) => void response.writeHead(200).write('{"ok":')],
  ])('%s is asked again', async (_name, fault) => {
    const url = await startFaultyServer(fault);

    const response = await makeClient({ timeoutMs: 100 }).send(makeRequest(url));

    expect(response.body).toEqual({ ok: true });
  });

  it.each([
    ['GitLab', 'clientTimeout'],
    ['Port', 'Run again later'],
  ] as const)('each time costs the request, and the error says what to do about %s', async (service, hint) => {
    const url = await startServer(() => undefined);
    const retry = { attempts: 1, baseDelayMs: 1, maxDelayMs: 1, maxWaitMs: 1 };

    const sending = makeClient({ service, timeoutMs: 100, retry }).send(makeRequest(url));

    await expect(sending).rejects.toMatchObject({
      message: expect.stringContaining('no complete answer within the time limit'),
      failure: { reason: 'timeout', attempts: 1 },
      hint: expect.stringContaining(hint),
    });
  });

  it('but never quite silent is left in the end', async () => {
    const url = await startServer((_request, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    const retry = { attempts: 1, baseDelayMs: 1, maxDelayMs: 1, maxWaitMs: 1 };

    const sending = makeClient({ timeoutMs: 50, retry }).send(makeRequest(url));

    await expect(sending).rejects.toMatchObject({ failure: { reason: 'timeout' } });
  });
});

describe('a service that cannot be reached', () => {
  it('because nobody listens is given up after a minute, not after all attempts', async () => {
    const clock = createFakeClock();
    const before = clock.now();
    const host = `127.0.0.1:${await findClosedPort()}`;

    const sending = makeClient({ clock }).send(makeRequest(`http://${host}/`));

    await expect(sending).rejects.toMatchObject({
      message: `GitLab: GET /groups failed at ${host} after 6 attempts: the connection was refused (ECONNREFUSED)`,
      failure: { reason: 'network', attempts: 6 },
      hint: expect.stringContaining('host and port'),
    });
    expect(clock.now() - before).toBe(31_000);
  });

  it('for a while is given all attempts once it has answered', async () => {
    const clock = createFakeClock();
    let count = 0;
    const url = await startServer((request, response) => {
      count += 1;
      return count === 1 ? good(request, response) : void request.socket.resetAndDestroy();
    });
    const client = makeClient({ clock });
    await client.send(makeRequest(url));

    const sending = client.send(makeRequest(url));

    await expect(sending).rejects.toMatchObject({ failure: { reason: 'network', attempts: 8 } });
  });

  it('gets a POST again, as nothing was done', async () => {
    const clock = createFakeClock();
    const port = await findClosedPort();

    const sending = makeClient({ clock }).send(makeRequest(`http://127.0.0.1:${port}/`, { method: 'POST' }));

    await expect(sending).rejects.toMatchObject({ failure: { attempts: 6 } });
  });

  it('because its name is unknown is explained', async () => {
    const retry = { attempts: 1, baseDelayMs: 1, maxDelayMs: 1, maxWaitMs: 1 };

    const sending = makeClient({ retry }).send(makeRequest('http://gitlab.invalid/'));

    await expect(sending).rejects.toMatchObject({
      message: expect.stringContaining('gitlab.invalid: the host name could not be resolved'),
      hint: expect.stringContaining('DNS'),
    });
  });
});

describe('the connection', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('carries bodies compressed by %s', async (encoding, compress) => {
    const url = await startServer((request, response) => {
      const accepted = request.headers['accept-encoding']?.includes(encoding);
      response.writeHead(200, { 'content-encoding': encoding }).end(compress(JSON.stringify({ accepted })));
    });

    const response = await makeClient().send(makeRequest(url));

    expect(response.body).toEqual({ accepted: true });
  });

  it('is kept for the next request', async () => {
    const ports = new Set<number | undefined>();
    const url = await startServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    const client = makeClient({ concurrency: { start: 1, limit: 1 } });

    await client.send(makeRequest(url));
    await client.send(makeRequest(url));

    expect(ports.size).toBe(1);
  });

  it('is gone once the client is closed', async () => {
    const client = makeClient();
    const url = await startServer(good);
    await client.send(makeRequest(url));

    await client.close();

    await expect(client.send(makeRequest(url, { method: 'POST' }))).rejects.toMatchObject({ failure: { attempts: 1 } });
  });
});

describe('requests at the same time', () => {
  it.each([
    ['become more while answers are as quick as ever', 0, 32],
    ['do not while they take much longer', 1000, 8],
  ])('%s', async (_case, addedMs, most) => {
    const clock = createFakeClock();
    let nowMs = clock.now();
    let asked = 0;
    let running = 0;
    let peak = 0;
    const url = await startServer((_request, response) => {
      peak = Math.max(peak, ++running);
      if (++asked > 20) nowMs += addedMs;
      setImmediate(() => {
        running -= 1;
        response.end('{}');
      });
    });
    const client = makeClient({ clock: { ...clock, now: () => nowMs }, concurrency: { start: 2, limit: 32 } });

    await Promise.all(Array.from({ length: 800 }, () => client.send(makeRequest(url))));

    if (addedMs === 0) expect(peak).toBeGreaterThan(8);
    expect(peak).toBeLessThanOrEqual(most);
  });
});

describe('the real clock', () => {
  it('ends a sleep with the reason of its signal', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');

    const sleeping = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);

    await expect(sleeping).rejects.toBe(reason);
  });

  it('tells the real time', async () => {
    const before = Date.now();

    await systemClock.sleep(1);

    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(systemClock.random()).toBeLessThan(1);
  });
});

describe('a port that fetch keeps away from', () => {
  it('is a port like any other', async () => {
    const hosts: (string | undefined)[] = [];
    const url = await startServer((request, response) => {
      hosts.push(request.headers.host);
      good(request, response);
    }, 10080);

    const { status } = await makeClient().send(makeRequest(url));

    expect(status).toBe(200);
    expect(hosts).toEqual(['127.0.0.1:10080']);
  });
});
