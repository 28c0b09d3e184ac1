import { describe, expect, it } from 'vitest';
import { AuthError } from '../../src/errors.ts';
import type { HttpRequest } from '../../src/http/client.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { portUserAgent } from '../../src/load/port-client.ts';
import { failure, type Reply } from '../support/scripted-http.ts';
import { connectTo, requestsOf, TOKEN_ROUTE, tokenReply } from './sign-in.ts';

const GET = { method: 'GET', endpoint: endpoint`organization` } as const;
const ROUTE = 'GET /organization';
const TWO_TOKENS = [tokenReply('token-1'), tokenReply('token-2')];

function authorizations(requests: readonly HttpRequest[]) {
  return requests.map(({ headers }) => headers?.['authorization']);
}

/** Refuses the given token, takes any other. */
function refuse(token: string): (request: HttpRequest) => Reply {
  return ({ headers }) => (headers?.['authorization'] === `Bearer ${token}` ? failure(401) : {});
}

describe('signing in', () => {
  it('exchanges id and secret, below /v1, and reports the token as a secret', async () => {
    const { port, http, tokens } = connectTo({});

    await port.signIn();

    expect(http.requests).toMatchObject([
      {
        method: 'POST',
        url: new URL('https://api.port.test/v1/auth/access_token'),
        body: { clientId: 'id', clientSecret: 'secret' },
        idempotent: true,
      },
    ]);
    expect(tokens).toEqual(['token-1']);
  });

  it('fails with AuthError and a hint where Port refuses the credentials, without naming the secret', async () => {
    const { port } = connectTo({ [TOKEN_ROUTE]: failure(401) });

    const error = await port.signIn().catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ hint: expect.stringContaining('port.clientSecret') });
  });

  it('fails with AuthError where Port lets nobody in from here', async () => {
    const { port } = connectTo({ [TOKEN_ROUTE]: failure(403) });

    await expect(port.signIn()).rejects.toBeInstanceOf(AuthError);
  });

  it('names the host and the settings where there is no such API', async () => {
    const { port } = connectTo({ [TOKEN_ROUTE]: failure(404) });

    await expect(port.signIn()).rejects.toMatchObject({
      message: expect.stringContaining('api.port.test'),
      hint: expect.stringContaining('PORT_REGION'),
      status: 404,
    });
  });

  it('passes other failures on', async () => {
    const error = failure(503);
    const { port } = connectTo({ [TOKEN_ROUTE]: error });

    await expect(port.signIn()).rejects.toBe(error);
  });

  it('fails where the answer holds no token', async () => {
    const { port } = connectTo({ [TOKEN_ROUTE]: { body: { ok: true } } });

    await expect(port.signIn()).rejects.toMatchObject({ failure: { reason: 'body' } });
  });

  it('can be tried again after a failure', async () => {
    const { port, http } = connectTo({ [TOKEN_ROUTE]: [failure(503), tokenReply('token-2')], [ROUTE]: {} });
    await port.signIn().catch(() => {});

    await port.send(GET);

    expect(authorizations(requestsOf(http))).toEqual(['Bearer token-2']);
  });
});

describe('the token', () => {
  it('is asked for once by requests at the same time', async () => {
    const { port, http } = connectTo({ [TOKEN_ROUTE]: [tokenReply('token-1')], [ROUTE]: {} });

    await Promise.all([port.signIn(), port.send(GET), port.send(GET)]);

    expect(authorizations(requestsOf(http))).toEqual(['Bearer token-1', 'Bearer token-1']);
  });

  it('is used again until a minute before its end', async () => {
    const { port, http, clock } = connectTo({ [TOKEN_ROUTE]: [tokenReply('token-1', 600)], [ROUTE]: {} });
    await port.signIn();

    clock.set(539_999);
    await port.send(GET);

    expect(authorizations(requestsOf(http))).toEqual(['Bearer token-1']);
  });

  it('is renewed a minute before its end, once for requests at the same time', async () => {
    const { port, http, clock } = connectTo({
      [TOKEN_ROUTE]: [tokenReply('token-1', 600), tokenReply('token-2')],
      [ROUTE]: {},
    });
    await port.signIn();

    clock.set(540_000);
    await Promise.all([port.send(GET), port.send(GET)]);

    expect(authorizations(requestsOf(http))).toEqual(['Bearer token-2', 'Bearer token-2']);
  });

  it('is used even where Port gives it seconds before its end', async () => {
    const { port, http } = connectTo({ [TOKEN_ROUTE]: [tokenReply('token-1', 5)], [ROUTE]: {} });

    await port.send(GET);

    expect(authorizations(requestsOf(http))).toEqual(['Bearer token-1']);
  });
});

