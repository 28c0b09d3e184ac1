import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { FaultName } from '../../examples/sandbox/chaos/faults.ts';
import { type ChaosPlan, parsePlan } from '../../examples/sandbox/chaos/plan.ts';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { startSandbox } from '../../examples/sandbox/start.ts';
import { type RawAnswer, sendRaw } from '../support/raw-request.ts';

const sandbox = await startSandbox({ world: createWorld({ scale: 0 }) });
const { gitlab, port } = sandbox;

afterEach(() => {
  for (const { chaos, control } of [gitlab, port]) {
    chaos.follow(undefined);
    control.reset();
  }
});

afterAll(() => sandbox.close());

const PROJECTS = '/api/v4/projects?per_page=3&simple=true';

async function ask(fault: FaultName, path = PROJECTS): Promise<RawAnswer> {
  gitlab.chaos.follow({ seed: 1, rates: {}, lasting: [{ fault, requests: '' }] });
  return sendRaw(`${gitlab.url}${path}`, { 'private-token': gitlab.token });
}

const whole = await sendRaw(`${gitlab.url}${PROJECTS}`, { 'private-token': gitlab.token });
const length = Buffer.byteLength(whole.body);

describe('rate limits', () => {
  it.each([
    ['rate-limit-seconds', /^[01]$/],
    ['rate-limit-date', /GMT$/],
  ] as const)('%s names the wait and speaks plain text', async (fault, expected) => {
    const { status, headers, body } = await ask(fault);

    expect([status, headers.get('content-type'), body]).toEqual([429, 'text/plain', 'Retry later\n']);
    expect(headers.get('retry-after')).toMatch(expected);
  });

  it('rate-limit-reset names only the moment in Unix seconds', async () => {
    const { status, headers } = await ask('rate-limit-reset');

    expect([status, headers.has('retry-after')]).toEqual([429, false]);
    expect(Math.abs(Number(headers.get('ratelimit-reset')) - Date.now() / 1000)).toBeLessThan(5);
  });

  it('rate-limit-bare names nothing', async () => {
    const { status, headers } = await ask('rate-limit-bare');

    expect([status, headers.has('retry-after'), headers.has('ratelimit-reset')]).toEqual([429, false, false]);
  });

  it('rate-limit-json is that of one feature, a second before the next minute', async () => {
    const { status, headers, body } = await ask('rate-limit-json');

    expect([status, headers.has('retry-after'), Object.keys(JSON.parse(body))]).toEqual([429, false, ['message']]);
    expect(headers.get('date')).toMatch(/:59 GMT$/);
  });
});

describe('refusals', () => {
  it.each([
    ['request-timeout', 408, 'application/json'],
    ['server-error', 500, 'application/json'],
    ['bad-gateway', 502, 'text/html'],
    ['unavailable', 503, 'text/html'],
    ['gateway-timeout', 504, 'text/html'],
    ['answer-lost', 504, 'text/html'],
    ['unauthorized', 401, 'application/json'],
    ['forbidden', 403, 'application/json'],
  ] as const)('%s is %i in %s', async (fault, expectedStatus, type) => {
    const { status, headers } = await ask(fault);

    expect([status, headers.get('content-type')]).toEqual([expectedStatus, type]);
  });

  it.each([
    ['bad-gateway', 0],
    ['answer-lost', 1],
  ] as const)('%s lets the service do what was asked %i times', async (fault, times) => {
    await ask(fault);

    expect(gitlab.requests).toHaveLength(times);
  });
});

