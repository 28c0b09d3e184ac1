import { Writable } from 'node:stream';
import { delay, HttpResponse, http, type RequestHandler } from 'msw';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpClientOptions, Wait } from '../../src/http/client.ts';
import { createLogger } from '../../src/log/logger.ts';
import { createMask } from '../../src/log/mask.ts';
import { answerByMsw } from './answer-by-msw.ts';
import { createFakeClock } from './fake-clock.ts';
import { makeClient as makeAnyClient, makeRequest } from './make-client.ts';

const URL_OF_GROUPS = 'https://gitlab.example.com/api/v4/groups';
const handlers: RequestHandler[] = [];
const connections = answerByMsw(handlers);
afterEach(() => void handlers.splice(0));

const makeClient = (changes: Partial<HttpClientOptions> = {}) => makeAnyClient({ connections, ...changes });

/** Answers one after the other, the last one for ever; collects the requests. */
function answer(...answers: (() => Response | Promise<Response>)[]): Request[] {
  const requests: Request[] = [];
  handlers.unshift(
    http.all('https://gitlab.example.com/*', ({ request }) => {
      requests.push(request);
      return answers[Math.min(requests.length, answers.length) - 1]?.() ?? HttpResponse.error();
    }),
  );
  return requests;
}

const groups = () => HttpResponse.json([{ id: 1 }]);
const status =
  (code: number, headers: Record<string, string> = {}) =>
  () =>
    HttpResponse.json({ message: `${code} told` }, { status: code, headers });
const refused =
  (headers: Record<string, string> = {}) =>
  () =>
    HttpResponse.text('Retry later\n', { status: 429, headers });

describe('an answer', () => {
  it('is parsed JSON with the address that gave it', async () => {
    const requests = answer(groups);
    const client = makeClient();

    const response = await client.send(makeRequest(URL_OF_GROUPS, { headers: { 'private-token': 'secret' } }));

    expect(response).toMatchObject({ status: 200, body: [{ id: 1 }], url: new URL(URL_OF_GROUPS) });
    expect(requests[0]?.headers.get('private-token')).toBe('secret');
    expect(requests[0]?.headers.get('accept')).toBe('application/json');
  });

  it('without content has the body null', async () => {
    answer(() => new HttpResponse(null, { status: 204 }));

    const response = await makeClient().send(makeRequest(URL_OF_GROUPS, { method: 'DELETE' }));

    expect(response.body).toBeNull();
  });

  it('comes as bytes where they are asked for', async () => {
    answer(() => HttpResponse.text('<p>'));

    const response = await makeClient().send(makeRequest(URL_OF_GROUPS, { expects: 'bytes' }));

    expect(response.body).toEqual(new TextEncoder().encode('<p>'));
  });

  it('follows a body that was sent as JSON', async () => {
    const requests = answer(groups);

    await makeClient().send(makeRequest(URL_OF_GROUPS, { method: 'POST', body: { name: 'é' } }));

    expect(requests[0]?.headers.get('content-type')).toBe('application/json');
    expect(await requests[0]?.json()).toEqual({ name: 'é' });
  });
});

