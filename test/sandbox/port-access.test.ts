import { describe, expect, it } from 'vitest';
import { createPortClient } from '../support/port-client.ts';

const CREDENTIALS = { clientId: 'sandbox-client-id', clientSecret: 'sandbox-client-secret' };

describe('access to the sandbox Port', () => {
  it('hands out the same token until it expires, with the seconds that are left', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const port = await createPortClient({ now: () => now });
    const first = await port.send('POST', '/v1/auth/access_token', { body: CREDENTIALS });

    now = new Date('2026-01-01T02:59:00Z');
    const second = await port.send('POST', '/v1/auth/access_token', { body: CREDENTIALS });
    now = new Date('2026-01-01T03:00:00Z');
    const third = await port.send('POST', '/v1/auth/access_token', { body: CREDENTIALS });

    const { accessToken } = first.body as { accessToken: string };
    expect(second.body).toMatchObject({ accessToken, expiresIn: 60, tokenType: 'Bearer' });
    expect(third.body).toMatchObject({ expiresIn: 10_800 });
    expect(third.body).not.toMatchObject({ accessToken });
  });

  it.each([
    ['a wrong secret', { ...CREDENTIALS, clientSecret: 'wrong' }, 401],
    ['an unknown client', { ...CREDENTIALS, clientId: 'wrong' }, 401],
    ['a missing secret', { clientId: 'sandbox-client-id' }, 422],
    ['a key too many', { ...CREDENTIALS, region: 'eu' }, 422],
  ])('refuses %s at the token endpoint', async (_, body, status) => {
    const port = await createPortClient();

    const answer = await port.send('POST', '/v1/auth/access_token', { body });

    expect(answer.status).toBe(status);
  });

  it('answers 401 to a token it does not know, and to one that it has been told to forget', async () => {
    const port = await createPortClient();

    const foreign = await port.send('GET', '/v1/organization', { headers: { authorization: 'Bearer foreign' } });
    port.control.expireTokens();
    const forgotten = await port.send('GET', '/v1/organization');
    await port.signIn();
    const renewed = await port.send('GET', '/v1/organization');

    expect([foreign.status, forgotten.status, renewed.status]).toEqual([401, 401, 200]);
  });

  it('lets read-only credentials search but not write', async () => {
    const port = await createPortClient({ credentials: [{ ...CREDENTIALS, readOnly: true }] });

    const search = await port.send('POST', '/v1/entities/search', { body: { combinator: 'and', rules: [] } });
    const write = await port.send('POST', '/v1/blueprints', { body: {} });

    expect(search.status).toBe(200);
    expect(write).toMatchObject({ status: 403, body: { error: 'missing_permissions' } });
  });

  it('says the time, a trace id and the rate limit with every answer, refused ones too', async () => {
    const port = await createPortClient({ now: () => new Date('2026-01-01T00:00:00Z') });

    const { headers } = await port.send('GET', '/v1/nothing');

    expect(headers.get('date')).toBe('Thu, 01 Jan 2026 00:00:00 GMT');
    expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-ratelimit-period')).toBe('300');
    expect(headers.get('x-ratelimit-remaining')).toBe('34998');
    expect(headers.get('x-ratelimit-reset')).toBe(String(Date.UTC(2026, 0, 1) / 1000 + 300));
  });

  it('answers 429 beyond the limit until the window is over', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const rateLimit = { limit: 2, periodSeconds: 10, reset: 'seconds' as const };
    const port = await createPortClient({ now: () => now, rateLimit });

    const within = await port.send('GET', '/v1/organization');
    now = new Date('2026-01-01T00:00:04Z');
    const beyond = await port.send('GET', '/v1/organization');
    now = new Date('2026-01-01T00:00:10Z');
    const after = await port.send('GET', '/v1/organization');

    expect([within.status, beyond.status, after.status]).toEqual([200, 429, 200]);
    expect(beyond.headers.get('x-ratelimit-reset')).toBe('6');
  });

  it('refuses bodies beyond 1 MiB with 413 and broken JSON with 400', async () => {
    const port = await createPortClient();

    const large = await port.send('POST', '/v1/blueprints', { body: { title: 'é'.repeat(600_000) } });
    const broken = await port.send('POST', '/v1/blueprints', { body: '{' });

    expect(large).toMatchObject({ status: 413, body: { ok: false, error: 'bad_request' } });
    expect(broken).toMatchObject({ status: 400, body: { ok: false, error: 'bad_request' } });
  });
});

describe('the control of the sandbox Port', () => {
  it('lets some requests pass, fails as often as told, then answers again', async () => {
    const port = await createPortClient();
    port.control.fail({ method: 'GET', path: /^\/v1\/org/, status: 503, times: 1, after: 1, body: '<html></html>' });

    const answers = [1, 2, 3].map(() => port.send('GET', '/v1/organization'));

    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 503, 200]);
  });

  it('is there for other processes over HTTP', async () => {
    const port = await createPortClient();
    await port.send('POST', '/-/sandbox/fail', { body: { path: '/v1/organization', status: 502 } });
    const failed = await port.send('GET', '/v1/organization');

    await port.send('POST', '/-/sandbox/reset');
    const restored = await port.send('GET', '/v1/organization');
    const catalog = await port.send('GET', '/-/sandbox/catalog');

    expect([failed.status, restored.status]).toEqual([502, 200]);
    expect(catalog.body).toMatchObject({ blueprints: {}, integrations: [] });
    expect(port.requests.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['GET', '/v1/organization', 200],
    ]);
  });
});