describe('broken connections', () => {
  it.each([
    ['reset-before', 0],
    ['reset-after', 1],
  ] as const)('%s gives no answer, and the service did it %i times', async (fault, times) => {
    const { status, end } = await ask(fault);

    expect([status, end]).toEqual([0, 'reset']);
    expect(gitlab.requests).toHaveLength(times);
  });

  it('reset-in-body breaks in the middle of the body', async () => {
    const { body, end } = await ask('reset-in-body');

    expect(end).toBe('reset');
    expect(Buffer.byteLength(body)).toBeLessThan(length);
  });

  it('cut-body announces the right length and sends half of it', async () => {
    const { headers, body, end } = await ask('cut-body');

    expect([headers.get('content-length'), end]).toEqual([String(length), 'closed']);
    expect(whole.body.startsWith(body)).toBe(true);
    expect(Buffer.byteLength(body)).toBe(Math.floor(length / 2));
  });

  it('cut-chunks ends without the last chunk', async () => {
    const { headers, body, end } = await ask('cut-chunks');

    expect([headers.get('transfer-encoding'), end]).toEqual(['chunked', 'closed']);
    expect(body).not.toMatch(/\r\n0\r\n$/);
  });

  it('wrong-length announces half of what it sends', async () => {
    const { headers, body } = await ask('wrong-length');

    expect(headers.get('content-length')).toBe(String(Math.ceil(length / 2)));
    expect(body === whole.body).toBe(true);
  });

  it('slow-headers comes late and whole', async () => {
    const startedAt = performance.now();

    const { body } = await ask('slow-headers');

    expect(body.includes(whole.body)).toBe(true);
    expect(performance.now() - startedAt).toBeGreaterThan(45);
  });

  it('slow-body comes in drips and whole', async () => {
    const { body, pieces } = await ask('slow-body');

    expect(body.includes(whole.body)).toBe(true);
    expect(pieces).toBeGreaterThan(3);
  });

  it('stalled-headers says nothing, stalled-body half', async () => {
    const [silent, half] = [await ask('stalled-headers'), await ask('stalled-body')];

    expect([silent.status, silent.end]).toEqual([0, 'still open']);
    expect([half.status, half.end]).toEqual([200, 'still open']);
    expect(Buffer.byteLength(half.body)).toBe(Math.floor(length / 2));
  });
});