describe('a fault that may pass', () => {
  it.each([408, 425, 429, 500, 502, 503, 504, 520, 524])('with status %i is tried again', async (code) => {
    const requests = answer(status(code), groups);

    const response = await makeClient().send(makeRequest(URL_OF_GROUPS));

    expect(response.body).toEqual([{ id: 1 }]);
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['a network error', () => HttpResponse.error()],
    ['an HTML page', () => HttpResponse.html('<html>Sign in</html>')],
    ['half of the JSON', () => new HttpResponse('[{"id": 1}, {"i')],
    ['nothing', () => new HttpResponse('')],
  ])('such as %s is tried again', async (_name, fault) => {
    const requests = answer(fault, groups);

    const response = await makeClient().send(makeRequest(URL_OF_GROUPS));

    expect(response.body).toEqual([{ id: 1 }]);
    expect(requests).toHaveLength(2);
  });

  it('is met with longer and longer pauses up to the cap, then with an error that tells all', async () => {
    answer(status(500, { 'x-request-id': 'abc-1' }));
    const clock = createFakeClock();

    const sending = makeClient({ clock }).send(makeRequest(URL_OF_GROUPS));

    await expect(sending).rejects.toMatchObject({
      message: 'GitLab: GET /groups failed with 500 after 8 attempts (request id abc-1): 500 told',
      failure: { service: 'GitLab', route: 'GET /groups', reason: 'status', attempts: 8, status: 500 },
    });
    expect(clock.sleeps).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000]);
  });

  it('ends a POST, which the server may have carried out', async () => {
    const requests = answer(status(502), groups);

    const sending = makeClient().send(makeRequest(URL_OF_GROUPS, { method: 'POST' }));

    await expect(sending).rejects.toMatchObject({ status: 502 });
    expect(requests).toHaveLength(1);
  });

  it('does not end a POST that is said to be idempotent', async () => {
    const requests = answer(status(502), groups);

    await makeClient().send(makeRequest(URL_OF_GROUPS, { method: 'POST', idempotent: true }));

    expect(requests).toHaveLength(2);
  });

  it('does not end a POST when a rate limit refused it', async () => {
    const requests = answer(refused(), groups);

    await makeClient().send(makeRequest(URL_OF_GROUPS, { method: 'POST' }));

    expect(requests).toHaveLength(2);
  });

  it('asks for a smaller page after every second trouble of the server', async () => {
    const requests = answer(status(500), status(503), status(408), status(500), groups);
    const halve = (url: URL) => {
      const smaller = new URL(url);
      smaller.searchParams.set('per_page', String(Number(url.searchParams.get('per_page')) / 2));
      return smaller;
    };

    const response = await makeClient().send(makeRequest(`${URL_OF_GROUPS}?per_page=100`, { shrink: halve }));

    const sizes = requests.map((request) => new URL(request.url).searchParams.get('per_page'));
    expect(sizes).toEqual(['100', '100', '50', '50', '25']);
    expect(response.url.search).toBe('?per_page=25');
  });

  it('keeps the page where there is no smaller one', async () => {
    const requests = answer(status(500), status(500), groups);

    await makeClient().send(makeRequest(URL_OF_GROUPS, { shrink: () => undefined }));

    expect(requests.map((request) => request.url)).toEqual([URL_OF_GROUPS, URL_OF_GROUPS, URL_OF_GROUPS]);
  });
});

describe('a fault that does not pass', () => {
  it.each([400, 401, 403, 404, 409, 410, 413, 422, 501])('with status %i is told at once', async (code) => {
    const requests = answer(status(code));

    const sending = makeClient().send(makeRequest(URL_OF_GROUPS));

    await expect(sending).rejects.toMatchObject({
      message: `GitLab: GET /groups failed with ${code}: ${code} told`,
      failure: { attempts: 1, status: code, body: { message: `${code} told` } },
    });
    expect(requests).toHaveLength(1);
  });
});

describe('a redirect', () => {
  const to =
    (location: string, code = 301) =>
    () =>
      new HttpResponse(null, { status: code, headers: { location } });

  it('within the origin is followed, and not counted as an attempt', async () => {
    const requests = answer(to('/api/v4/projects/7', 307), groups);
    const client = makeClient();

    const response = await client.send(makeRequest(URL_OF_GROUPS, { headers: { 'private-token': 'secret' } }));

    expect(response.url.href).toBe('https://gitlab.example.com/api/v4/projects/7');
    expect(requests[1]?.headers.get('private-token')).toBe('secret');
    expect(client.statistics()).toMatchObject([{ requests: 1, retries: 0 }]);
  });

  it('to another origin is refused, so that the credentials stay', async () => {
    const requests = answer(to('https://other.example.com/'));

    const sending = makeClient().send(makeRequest(URL_OF_GROUPS));

    await expect(sending).rejects.toMatchObject({
      message: 'GitLab: GET /groups failed with 301: the answer is a redirect to https://other.example.com',
      hint: expect.stringContaining('https://other.example.com'),
    });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['of a POST', 'POST', '/elsewhere'],
    ['to nowhere', 'GET', 'http://'],
  ] as const)('%s is refused', async (_name, method, location) => {
    const requests = answer(to(location));

    const sending = makeClient().send(makeRequest(URL_OF_GROUPS, { method, idempotent: true }));

    await expect(sending).rejects.toMatchObject({ status: 301 });
    expect(requests).toHaveLength(1);
  });

  it('is followed five times in a row and no more', async () => {
    const requests = answer(to('/round', 302));

    const sending = makeClient().send(makeRequest(URL_OF_GROUPS));

    await expect(sending).rejects.toMatchObject({ status: 302 });
    expect(requests).toHaveLength(6);
  });
});

