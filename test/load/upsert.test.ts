import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuthError } from '../../src/errors.ts';
import type { HttpRequest } from '../../src/http/client.ts';
import type { EntityBody } from '../../src/load/entity-body.ts';
import { createUpsert, type UpsertOptions } from '../../src/load/upsert.ts';
import { failure, type Reply } from '../support/scripted-http.ts';
import { makeBody } from './make-body.ts';
import { connectTo, requestsOf } from './sign-in.ts';

const ROUTE = 'POST /blueprints/:id/entities/bulk';

type Answer = Reply | readonly Reply[] | ((request: HttpRequest) => Reply);

function connect(answer: Answer, changes: Partial<UpsertOptions> = {}) {
  const { port, http } = connectTo({ [ROUTE]: answer });
  const { signal } = new AbortController();
  const upsert = createUpsert({
    port,
    merge: true,
    createMissingRelatedEntities: true,
    concurrency: 1,
    signal,
    pause: async () => {},
    ...changes,
  });
  return { upsert, http };
}

function sentIn(request: HttpRequest): readonly EntityBody[] {
  // Requests are made by the code under test; an entity list is all that it sends.
  return (request.body as { entities: readonly EntityBody[] }).entities;
}

function identifiersIn(request: HttpRequest) {
  return sentIn(request).map(({ identifier }) => identifier);
}

/** Takes every entity of a request as created. */
function takeAll(request: HttpRequest): Reply {
  const entities = sentIn(request).map(({ identifier }, index) => ({ index, identifier, created: true }));
  return { body: { ok: true, entities, errors: [] } };
}

/** Takes requests without any of these identifiers and refuses all others as a whole. */
function refuseRequestsWith(offenders: readonly string[], refusal: Reply) {
  return (request: HttpRequest): Reply =>
    identifiersIn(request).some((identifier) => offenders.includes(String(identifier))) ? refusal : takeAll(request);
}

const UNPROCESSABLE = failure(422, { ok: false, error: 'invalid_request', message: 'does not fit' });