describe('a request that is answered 401', () => {
  it('is repeated once with another token', async () => {
    const { port, http, tokens } = connectTo({ [TOKEN_ROUTE]: TWO_TOKENS, [ROUTE]: refuse('token-1') });

    const response = await port.send(GET);

    expect(response.status).toBe(200);
    expect(authorizations(requestsOf(http))).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(tokens).toEqual(['token-1', 'token-2']);
  });

  it('causes one renewal, however many are answered so at the same time', async () => {
    const { port, http } = connectTo({ [TOKEN_ROUTE]: TWO_TOKENS, [ROUTE]: refuse('token-1') });
    await port.signIn();

    await Promise.all([port.send(GET), port.send(GET), port.send(GET)]);

    expect(http.requests.filter(({ route }) => route === '/auth/access_token')).toHaveLength(2);
  });

  it('causes no renewal where another request has renewed the token meanwhile', async () => {
    let answerLate = (_: Reply) => {};
    const late = new Promise<Reply>((resolve) => {
      answerLate = resolve;
    });
    const { port, http } = connectTo({
      [TOKEN_ROUTE]: TWO_TOKENS,
      [ROUTE]: refuse('token-1'),
      'GET /slow': (request) => (authorizations([request])[0] === 'Bearer token-1' ? late : {}),
    });
    const slow = port.send({ method: 'GET', endpoint: endpoint`slow` });
    await port.send(GET);

    answerLate(failure(401));
    const response = await slow;

    expect(response.status).toBe(200);
    expect(http.requests.filter(({ route }) => route === '/auth/access_token')).toHaveLength(2);
  });

  it('ends the run with AuthError where the new token is refused too', async () => {
    const { port, http } = connectTo({ [TOKEN_ROUTE]: TWO_TOKENS, [ROUTE]: failure(401) });

    await expect(port.send(GET)).rejects.toBeInstanceOf(AuthError);
    expect(requestsOf(http)).toHaveLength(2);
  });

  it('ends the run with AuthError where the credentials are refused meanwhile', async () => {
    const { port } = connectTo({ [TOKEN_ROUTE]: [tokenReply('token-1'), failure(401)], [ROUTE]: failure(401) });

    await expect(port.send(GET)).rejects.toBeInstanceOf(AuthError);
  });

  it('gives the other failure of its repetition', async () => {
    const error = failure(422);
    const { port } = connectTo({ [TOKEN_ROUTE]: TWO_TOKENS, [ROUTE]: [failure(401), error] });

    await expect(port.send(GET)).rejects.toBe(error);
  });
});

describe('a request', () => {
  it('carries its query and body, and whether it may be repeated', async () => {
    const { port, http } = connectTo({ 'POST /blueprints/:id/entities/bulk': {} });

    await port.send({
      method: 'POST',
      endpoint: endpoint`blueprints/${'a/b'}/entities/bulk`,
      query: { upsert: true },
      body: { entities: [] },
      idempotent: true,
    });

    expect(requestsOf(http)).toMatchObject([
      {
        url: new URL('https://api.port.test/v1/blueprints/a%2Fb/entities/bulk?upsert=true'),
        body: { entities: [] },
        idempotent: true,
      },
    ]);
  });

  it('that fails otherwise is not repeated', async () => {
    const error = failure(422);
    const { port, http } = connectTo({ [ROUTE]: error });

    await expect(port.send(GET)).rejects.toBe(error);
    expect(requestsOf(http)).toHaveLength(1);
  });

  it('that Port forbids is about the credentials, unless it names an entity', async () => {
    const dependents = failure(403, { ok: false, error: 'has_dependents', message: 'x' });

    await expect(connectTo({ [ROUTE]: failure(403) }).port.send(GET)).rejects.toMatchObject({ exit: 'refused' });
    await expect(connectTo({ [ROUTE]: dependents }).port.send(GET)).rejects.toBe(dependents);
  });

  it('is not begun once the run is stopped, unless it puts things in order', async () => {
    const { port, http } = connectTo({ [ROUTE]: {} }, AbortSignal.abort(new Error('stopped')));

    await expect(port.send(GET)).rejects.toThrow('stopped');
    await port.send({ ...GET, evenWhenStopped: true });

    expect(requestsOf(http)).toHaveLength(1);
  });

  it('names type, version and identifier, and the exporter where entities are touched', async () => {
    const { port, http } = connectTo({ [ROUTE]: {} });

    await port.send(GET);
    await port.send({ ...GET, asExporter: true });

    expect(http.requests.map(({ headers }) => headers?.['user-agent'])).toEqual([
      'port-ocean/gitlab-v2/1.2.3/My-Run',
      'port-ocean/gitlab-v2/1.2.3/My-Run',
      'port-ocean/gitlab-v2/1.2.3/My-Run/exporter',
    ]);
  });
});

describe('portUserAgent', () => {
  it('lowers the case of the type and keeps that of the identifier, as Port does', () => {
    const userAgent = portUserAgent({ type: 'GitLab-V2', identifier: 'My-Integration' }, '0.1.0');

    expect(userAgent).toBe('port-ocean/gitlab-v2/0.1.0/My-Integration');
  });
});
