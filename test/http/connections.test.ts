import { describe, expect, it } from 'vitest';
import { createSecureContext } from '../../src/http/certificates.ts';
import { hasOpenssl } from '../support/authority.ts';
import { makeClient, makeRequest, silentLog } from './make-client.ts';
import { makeAuthority, startServer, startTlsServer } from './servers.ts';

const answer = (_request: unknown, response: { end(text: string): void }) => response.end('{"ok":true}');

describe.skipIf(!hasOpenssl)('a certificate', () => {
  it('of an authority that the settings name is trusted', async () => {
    const authority = makeAuthority();
    const url = await startTlsServer(authority.issue(), answer);
    const secureContext = createSecureContext({ files: [authority.file] }, silentLog);

    const response = await makeClient({ connection: { secureContext } }).send(makeRequest(url));

    expect(response.body).toEqual({ ok: true });
  });

  it('that the settings name is trusted without its authority', async () => {
    const certificate = makeAuthority().issue();
    const url = await startTlsServer(certificate, answer);
    const secureContext = createSecureContext({ files: [certificate.file] }, silentLog);

    const response = await makeClient({ connection: { secureContext } }).send(makeRequest(url));

    expect(response.body).toEqual({ ok: true });
  });

  it('does not matter where verification is off', async () => {
    const url = await startTlsServer(makeAuthority().issue({ expired: true }), answer);

    const response = await makeClient({ connection: { verify: false } }).send(makeRequest(url));

    expect(response.body).toEqual({ ok: true });
  });

  it.each([
    ['of an unknown authority', {}, 'its certificate is not trusted (UNABLE_TO_VERIFY', 'NODE_EXTRA_CA_CERTS'],
    ['signed by itself', { selfSigned: true }, 'its certificate is not trusted (DEPTH_ZERO', 'tls.certificateFiles'],
  ])('%s ends a request at its first attempt, with a hint', async (_name, options, message, hint) => {
    const url = await startTlsServer(makeAuthority().issue(options), answer);

    const sending = makeClient().send(makeRequest(url));

    await expect(sending).rejects.toMatchObject({
      message: expect.stringContaining(message),
      failure: { attempts: 1 },
      hint: expect.stringContaining(hint),
    });
  });

  it.each([
    ['that has expired', { expired: true }, 'has expired (CERT_HAS_EXPIRED)', 'clock'],
    ['of another host', { names: 'DNS:other.example' }, 'for another host name (ERR_TLS_CERT_ALTNAME', 'gitlab.url'],
  ])('%s is not accepted of a trusted authority either', async (_name, options, message, hint) => {
    const authority = makeAuthority();
    const url = await startTlsServer(authority.issue(options), answer);
    const secureContext = createSecureContext({ files: [authority.file] }, silentLog);

    const sending = makeClient({ connection: { secureContext } }).send(makeRequest(url));

    await expect(sending).rejects.toMatchObject({
      message: expect.stringContaining(message),
      failure: { attempts: 1 },
      hint: expect.stringContaining(hint),
    });
  });
});

describe('a URL with the wrong scheme', () => {
  it('asks a server without TLS for it once', async () => {
    const url = (await startServer(answer)).replace('http:', 'https:');

    const sending = makeClient().send(makeRequest(url));

    await expect(sending).rejects.toMatchObject({ failure: { attempts: 1 }, hint: expect.stringContaining('http://') });
  });

  it('is explained where a server with TLS answers nothing', async ({ skip }) => {
    if (!hasOpenssl) skip();
    const url = (await startTlsServer(makeAuthority().issue(), answer)).replace('https:', 'http:');

    const sending = makeClient().send(makeRequest(url));

    await expect(sending).rejects.toMatchObject({ hint: expect.stringContaining('https://') });
  });

  it.each([
    'The plain HTTP request was sent to HTTPS port',
    'Client sent an HTTP request to an HTTPS server.',
    "You're speaking plain HTTP to an SSL-enabled server port.",
  ])('is explained where a server with TLS answers "%s"', async (text) => {
    const url = await startServer((_request, response) => response.writeHead(400).end(`<html>${text}</html>`));

    const sending = makeClient().send(makeRequest(url));

    await expect(sending).rejects.toMatchObject({ status: 400, hint: expect.stringContaining('https://') });
  });
});