describe('altered answers', () => {
  it('html-page and broken-json say 200 all the same', async () => {
    const [page, json] = [await ask('html-page'), await ask('broken-json')];

    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect([json.status, json.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(() => JSON.parse(json.body)).toThrow();
  });

  it('redirect-here leads to the same place, redirect-elsewhere to another origin', async () => {
    const [here, elsewhere] = [await ask('redirect-here'), await ask('redirect-elsewhere')];

    expect(here.headers.get('location')).toBe(PROJECTS);
    expect(new URL(elsewhere.headers.get('location') ?? '').host).toBe(`localhost:${new URL(gitlab.url).port}`);
  });

  it('wrong-link-host changes the links alone', async () => {
    const { headers, body } = await ask('wrong-link-host');

    expect(headers.get('link')).toContain('<http://gitlab.internal:8181/gitlab/api/v4/projects?');
    expect(headers.get('link')).not.toContain(gitlab.url);
    expect(body.includes(whole.body)).toBe(true);
  });

  it('repeated-row gives a row twice', async () => {
    const { body } = await ask('repeated-row');

    const ids = (JSON.parse(body) as { id: number }[]).map(({ id }) => id);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(3);
  });

  it('drift changes the world', async () => {
    const { projects, mergeRequests, issues } = structuredClone(gitlab.world);

    for (let step = 0; step < 5; step++) await ask('drift', `${PROJECTS}&step=${step}`);

    expect(gitlab.world).not.toMatchObject({ projects, mergeRequests, issues });
  });
});

describe('faults of Port', () => {
  const address = `${port.url}/v1/blueprints/service/entities/bulk?upsert=true`;
  const entities = [{ identifier: 'one' }, { identifier: 'two' }, { identifier: 'three' }];

  async function upsert(fault: FaultName, body: readonly object[] = entities): Promise<RawAnswer> {
    port.chaos.follow(undefined);
    const credentials = { clientId: port.clientId, clientSecret: port.clientSecret };
    const json = { 'content-type': 'application/json' };
    const signIn = { method: 'POST', headers: json, body: JSON.stringify(credentials) };
    const { accessToken } = (await (await fetch(`${port.url}/v1/auth/access_token`, signIn)).json()) as {
      accessToken: string; // Port's answer
    };
    const blueprint = { identifier: 'service', title: 'Service', schema: { properties: {} } };
    const headers = { ...json, authorization: `Bearer ${accessToken}` };
    await fetch(`${port.url}/v1/blueprints`, { method: 'POST', headers, body: JSON.stringify(blueprint) });
    port.catalog.clear();
    await fetch(`${port.url}/v1/blueprints`, { method: 'POST', headers, body: JSON.stringify(blueprint) });
    port.chaos.follow({ seed: 1, rates: { [fault]: 1 } });
    return sendRaw(address, headers, { method: 'POST', body: JSON.stringify({ entities: body }) });
  }

  it.each([
    ['batch-too-large', 413],
    ['batch-invalid', 422],
    ['batch-conflict', 409],
  ] as const)('%s refuses several entities with %i and lets single ones in', async (fault, expected) => {
    const several = await upsert(fault);
    const single = await upsert(fault, entities.slice(0, 1));

    expect([several.status, single.status]).toEqual([expected, 200]);
  });

  it('entity-failed keeps one out and takes the others, each at its place', async () => {
    const { status, body } = await upsert('entity-failed');

    const answer = JSON.parse(body.replace(/^[^{]*|[^}]*$/g, '')) as Record<'entities' | 'errors', { index: number }[]>;
    const written = [...port.catalog.entities()].map(({ identifier }) => identifier);
    const failed = answer.errors.map(({ index }) => entities[index]?.identifier);
    expect([status, failed.length]).toEqual([207, 1]);
    expect(answer.entities.map(({ index }) => entities[index]?.identifier).sort()).toEqual(written.sort());
    expect([...written, ...failed].sort()).toEqual(['one', 'three', 'two']);
  });

  it('token-expired is said once of each request, and never when a token is asked for', async () => {
    port.chaos.follow({ seed: 1, rates: { 'token-expired': 1 } });

    const statuses = [];
    for (let time = 0; time < 3; time++) statuses.push((await sendRaw(`${port.url}/v1/organization`)).body);
    const token = await sendRaw(`${port.url}/v1/auth/access_token`, {}, { method: 'POST' });

    expect(statuses.map((body) => body.includes('"unauthorized","message":"Unauthorized"'))).toEqual([
      true,
      false,
      false,
    ]);
    expect(token.status).not.toBe(401);
    expect(port.chaos.injected).toEqual([{ fault: 'token-expired', request: 'GET /v1/organization', lasting: false }]);
  });
});

describe('a plan', () => {
  const paths = Array.from({ length: 12 }, (_, index) => `/api/v4/projects/${index + 1}`);

  async function strike(plan: ChaosPlan, asked: readonly string[]): Promise<string[]> {
    gitlab.chaos.follow(plan);
    for (const path of asked) await sendRaw(`${gitlab.url}${path}`, { 'private-token': gitlab.token });
    return gitlab.chaos.injected.map(({ fault, request }) => `${fault} ${request}`).sort();
  }

  it('strikes the same requests with the same faults, in whatever order they come', async () => {
    const plan = { seed: 7, rates: { 'server-error': 0.3, 'bad-gateway': 0.3 } };
    const shuffled = fc.shuffledSubarray(paths, { minLength: paths.length });

    const struck = await strike(plan, paths);

    expect(struck.length).toBeGreaterThan(2);
    expect(await strike(plan, fc.sample(shuffled, 1)[0] ?? [])).toEqual(struck);
    expect(await strike({ ...plan, seed: 8 }, paths)).not.toEqual(struck);
  });

  it('strikes no request more often in a row than it says, whatever page of a list is asked for', async () => {
    const list = [100, 50, 25, 12].map((size) => `/api/v4/projects?per_page=${size}&page=1`);

    const struck = await strike({ seed: 7, rates: { 'server-error': 1 }, mostInARow: 3 }, list);

    expect(struck).toHaveLength(3);
  });

  it('comes and goes over HTTP, where what it did can be read', async () => {
    const address = `${gitlab.url}/-/sandbox/chaos`;
    const put = (body: string) => fetch(address, { method: 'PUT', body });

    const taken = await put('{"seed": 1, "rates": {"bad-gateway": 1}}');
    const struck = await fetch(`${gitlab.url}/api/v4/version`);
    const injected = await (await fetch(address)).json();
    const refused = await put('{"seed": 1, "rates": {"gremlins": 1}}');
    await put('null');
    const spared = await fetch(`${gitlab.url}/api/v4/version`);

    expect([taken.status, struck.status, refused.status, spared.status]).toEqual([200, 502, 400, 401]);
    expect(injected).toEqual([{ fault: 'bad-gateway', request: 'GET /api/v4/version', lasting: false }]);
  });

  it.each(['{}', '{"seed": 1.5}', '{"seed": 1, "rates": {"drift": 2}}', '{"seed": 1, "rates": {"drift": "x"}}'])(
    'is refused when it is %s',
    (text) => {
      expect(() => parsePlan(text)).toThrow();
    },
  );
});
