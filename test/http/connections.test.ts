import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { makeClient, makeRequest } from './make-client.ts';
import { createCertificate, startProxy, startServer, startTlsServer } from './servers.ts';

const answer = (_request: unknown, response: { end(text: string): void }) => response.end('{"ok":true}');
const noRetry = { attempts: 1, baseDelayMs: 1, maxDelayMs: 1, maxWaitMs: 1 };

describe('a certificate authority of the user', () => {
  it('is trusted when its file is given', async ({ skip }) => {
    const certificate = createCertificate() ?? skip('there is no openssl here');
    const url = await startTlsServer(certificate, answer);

    const response = await makeClient({ connection: { certificateFiles: [certificate.file] } }).send(makeRequest(url));

    expect(response.body).toEqual({ ok: true });
  });

  it('is not trusted by itself: one attempt, and a hint to NODE_EXTRA_CA_CERTS', async ({ skip }) => {
    const certificate = createCertificate() ?? skip('there is no openssl here');
    const url = await startTlsServer(certificate, answer);

    const sending = makeClient().send(makeRequest(url));

    await expect(sending).rejects.toMatchObject({
      message: expect.stringContaining('the certificate of the server is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)'),
      failure: { attempts: 1 },
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });

  it('does not matter where verification is off', async ({ skip }) => {
    const certificate = createCertificate() ?? skip('there is no openssl here');
    const url = await startTlsServer(certificate, answer);

    const response = await makeClient({ connection: { verify: false } }).send(makeRequest(url));

    expect(response.body).toEqual({ ok: true });
  });

  it('with another name than the host is not trusted', async ({ skip }) => {
    const certificate = createCertificate() ?? skip('there is no openssl here');
    const url = (await startTlsServer(certificate, answer)).replace('localhost', '127.0.0.1');

    const sending = makeClient({ connection: { certificateFiles: [certificate.file] } }).send(makeRequest(url));

    await expect(sending).rejects.toThrow(/not trusted \(ERR_TLS_CERT_ALTNAME_INVALID\)/);
  });

  it('in files that cannot be used is a mistake in the settings, all files told at once', () => {
    const noCertificate = new URL(import.meta.url).pathname;

    const make = () => makeClient({ connection: { certificateFiles: ['/nowhere/ca.pem', noCertificate] } });

    expect(make).toThrow(ConfigError);
    expect(make).toThrow(
      expect.objectContaining({
        issues: [
          { path: 'tls.certificateFiles', message: expect.stringContaining('/nowhere/ca.pem: cannot be read') },
          { path: 'tls.certificateFiles', message: `${noCertificate}: expected PEM certificates, found none` },
        ],
      }),
    );
  });
});

describe('TLS to a server that speaks none', () => {
  it('is told with one attempt', async () => {
    const url = (await startServer(answer)).replace('http:', 'https:');

    const sending = makeClient().send(makeRequest(url));

    await expect(sending).rejects.toMatchObject({ failure: { attempts: 1 }, hint: expect.stringContaining('http://') });
  });
});

describe('a proxy', () => {
  it('with a password tunnels TLS, which still ends at the server', async ({ skip }) => {
    const certificate = createCertificate() ?? skip('there is no openssl here');
    const url = await startTlsServer(certificate, answer);
    const proxy = await startProxy();
    const connection = {
      proxy: { https: `http://user:p%40ss@${proxy.host}` },
      certificateFiles: [certificate.file],
    };

    const response = await makeClient({ connection }).send(makeRequest(url));

    expect(response.body).toEqual({ ok: true });
    expect(proxy.requests).toEqual([`CONNECT ${new URL(url).host}`]);
  });

  it('does not make an untrusted certificate trusted', async ({ skip }) => {
    const certificate = createCertificate() ?? skip('there is no openssl here');
    const url = await startTlsServer(certificate, answer);
    const proxy = await startProxy();

    const sending = makeClient({ connection: { proxy: { all: `http://user:p%40ss@${proxy.host}` } } }).send(
      makeRequest(url),
    );

    await expect(sending).rejects.toThrow(/not trusted/);
  });

  it('is asked in absolute form where the target has no TLS', async () => {
    const url = await startServer(answer);
    const proxy = await startProxy();

    const response = await makeClient({ connection: { proxy: { http: `user:p%40ss@${proxy.host}` } } }).send(
      makeRequest(url),
    );

    expect(response.body).toEqual({ ok: true });
    expect(proxy.requests).toEqual([`GET ${url}`]);
  });

  it.each(['http', 'https'] as const)('that wants another password ends an %s request at once', async (scheme) => {
    const proxy = await startProxy();
    const connection = { proxy: { all: `http://user:wrong@${proxy.host}` } };

    const sending = makeClient({ connection }).send(makeRequest(`${scheme}://gitlab.invalid/`));

    await expect(sending).rejects.toMatchObject({
      message: expect.stringContaining('the proxy refused the request'),
      failure: { attempts: 1 },
      hint: expect.stringContaining('HTTPS_PROXY'),
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

  it.each(['127.0.0.1', '.example.com, http://127.0.0.1/', '*'])('is not used for hosts in "%s"', async (none) => {
    const url = await startServer(answer);
    const proxy = await startProxy();
    const client = makeClient({ connection: { proxy: { all: `http://user:p%40ss@${proxy.host}`, none } } });

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