describe('an upsert', () => {
  it('is an idempotent bulk request of the exporter, with the settings of the mapping', async () => {
    const { upsert, http } = connect(takeAll, { merge: false, createMissingRelatedEntities: false });

    await upsert([makeBody('a')]);

    const [request] = requestsOf(http);
    expect(request?.url.pathname).toBe('/v1/blueprints/service/entities/bulk');
    expect(Object.fromEntries(request?.url.searchParams ?? [])).toEqual({
      upsert: 'true',
      merge: 'false',
      create_missing_related_entities: 'false',
    });
    expect(request).toMatchObject({ idempotent: true, body: { entities: [makeBody('a')] } });
    expect(request?.headers?.['user-agent']).toMatch(/\/exporter$/);
  });

  it('merges or replaces as a single call says', async () => {
    const { upsert, http } = connect(takeAll, { merge: false });

    await upsert([makeBody('a')], { merge: true });

    expect(requestsOf(http)[0]?.url.searchParams.get('merge')).toBe('true');
  });

  it('sends nothing for nothing', async () => {
    const { upsert, http } = connect([]);

    const results = await upsert([]);

    expect(results).toEqual([]);
    expect(http.requests).toEqual([]);
  });

  it('tells created from updated entities', async () => {
    const { upsert } = connect({
      body: {
        ok: true,
        entities: [
          { index: 0, identifier: 'a', created: true },
          { index: 1, identifier: 'b', created: false },
        ],
        errors: [],
      },
    });

    const results = await upsert([makeBody('a'), makeBody('b')]);

    expect(results).toEqual([
      { entity: makeBody('a'), identifier: 'a', outcome: 'created' },
      { entity: makeBody('b'), identifier: 'b', outcome: 'updated' },
    ]);
  });

  it.each([200, 207])('takes the results of a %i by index, whatever their order and names', async (status) => {
    const error = { index: 0, identifier: 'unknown', statusCode: 404, error: 'not_found', message: 'no such team' };
    const { upsert } = connect({
      status,
      body: {
        ok: true,
        entities: [
          { index: 2, identifier: 'x', created: false },
          { index: 1, identifier: 'y', created: true },
        ],
        errors: [error],
      },
    });

    const results = await upsert([makeBody('a'), makeBody('b'), makeBody('c')]);

    expect(results).toEqual([
      { entity: makeBody('a'), outcome: { status: 404, code: 'not_found', message: 'no such team' } },
      { entity: makeBody('b'), identifier: 'y', outcome: 'created' },
      { entity: makeBody('c'), identifier: 'x', outcome: 'updated' },
    ]);
  });

  it.each([409, 429, 500, 503])('sends an entity again that alone failed with %i', async (statusCode) => {
    const error = { index: 1, identifier: 'b', statusCode, error: 'passing', message: 'Try again' };
    const trouble: Reply = {
      status: 207,
      body: { ok: true, entities: [{ index: 0, created: true }], errors: [error] },
    };
    let requests = 0;
    const { upsert, http } = connect((request) => {
      requests += 1;
      return requests === 1 ? trouble : takeAll(request);
    });

    const results = await upsert([makeBody('a'), makeBody('b')]);

    expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
    expect(requestsOf(http).map(identifiersIn)).toEqual([['a', 'b'], ['b']]);
  });

  it('gives an entity up that alone keeps failing', async () => {
    const error = { index: 0, identifier: 'a', statusCode: 500, error: 'internal_error', message: 'Try again' };
    const { upsert, http } = connect({ status: 207, body: { ok: true, entities: [], errors: [error] } });

    const results = await upsert([makeBody('a')]);

    expect(results).toMatchObject([{ outcome: { status: 500, code: 'internal_error' } }]);
    expect(requestsOf(http)).toHaveLength(4);
  });

  it('counts an entity that the answer does not name as failed', async () => {
    const { upsert } = connect({
      status: 207,
      body: { ok: true, entities: [{ index: 0, created: true }], errors: [] },
    });

    const results = await upsert([makeBody('a'), makeBody('b')]);

    expect(results).toMatchObject([
      { outcome: 'created' },
      { entity: makeBody('b'), outcome: { status: 207, code: 'no_result' } },
    ]);
  });

  it('sends each blueprint by itself', async () => {
    const { upsert, http } = connect(takeAll);

    await upsert([makeBody('a'), makeBody('g', { blueprint: 'group' }), makeBody('b')]);

    expect(requestsOf(http).map((request) => [request.url.pathname.split('/')[3], identifiersIn(request)])).toEqual([
      ['service', ['a', 'b']],
      ['group', ['g']],
    ]);
  });
});

describe('a request that Port refuses as a whole', () => {
  it('is halved until the offender is found; the rest goes in', async () => {
    const { upsert, http } = connect(refuseRequestsWith(['c'], UNPROCESSABLE));

    const results = await upsert(['a', 'b', 'c', 'd'].map((identifier) => makeBody(identifier)));

    expect(results.map(({ entity, outcome }) => [entity.identifier, outcome])).toEqual([
      ['a', 'created'],
      ['b', 'created'],
      ['c', { status: 422, code: 'invalid_request', message: 'does not fit' }],
      ['d', 'created'],
    ]);
    expect(requestsOf(http).map(identifiersIn)).toEqual([['a', 'b', 'c', 'd'], ['a', 'b'], ['c', 'd'], ['c'], ['d']]);
  });

  it('costs exactly its offenders, however many and wherever they stand', async () => {
    const arbitraryOffences = fc.array(fc.boolean(), { maxLength: 50 });

    await fc.assert(
      fc.asyncProperty(arbitraryOffences, fc.integer({ min: 1, max: 4 }), async (offences, concurrency) => {
        const entities = offences.map((isOffender, index) => makeBody(`${isOffender ? 'bad' : 'good'}-${index}`));
        const offenders = entities.map(({ identifier }) => String(identifier)).filter((name) => name.startsWith('bad'));
        const { upsert } = connect(refuseRequestsWith(offenders, UNPROCESSABLE), { concurrency });

        const results = await upsert(entities);

        expect(results.map(({ entity }) => entity)).toEqual(entities);
        for (const { entity, outcome } of results) {
          expect(outcome !== 'created').toBe(offenders.includes(String(entity.identifier)));
        }
      }),
    );
  });

  it('as too large is halved until it fits', async () => {
    const tooLarge = (request: HttpRequest) =>
      sentIn(request).length > 2 ? failure(413, { ok: false, error: 'bad_request' }) : takeAll(request);
    const { upsert, http } = connect(tooLarge);

    const results = await upsert(['a', 'b', 'c', 'd', 'e'].map((identifier) => makeBody(identifier)));

    expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'created'));
    expect(requestsOf(http).map((request) => sentIn(request).length)).toEqual([5, 3, 2, 1, 2]);
  });

  it('as too large with a single entity fails that entity', async () => {
    const { upsert } = connect(failure(413, { ok: false, error: 'bad_request' }));

    const results = await upsert([makeBody('a')]);

    expect(results).toMatchObject([{ outcome: { status: 413, code: 'bad_request' } }]);
  });

  it('with a body that is no error of Port gives the reason that the request gave', async () => {
    const { upsert } = connect(failure(400, '<html>'));

    const results = await upsert([makeBody('a')]);

    expect(results).toMatchObject([{ outcome: { status: 400, code: 'unknown', message: 'failed with 400' } }]);
  });
});

