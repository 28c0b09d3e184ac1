import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../src/http/client.ts';
import { deleteEntities } from '../../src/load/delete.ts';
import type { Keys } from '../../src/load/ownership.ts';
import type { Reference } from '../../src/load/relations.ts';
import { failure, type Reply } from '../support/scripted-http.ts';
import { connectTo, requestsOf } from './sign-in.ts';

const ROUTE = 'POST /blueprints/:id/bulk/entities/delete';

type Names = Readonly<Record<string, readonly string[]>>;

function remove(
  reply: Reply | ((request: HttpRequest) => Reply),
  deletions: Names,
  references: readonly Reference[] = [],
  {
    dependents = 'all' as 'none' | 'known' | 'all',
    signal = new AbortController().signal,
    stored = [] as readonly string[],
  } = {},
) {
  const search = (request: HttpRequest): Reply => {
    // The query that the code under test makes: one rule about identifiers.
    const { query } = request.body as { query: { rules: [{ value: readonly string[] }] } };
    const found = stored.filter((identifier) => query.rules[0].value.includes(identifier));
    return { body: { ok: true, entities: found.map((identifier) => ({ identifier })) } };
  };
  const { port, http } = connectTo({ [ROUTE]: reply, 'POST /blueprints/:id/entities/search': search });
  const options = { port, dependents, concurrency: 1, signal };
  const outcome = deleteEntities(options, toKeys(deletions), references);
  return { outcome, sent: () => requestsOf(http).map(sentIn), requests: () => requestsOf(http) };
}

function toKeys(deletions: Names): Keys {
  return new Map(Object.entries(deletions).map(([blueprint, identifiers]) => [blueprint, new Set(identifiers)]));
}

function sentIn(request: HttpRequest): readonly string[] {
  // Requests are made by the code under test; a list of identifiers is all that it sends.
  return (request.body as { entities: readonly string[] }).entities;
}

function confirmAll(request: HttpRequest): Reply {
  return { body: { ok: true, deletedEntities: sentIn(request) } };
}

function refuse(offenders: readonly string[]) {
  const refusal = failure(403, { ok: false, error: 'has_dependents' });
  return (request: HttpRequest): Reply =>
    sentIn(request).some((identifier) => offenders.includes(identifier)) ? refusal : confirmAll(request);
}

function points(from: string, to: string): Reference {
  return { from: { blueprint: 'group', identifier: from }, to: { blueprint: 'group', identifier: to } };
}

describe('deleting', () => {
  it.each([
    ['all', true],
    ['none', false],
  ] as const)(
    'is a bulk request of the exporter that says what becomes of dependents (%s)',
    async (dependents, flag) => {
      const { outcome, requests } = remove(confirmAll, { 'a/b': ['x'] }, [], { dependents });

      await outcome;

      const [request] = requests();
      expect(request?.url.pathname).toBe('/v1/blueprints/a%2Fb/bulk/entities/delete');
      expect(request?.url.searchParams.get('delete_dependents')).toBe(String(flag));
      expect(request?.headers?.['user-agent']).toMatch(/\/exporter$/);
    },
  );

  it('sends a hundred at most, of one blueprint each', async () => {
    const many = Array.from({ length: 201 }, (_, index) => `e${index}`);

    const { outcome, sent } = remove(confirmAll, { group: many, service: ['a'] });
    const { deleted } = await outcome;

    expect(sent().map(({ length }) => length)).toEqual([100, 100, 1, 1]);
    expect(sent().flat()).toEqual([...many, 'a']);
    expect(Object.fromEntries(deleted)).toEqual({ group: 201, service: 1 });
  });

  it('counts what Port confirms', async () => {
    const { outcome } = remove({ body: { ok: true, deletedEntities: ['a'] } }, { group: ['a', 'gone'] });

    const { deleted, refused } = await outcome;

    expect(deleted.get('group')).toBe(1);
    expect(refused).toEqual([]);
  });

  it('looks up what Port passes over in silence, and tells what is still there', async () => {
    const answer = { body: { ok: true, deletedEntities: ['a'] } };
    const { outcome } = remove(answer, { group: ['a', 'gone', 'kept'] }, [], { stored: ['kept', 'other'] });

    const { deleted, refused } = await outcome;

    expect(deleted.get('group')).toBe(1);
    expect(refused).toEqual([
      { blueprint: 'group', identifier: 'kept', message: expect.stringContaining('still has it') },
    ]);
  });

  it('sends nothing for nothing', async () => {
    const { outcome, sent } = remove(confirmAll, { group: [] });

    await outcome;

    expect(sent()).toEqual([]);
  });

  it('begins with the dependents', async () => {
    const references = [points('b', 'a'), points('c', 'b'), points('d', 'a'), points('a', 'a'), points('x', 'c')];

    const { outcome, sent } = remove(confirmAll, { group: ['a', 'b', 'c', 'd'] }, references);
    await outcome;

    expect(sent()).toEqual([['c', 'd'], ['b'], ['a']]);
  });

  it('takes what points at each other in a circle last, at once', async () => {
    const { outcome, sent } = remove(confirmAll, { group: ['a', 'b', 'c'] }, [
      points('a', 'b'),
      points('b', 'a'),
      points('c', 'a'),
    ]);

    await outcome;

    expect(sent()).toEqual([['c'], ['a', 'b']]);
  });
});

