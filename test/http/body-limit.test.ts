import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeClient, makeRequest } from './make-client.ts';
import { startServer } from './servers.ts';

const tooLarge = { failure: { reason: 'too-large', attempts: 1 } };

describe('a body that is larger than wanted', () => {
  it('is refused while it comes, and the rest is not waited for', async () => {
    let closed: Promise<unknown> = Promise.reject(new Error('Nothing was asked'));
    closed.catch(() => {});
    const url = await startServer((_request, response) => {
      closed = new Promise((resolve) => response.once('close', resolve));
      const write = () => response.destroyed || response.write(Buffer.alloc(16_384, ' '), () => setImmediate(write));
      write();
    });

    const answer = makeClient().send(makeRequest(url, { maxBytes: 100_000, expects: 'bytes' }));

    await expect(answer).rejects.toMatchObject(tooLarge);
    await expect(answer).rejects.toThrow('the answer is larger than 100000 bytes');
    await closed;
  });

  it('is refused at once where its length is announced', async () => {
    const url = await startServer((_request, response) => {
      response.writeHead(200, { 'content-length': '50000000' }).write('[');
    });

    const answer = makeClient().send(makeRequest(url, { maxBytes: 1000 }));

    await expect(answer).rejects.toMatchObject(tooLarge);
  });

  it('is counted as it is once it is unpacked', async () => {
    const packed = gzipSync(Buffer.alloc(1_000_000, ' '));
    const url = await startServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    });

    const answer = makeClient().send(makeRequest(url, { maxBytes: 100_000 }));

    expect(packed.length).toBeLessThan(2000);
    await expect(answer).rejects.toMatchObject(tooLarge);
  });

  it('makes the request ask for a smaller page at once', async () => {
    const url = await startServer((request, response) => {
      const size = Number(new URL(String(request.url), 'http://localhost').searchParams.get('per_page'));
      response.end(JSON.stringify(Array(size).fill('a row')));
    });
    const halve = (page: URL) => new URL(`?per_page=${Number(page.searchParams.get('per_page')) / 2}`, page);

    const answer = await makeClient().send(makeRequest(`${url}?per_page=100`, { maxBytes: 300, shrink: halve }));

    expect(answer.url.search).toBe('?per_page=25');
    expect(answer.body).toHaveLength(25);
  });

  it('does not hide the status of a failure', async () => {
    const url = await startServer((_request, response) => response.writeHead(403).end(Buffer.alloc(2000, 'a')));

    const answer = makeClient().send(makeRequest(url, { maxBytes: 1000 }));

    await expect(answer).rejects.toMatchObject({ failure: { reason: 'status', status: 403 } });
  });

  it('is taken when it is just as large as wanted', async () => {
    const url = await startServer((_request, response) => response.end('["abc"]'));

    const answer = await makeClient().send(makeRequest(url, { maxBytes: 7 }));

    expect(answer.body).toEqual(['abc']);
  });
});