describe('a blueprint that Port does not have', () => {
  const missing = failure(404, { ok: false, error: 'not_found', message: 'Blueprint not found' });

  function fail(request: HttpRequest): Reply {
    return request.url.pathname.includes('/service/') ? missing : takeAll(request);
  }

  it('fails its entities by its name and is asked for once, in later calls too', async () => {
    const { upsert, http } = connect(fail);
    const entities = Array.from({ length: 45 }, (_, index) => makeBody(`e${index}`));

    const results = [...(await upsert(entities)), ...(await upsert([makeBody('later')]))];

    expect(results).toHaveLength(46);
    expect(new Set(results.map(({ outcome }) => JSON.stringify(outcome)))).toEqual(
      new Set([
        JSON.stringify({
          status: 404,
          code: 'blueprint_not_found',
          message: 'blueprint service does not exist in Port',
        }),
      ]),
    );
    expect(requestsOf(http)).toHaveLength(1);
  });

  it('costs no other blueprint', async () => {
    const { upsert } = connect(fail);

    const results = await upsert([makeBody('a'), makeBody('g', { blueprint: 'group' })]);

    expect(results).toMatchObject([{ outcome: { status: 404 } }, { outcome: 'created' }]);
  });
});

describe('an upsert of a run that was stopped', () => {
  it('sends no further request and says so of every entity that is left', async () => {
    const controller = new AbortController();
    const answer = (request: HttpRequest) => {
      controller.abort();
      return takeAll(request);
    };
    const { upsert, http } = connect(answer, { signal: controller.signal });

    const results = await upsert([makeBody('a'), makeBody('g', { blueprint: 'group' })]);

    expect(results).toMatchObject([{ outcome: 'created' }, { outcome: { code: 'interrupted' } }]);
    expect(requestsOf(http)).toHaveLength(1);
  });
});

describe('an upsert that cannot go on', () => {
  it.each([
    ['no body', null],
    ['no index', { entities: [{ created: true }] }],
  ])('fails where the answer has %s', async (_, body) => {
    const { upsert } = connect({ body });

    await expect(upsert([makeBody('a')])).rejects.toMatchObject({ failure: { reason: 'body' } });
  });

  it('ends with AuthError where the credentials may not write', async () => {
    const { upsert, http } = connect(failure(403, { ok: false, error: 'missing_permissions' }));

    await expect(upsert([makeBody('a'), makeBody('b')])).rejects.toBeInstanceOf(AuthError);
    expect(requestsOf(http)).toHaveLength(1);
  });

  it.each([
    ['server trouble', failure(500, { ok: false, error: 'internal_error' })],
    ['a time-out of the server', failure(408)],
    ['a limit that does not end', failure(429)],
    ['a network failure', failure(undefined)],
    ['what nobody foresaw', new TypeError('a bug')],
  ])('passes %s on without halving', async (_, error) => {
    const { upsert, http } = connect(error);

    await expect(upsert([makeBody('a'), makeBody('b')])).rejects.toBe(error);
    expect(requestsOf(http)).toHaveLength(1);
  });
});
