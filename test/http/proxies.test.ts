import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { createSecureContext } from '../../src/http/certificates.ts';
import { hasOpenssl } from '../support/authority.ts';
import { listen } from '../support/listen.ts';
import { makeClient, makeRequest, silentLog } from './make-client.ts';
import { findClosedPort, makeAuthority, startProxy, startServer, startTlsServer } from './servers.ts';

const answer = (_request: unknown, response: { end(text: string): void }) => response.end('{"ok":true}');
const noRetry = { attempts: 1, baseDelayMs: 1, maxDelayMs: 1, maxWaitMs: 1 };
const schemes = ['http', 'https'] as const;

describe.skipIf(!hasOpenssl)('a proxy before a server with TLS', () => {
  it('tunnels it: TLS ends at the server', async () => {
    const authority = makeAuthority();
    const url = await startTlsServer(authority.issue(), answer);
    const proxy = await startProxy();
    const secureContext = createSecureContext({ files: [authority.file] }, silentLog);
    const connection = { proxy: { https: `http://user:p%40ss@${proxy.host}` }, secureContext };

    const response = await makeClient({ connection }).send(makeRequest(url));

    expect(response.body).toEqual({ ok: true });
    expect(proxy.requests).toEqual([`CONNECT ${new URL(url).host}`]);
  });

  it('does not make an untrusted certificate trusted', async () => {
    const url = await startTlsServer(makeAuthority().issue(), answer);
    const proxy = await startProxy();
    const connection = { proxy: { all: `http://user:p%40ss@${proxy.host}` } };

    const sending = makeClient({ connection }).send(makeRequest(url));

    await expect(sending).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(`failed at localhost:\\d+ through the proxy ${proxy.host}: its certificate is not trusted`),
      ),
      failure: { attempts: 1 },
    });
  });
});

describe('a proxy', () => {
  it('is asked in absolute form where the target has no TLS', async () => {
    const url = await startServer(answer);
    const proxy = await startProxy();
    const connection = { proxy: { http: `user:p%40ss@${proxy.host}` } };

    const response = await makeClient({ connection }).send(makeRequest(url));

    expect(response.body).toEqual({ ok: true });
    expect(proxy.requests).toEqual([`GET ${url}`]);
  });

  it.each([
    ['100%', '100%'],
    ['p%25%C3%A9', 'p%é'],
    ['', ''],
  ])('is told the password "%s" as it is meant', async (written, meant) => {
    const url = await startServer(answer);
    const proxy = await startProxy({ credentials: `user:${meant}` });
    const connection = { proxy: { http: `http://user:${written}@${proxy.host}` } };

    const response = await makeClient({ connection }).send(makeRequest(url));

    expect(response.body).toEqual({ ok: true });
  });

  it.each(schemes)('that wants another password ends an %s request at once', async (scheme) => {
    const proxy = await startProxy();
    const connection = { proxy: { all: `http://user:wrong@${proxy.host}` } };

    const sending = makeClient({ connection }).send(makeRequest(`${scheme}://gitlab.invalid/`));

    await expect(sending).rejects.toMatchObject({
      message: expect.stringContaining(`through the proxy ${proxy.host}: the proxy refused the request (PROXY_407)`),
      failure: { attempts: 1 },
      hint: expect.stringContaining('HTTPS_PROXY'),
    });
  });

  it('that does not allow the target ends a request at once', async () => {
    const proxy = await startProxy({ refusesWith: 403 });
    const connection = { proxy: { all: `http://user:p%40ss@${proxy.host}` } };

    const sending = makeClient({ connection }).send(makeRequest('https://gitlab.invalid/'));

    await expect(sending).rejects.toMatchObject({
      message: expect.stringContaining('the proxy refused the request (PROXY_403)'),
      failure: { attempts: 1 },
    });
  });

  it('that cannot reach the target is asked again', async () => {
    const proxy = await startProxy({ refusesWith: 502 });
    const connection = { proxy: { all: `http://user:p%40ss@${proxy.host}` } };

    const sending = makeClient({ connection, retry: { ...noRetry, attempts: 3 } }).send(
      makeRequest('https://gitlab.invalid/'),
    );

    await expect(sending).rejects.toThrow(/after 3 attempts: the proxy could not reach the service \(PROXY_502\)/);
  });

  it.each(schemes)('that is down is told from an %s server that is', async (scheme) => {
    const host = `127.0.0.1:${await findClosedPort()}`;
    const connection = { proxy: { all: `http://user:hunter2@${host}` } };

    const sending = makeClient({ connection, retry: noRetry }).send(makeRequest(`${scheme}://gitlab.invalid/`));

    await expect(sending).rejects.toMatchObject({
      message: `GitLab: GET /groups failed at gitlab.invalid through the proxy ${host}: no connection to the proxy: the connection was refused (ECONNREFUSED)`,
      hint: expect.stringContaining('address of the proxy'),
    });
  });

  it.each(schemes)('whose name is unknown is told from an %s server whose is', async (scheme) => {
    const connection = { proxy: { all: 'http://proxy.invalid:3128' } };

    const sending = makeClient({ connection, retry: noRetry }).send(makeRequest(`${scheme}://gitlab.invalid/`));

    await expect(sending).rejects.toThrow(
      /through the proxy proxy\.invalid:3128: no connection to the proxy: the host name could not be resolved/,
    );
  });

  it('that speaks no TLS where its URL says so is told', async () => {
    const proxy = await startProxy();
    const connection = { proxy: { all: `https://user:p%40ss@${proxy.host}` } };

    const sending = makeClient({ connection }).send(makeRequest('https://gitlab.invalid/'));

    await expect(sending).rejects.toMatchObject({
      message: expect.stringContaining('no connection to the proxy: no TLS connection could be agreed on'),
      failure: { attempts: 1 },
      hint: expect.stringContaining('http://'),
    });
  });

  it.each(schemes)('that never answers an %s request is given the time of a server', async (scheme) => {
    const silent = await listen(createServer());
    onTestFinished(() => silent.close());
    const connection = { proxy: { all: `http://127.0.0.1:${silent.port}` } };

    const sending = makeClient({ connection, retry: noRetry, timeoutMs: 300 }).send(
      makeRequest(`${scheme}://gitlab.invalid/`),
    );

    await expect(sending).rejects.toMatchObject({
      message: expect.stringContaining('UND_ERR_HEADERS_TIMEOUT'),
      failure: { reason: 'timeout' },
    });
  });

  it('for http is not used for https', async () => {
    const proxy = await startProxy();

    const sending = makeClient({ connection: { proxy: { http: `http://${proxy.host}` } }, retry: noRetry }).send(
      makeRequest('https://gitlab.invalid/'),
    );

    await expect(sending).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
    expect(proxy.requests).toEqual([]);
  });

  it('is not used for the hosts that are excepted', async () => {
    const url = await startServer(answer);
    const proxy = await startProxy();
    const client = makeClient({ connection: { proxy: { all: `http://${proxy.host}`, none: '127.0.0.1' } } });

    const response = await client.send(makeRequest(url));

    expect(response.body).toEqual({ ok: true });
    expect(proxy.requests).toEqual([]);
  });

  it('without a usable address is a mistake in the settings that does not tell the password', () => {
    const make = () => makeClient({ connection: { proxy: { https: 'http://user:hunter2@[' } } });

    expect(make).toThrow(ConfigError);
    expect(make).not.toThrow(/hunter2/);
  });
});
