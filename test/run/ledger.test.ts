import { describe, expect, it } from 'vitest';
import { AuthError, InterruptedError } from '../../src/errors.ts';
import { GoneError } from '../../src/extract/gitlab/gone.ts';
import type { RawBatch } from '../../src/raw-object.ts';
import { ScopeLedger } from '../../src/run/ledger.ts';
import { readAll } from '../extract/read-all.ts';
import { failure } from '../support/scripted-http.ts';

const PAGES: readonly RawBatch[] = [[{ id: 1 }], [{ id: 2 }]];

async function* list(error?: Error): AsyncGenerator<RawBatch> {
  yield* PAGES;
  if (error !== undefined) throw error;
}

/** A listing that gives nothing before it fails. */
async function* fail(error: Error): AsyncGenerator<RawBatch> {
  yield* [];
  throw error;
}

describe('ScopeLedger', () => {
  it('knows nothing before anything is read', () => {
    const ledger = new ScopeLedger();

    expect(ledger).toMatchObject({ complete: 0, unread: [] });
  });

  it('passes the batches on and calls a scope that was read to its end complete', async () => {
    const ledger = new ScopeLedger();

    const read = await readAll(ledger.read('projects', list()));

    expect(read).toEqual(PAGES);
    expect(ledger).toMatchObject({ complete: 1, unread: [] });
  });

  it.each([
    ['denied', '403', failure(403)],
    ['denied', '404', failure(404)],
    ['failed', '500', failure(500)],
    ['failed', '400', failure(400)],
    ['failed', 'a network failure', failure(undefined)],
  ])('calls a scope %s after %s, gives its reason and keeps what was read', async (state, _, error) => {
    const ledger = new ScopeLedger();

    const read = await readAll(ledger.read('group/a', list(error)));

    expect(read).toEqual(PAGES);
    expect(ledger.unread).toEqual([{ scope: 'group/a', state, reason: error.message }]);
    expect(ledger.complete).toBe(0);
  });

  it.each([403, 404])('counts a scope that answers %i as read and empty where denied means empty', async (status) => {
    const ledger = new ScopeLedger({ deniedIsEmpty: true });

    const read = await readAll(ledger.read('group/a', fail(failure(status))));

    expect(read).toEqual([]);
    expect(ledger).toMatchObject({ complete: 1, unread: [] });
  });

  it.each([500, undefined])('never counts a scope that fails with %s as empty', async (status) => {
    const ledger = new ScopeLedger({ deniedIsEmpty: true });

    await readAll(ledger.read('group/a', fail(failure(status))));

    expect(ledger).toMatchObject({ complete: 0, unread: [{ scope: 'group/a', state: 'failed' }] });
  });

  it.each([
    ['the interruption of the run', new InterruptedError('SIGTERM')],
    ['refused credentials', new AuthError('refused')],
    ['what nobody foresaw', new TypeError('a bug')],
  ])('passes %s on and leaves the scope unread', async (_, error) => {
    const ledger = new ScopeLedger();

    await expect(readAll(ledger.read('group/a', list(error)))).rejects.toBe(error);
    expect(ledger.unread).toMatchObject([{ scope: 'group/a', state: 'reading' }]);
  });

  it('leaves a scope unread whose reader stops early', async () => {
    const ledger = new ScopeLedger();

    for await (const _ of ledger.read('group/a', list())) break;

    expect(ledger).toMatchObject({ complete: 0, unread: [{ scope: 'group/a', state: 'reading' }] });
  });

  it('calls a scope unread while it is being read', async () => {
    const ledger = new ScopeLedger();

    await ledger.read('group/a', list()).next();

    expect(ledger.unread).toMatchObject([{ scope: 'group/a', state: 'reading' }]);
  });

  it('keeps scopes apart', async () => {
    const ledger = new ScopeLedger();

    await Promise.all([
      readAll(ledger.read('group/a', list())),
      readAll(ledger.read('group/b', list(failure(404)))),
      readAll(ledger.read('group/c', list(failure(503)))),
      readAll(ledger.read('group/d', list())),
    ]);

    expect(ledger.complete).toBe(2);
    expect(ledger.unread.map(({ scope, state }) => [scope, state])).toEqual([
      ['group/b', 'denied'],
      ['group/c', 'failed'],
    ]);
  });

  it('does not let a scope of the same name hide a failure', async () => {
    const ledger = new ScopeLedger();

    await readAll(ledger.read('group/a', list(failure(503))));
    await readAll(ledger.read('group/a', list()));

    expect(ledger).toMatchObject({ complete: 1, unread: [{ scope: 'group/a', state: 'failed' }] });
  });

  it('misses nothing of what is gone', async () => {
    const ledger = new ScopeLedger();

    const read = await readAll(ledger.read('group/a', list(new GoneError('gone'))));

    expect(read).toEqual(PAGES);
    expect(ledger).toMatchObject({ complete: 1, unread: [] });
  });
});

describe('a single read through the ScopeLedger', () => {
  const attempt = (ledger: ScopeLedger, outcome: number | Error) =>
    ledger.attempt(
      'group/a: members',
      async () => {
        if (outcome instanceof Error) throw outcome;
        return outcome;
      },
      0,
    );

  it('gives the value and is complete', async () => {
    const ledger = new ScopeLedger();

    const answer = await attempt(ledger, 7);

    expect(answer).toEqual({ value: 7 });
    expect(ledger).toMatchObject({ complete: 1, unread: [] });
  });

  it.each([
    ['denied', 403],
    ['denied', 404],
    ['failed', 500],
    ['failed', undefined],
  ])('gives nothing and is %s on %s', async (state, status) => {
    const ledger = new ScopeLedger();
    const error = failure(status);

    const answer = await attempt(ledger, error);

    expect(answer).toBeUndefined();
    expect(ledger.unread).toEqual([{ scope: 'group/a: members', state, reason: error.message }]);
    expect(ledger.complete).toBe(0);
  });

  it('gives the empty value where denied means empty', async () => {
    const ledger = new ScopeLedger({ deniedIsEmpty: true });

    const answer = await attempt(ledger, failure(403));

    expect(answer).toEqual({ value: 0 });
    expect(ledger).toMatchObject({ complete: 1, unread: [] });
  });

  it('never gives the empty value for a failure', async () => {
    const ledger = new ScopeLedger({ deniedIsEmpty: true });

    const answer = await attempt(ledger, failure(500));

    expect(answer).toBeUndefined();
    expect(ledger.unread).toMatchObject([{ state: 'failed' }]);
  });

  it.each([
    ['the interruption of the run', new InterruptedError('SIGTERM')],
    ['what nobody foresaw', new TypeError('a bug')],
  ])('passes %s on and leaves the scope unread', async (_, error) => {
    const ledger = new ScopeLedger();

    await expect(attempt(ledger, error)).rejects.toBe(error);
    expect(ledger.unread).toMatchObject([{ state: 'reading' }]);
  });

  it('passes on that something is gone, and misses nothing of it', async () => {
    const ledger = new ScopeLedger();
    const gone = new GoneError('gone');

    await expect(attempt(ledger, gone)).rejects.toBe(gone);
    expect(ledger).toMatchObject({ complete: 1, unread: [] });
  });
});