describe('a rate limit', () => {
  it('told in plain text holds all requests to the origin until Retry-After', async () => {
    const clock = createFakeClock();
    const waits: Wait[] = [];
    const client = makeClient({ clock, onWait: (wait) => waits.push(wait) });
    const before = clock.now();
    answer(refused({ 'retry-after': '60', 'ratelimit-reset': '99999999999' }), groups);

    const [limited] = await Promise.all([client.send(makeRequest(URL_OF_GROUPS))]);
    await client.send(makeRequest(URL_OF_GROUPS, { route: '/projects' }));

    expect(limited.status).toBe(200);
    expect(clock.now() - before).toBe(60_000);
    expect(waits).toEqual([{ service: 'GitLab', untilMs: before + 60_000, reason: 'rate-limit' }]);
    expect(client.statistics()).toMatchObject([
      { route: 'GET /groups', requests: 2, retries: 1, failures: 0, waitedMs: 60_000 },
      { route: 'GET /projects', requests: 1, retries: 0, waitedMs: 0 },
    ]);
  });

  it('told in JSON holds only its class of routes', async () => {
    const clock = createFakeClock();
    const client = makeClient({ clock, concurrency: { start: 1, limit: 1 } });
    const before = clock.now();
    const moments: [string, number][] = [];
    handlers.unshift(
      http.get('https://gitlab.example.com/*', ({ request }) => {
        moments.push([new URL(request.url).pathname, clock.now() - before]);
        return moments.length === 1 ? status(429, { 'retry-after': '60' })() : groups();
      }),
    );

    await Promise.all([
      client.send(makeRequest('https://gitlab.example.com/search', { limitClass: 'search', route: '/search' })),
      client.send(makeRequest('https://gitlab.example.com/groups/search', { limitClass: 'search', route: '/gs' })),
      client.send(makeRequest('https://gitlab.example.com/groups')),
    ]);

    expect(moments).toEqual([
      ['/search', 0],
      ['/groups', 0],
      ['/search', 60_000],
      ['/groups/search', 60_000],
    ]);
  });

  it('told in JSON without a Retry-After is waited for until the next minute of the server', async () => {
    const clock = createFakeClock();
    const before = clock.now();
    answer(status(429, { date: new Date(before + 45_000).toUTCString() }), groups);

    await makeClient({ clock }).send(makeRequest(URL_OF_GROUPS));

    expect(clock.now() - before).toBe(16_000);
  });

  it('told in plain text without any header is met with the back-off', async () => {
    const clock = createFakeClock();
    const before = clock.now();
    answer(refused(), groups);

    await makeClient({ clock }).send(makeRequest(URL_OF_GROUPS));

    expect(clock.now() - before).toBe(1000);
  });

  it('is respected before it refuses: no remaining requests mean a pause until a second after the reset', async () => {
    const clock = createFakeClock();
    const before = clock.now();
    const reset = String(before / 1000 + 30);
    answer(() => HttpResponse.json([], { headers: { 'ratelimit-remaining': '0', 'ratelimit-reset': reset } }), groups);
    const client = makeClient({ clock });

    await client.send(makeRequest(URL_OF_GROUPS));
    await client.send(makeRequest(URL_OF_GROUPS));

    expect(clock.now() - before).toBe(31_000);
  });

  it('with requests left holds nobody', async () => {
    const clock = createFakeClock();
    answer(() => HttpResponse.json([], { headers: { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '30' } }));
    const client = makeClient({ clock });

    await client.send(makeRequest(URL_OF_GROUPS));
    await client.send(makeRequest(URL_OF_GROUPS));

    expect(clock.sleeps).toEqual([]);
  });

  it('that is used up but has not refused yet does not end the run, however far its reset', async () => {
    answer(() => HttpResponse.json([], { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3600' } }));
    const client = makeClient();

    await client.send(makeRequest(URL_OF_GROUPS));
    const response = await client.send(makeRequest(URL_OF_GROUPS));

    expect(response.status).toBe(200);
  });

  it('longer than the user is ready to wait fails this request and the others at once, and says until when', async () => {
    const clock = createFakeClock();
    const until = new Date(clock.now() + 3_600_000).toISOString();
    const requests = answer(refused({ 'retry-after': '3600' }));
    const client = makeClient({ clock });

    const first = client.send(makeRequest(URL_OF_GROUPS));
    await expect(first).rejects.toMatchObject({
      message: `GitLab: GET /groups has to wait for a limit until ${until}, longer than the 600 s of retry.maxWait: Retry later`,
      failure: { reason: 'rate-limit', attempts: 1, status: 429 },
      hint: expect.stringContaining('retry.maxWait'),
    });
    const second = client.send(makeRequest(URL_OF_GROUPS, { route: '/projects' }));
    await expect(second).rejects.toMatchObject({ failure: { reason: 'rate-limit', attempts: 0 } });

    expect(clock.sleeps).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it('storm of an hour is slept through', async () => {
    const clock = createFakeClock();
    const before = clock.now();
    answer(...Array.from({ length: 7 }, () => refused({ 'retry-after': '600' })), groups);

    const response = await makeClient({ clock }).send(makeRequest(URL_OF_GROUPS));

    expect(response.status).toBe(200);
    expect(clock.now() - before).toBe(4_200_000);
  });

  it('in a 503 with Retry-After holds only that request', async () => {
    const clock = createFakeClock();
    const waits: Wait[] = [];
    answer(status(503, { 'retry-after': '120' }), groups);

    await makeClient({ clock, onWait: (wait) => waits.push(wait) }).send(makeRequest(URL_OF_GROUPS));

    expect(clock.sleeps).toEqual([120_000]);
    expect(waits).toMatchObject([{ reason: 'retry' }]);
  });

  it('in a 503 that asks for too long a wait is told at once', async () => {
    answer(status(503, { 'retry-after': '601' }));

    const sending = makeClient().send(makeRequest(URL_OF_GROUPS));

    await expect(sending).rejects.toMatchObject({ failure: { reason: 'rate-limit', attempts: 1, status: 503 } });
  });
});

describe("the run's end", () => {
  it('stops a request on its way with its own reason', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    answer(async () => {
      controller.abort(reason);
      await delay('infinite');
      return groups();
    });

    const sending = makeClient({ signal: controller.signal }).send(makeRequest(URL_OF_GROUPS));

    await expect(sending).rejects.toBe(reason);
  });

  it('wakes a request that waits for a rate limit', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const requests = answer(refused({ 'retry-after': '60' }));
    const onWait = () => controller.abort(reason);

    const sending = makeClient({ signal: controller.signal, onWait }).send(makeRequest(URL_OF_GROUPS));

    await expect(sending).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
  });

  it('lets no request begin', async () => {
    const reason = new Error('stopped');
    const requests = answer(groups);

    const sending = makeClient({ signal: AbortSignal.abort(reason) }).send(makeRequest(URL_OF_GROUPS));

    await expect(sending).rejects.toBe(reason);
    expect(requests).toHaveLength(0);
  });
});

describe('the log', () => {
  function collectLog() {
    const lines: Record<string, unknown>[] = [];
    const destination = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(JSON.parse(String(chunk)));
        done();
      },
    });
    return { lines, log: createLogger({ level: 'debug', format: 'json', destination, mask: createMask([]) }) };
  }

  it('has a line for each request, and one for a wait that all share', async () => {
    const { lines, log } = collectLog();
    answer(refused({ 'retry-after': '60' }), groups);

    await makeClient({ log }).send(
      makeRequest(`${URL_OF_GROUPS}?search=name`, { headers: { 'private-token': 'secret' } }),
    );

    expect(lines).toMatchObject([
      { level: 'debug', msg: 'Request', route: 'GET /groups', status: 429, attempt: 1, fault: 'Retry later' },
      { level: 'info', msg: "Waiting for GitLab's rate limit", service: 'GitLab', until: '2026-01-01T12:01:00.000Z' },
      { level: 'debug', msg: 'Request', route: 'GET /groups', status: 200, attempt: 2 },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/secret|search=name/);
  });

  it('mentions a long pause before another attempt, but not a short one', async () => {
    const { lines, log } = collectLog();
    answer(status(500), status(500), status(500), groups);

    await makeClient({ log }).send(makeRequest(URL_OF_GROUPS));

    const told = lines.filter(({ level }) => level === 'info');
    expect(told).toMatchObject([{ msg: 'Waiting to try again', route: 'GET /groups', attempt: 3, seconds: 4 }]);
  });
});

describe('statistics', () => {
  it('count requests, retries, failures and bytes by route', async () => {
    answer(status(500), groups, status(404));
    const client = makeClient();

    await client.send(makeRequest(URL_OF_GROUPS));
    await client.send(makeRequest(URL_OF_GROUPS)).catch(() => undefined);

    const bytes = '{"message":"500 told"}'.length + '[{"id":1}]'.length + '{"message":"404 told"}'.length;
    expect(client.statistics()).toMatchObject([
      { service: 'GitLab', route: 'GET /groups', requests: 3, retries: 1, failures: 1, bytes },
    ]);
  });
});