describe('dependents', () => {
  it('go with what they depend on only where they are known and do not go before', async () => {
    const references = [points('b', 'a'), points('foreign', 'b'), points('c', 'd'), points('d', 'c'), points('e', 'e')];
    const { outcome, requests } = remove(confirmAll, { group: ['a', 'b', 'c', 'd', 'e', 'f'] }, references, {
      dependents: 'known',
    });

    await outcome;

    const sent = requests().map((request) => [request.url.searchParams.get('delete_dependents'), sentIn(request)]);
    expect(sent).toEqual([
      ['false', ['f']],
      ['true', ['b', 'e']],
      ['false', ['a']],
      ['true', ['d', 'c']],
    ]);
  });
});

describe('a deletion that Port refuses', () => {
  it('is halved until the offenders are found; the rest goes', async () => {
    const { outcome, sent } = remove(refuse(['c']), { group: ['a', 'b', 'c', 'd'] });

    const { deleted, refused } = await outcome;

    expect(deleted.get('group')).toBe(3);
    expect(refused).toEqual([{ blueprint: 'group', identifier: 'c', message: 'failed with 403' }]);
    expect(sent()).toEqual([['a', 'b', 'c', 'd'], ['a', 'b'], ['c', 'd'], ['c'], ['d']]);
  });

  it.each([408, 429, 500, undefined])('for another reason ends it, and tells why (%s)', async (status) => {
    const error = failure(status);
    const { outcome, requests } = remove(error, { group: ['a', 'b'] });

    await expect(outcome).resolves.toMatchObject({ refused: [], failure: error.message });
    expect(requests().length).toBeLessThan(3);
  });

  it('because of the credentials ends the run, and what went before it counts', async () => {
    const answer = (request: HttpRequest) => (sentIn(request).includes('a') ? confirmAll(request) : failure(401));
    const { outcome } = remove(answer, { group: ['a'], service: ['b'], team: ['c'] });

    const { deleted, error } = await outcome;

    expect(Object.fromEntries(deleted)).toEqual({ group: 1 });
    expect(error).toMatchObject({ code: 'CREDENTIALS_REFUSED' });
  });

  it('because it is not there any more is none', async () => {
    const answer = (request: HttpRequest) => (sentIn(request).includes('gone') ? failure(404) : confirmAll(request));
    const { outcome } = remove(answer, { group: ['a', 'gone'] });

    await expect(outcome).resolves.toEqual({ deleted: new Map([['group', 1]]), refused: [] });
  });
});

describe('a deletion that is stopped', () => {
  it('sends nothing more', async () => {
    const controller = new AbortController();
    const answer = (request: HttpRequest) => {
      controller.abort(new Error('stopped'));
      return confirmAll(request);
    };

    const { outcome, sent } = remove(answer, { group: ['a'], service: ['b'] }, [], controller);

    await expect(outcome).resolves.toMatchObject({ deleted: new Map([['group', 1]]), failure: 'the run was stopped' });
    expect(sent()).toEqual([['a']]);
  });
});
