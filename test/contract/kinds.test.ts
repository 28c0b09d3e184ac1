import { describe, expect, it } from 'vitest';
import { AuthError, InterruptedError } from '../../src/errors.ts';
import type { GitLab } from '../../src/extract/gitlab/gitlab.ts';
import type { Kind } from '../../src/extract/kind.ts';
import { kinds } from '../../src/extract/table.ts';
import type { RawBatch, RawObject } from '../../src/raw-object.ts';
import { ScopeLedger } from '../../src/run/ledger.ts';
import { readAll } from '../extract/read-all.ts';
import { factories } from '../factories/table.ts';
import { failure } from '../support/scripted-http.ts';
import { fakeGitLab } from './fake-gitlab.ts';

/** Reads a kind; the ledger tells how the scopes ended. */
function extract(kind: Kind, gitlab: GitLab) {
  const ledger = new ScopeLedger();
  const batches = kind.extract?.({
    gitlab,
    selector: kind.selector.parse(factories[kind.name]?.selector ?? {}),
    scopes: ledger,
    now: new Date(0),
    touches: () => false,
    warn: () => {},
  });
  if (batches === undefined) throw new Error(`${kind.name} cannot be read`);
  return { ledger, batches };
}

describe.each([...kinds.values()].map((kind) => [kind.name, kind] as const))('%s', (name, kind) => {
  it('goes by its own name and points at a page of the API documentation', () => {
    expect(kinds.get(name)?.name).toBe(name);
    expect(kind.docs).toMatch(/^[a-z_]+\/(#[a-z0-9-]+)?$/);
  });

  it('describes every field of its selector', () => {
    const undescribed = Object.entries(kind.selector.shape).filter(
      ([, field]) => !('description' in field) || !field.description,
    );

    expect(undescribed.map(([field]) => field)).toEqual([]);
  });
});

// Those that read repositories join several readings into one object: their own tests tell what they do with failures.
const ofRepositories = ['file', 'folder', 'skill', 'plugin'];
const readable = [...kinds.values()].filter(
  ({ name, extract }) => extract !== undefined && !ofRepositories.includes(name),
);

describe.each(readable.map((kind) => [kind.name, kind] as const))('reading %s', (name, kind) => {
  const factory = factories[name];

  function make(id: number): RawObject {
    return factory?.make({ id }) ?? {};
  }

  function fake(pages: readonly RawBatch[], error?: Error): GitLab {
    if (factory === undefined) throw new Error(`test/factories/table.ts has no factory for ${name}`);
    return fakeGitLab(factory.listing, pages, error);
  }

  it('gives the objects of all pages, in order and as GitLab gave them', async () => {
    const pages = [[make(1), make(2)], [], [make(3)]];
    const { batches, ledger } = extract(kind, fake(pages));

    const read = await readAll(batches);

    expect(read.flat()).toMatchObject(pages.flat());
    expect(ledger.unread).toEqual([]);
    expect(ledger.complete).toBeGreaterThan(0);
  });

  it('counts an empty listing as complete', async () => {
    const { batches, ledger } = extract(kind, fake([[]]));

    const read = await readAll(batches);

    expect(read.flat()).toEqual([]);
    expect(ledger.unread).toEqual([]);
    expect(ledger.complete).toBeGreaterThan(0);
  });

  it.each([403, 404])('gives nothing and is denied on %i', async (status) => {
    const { batches, ledger } = extract(kind, fake([], failure(status)));

    const read = await readAll(batches);

    expect(read.flat()).toEqual([]);
    expect(ledger.unread).toMatchObject([{ state: 'denied' }]);
  });

  it('keeps page one and is failed when page two cannot be read', async () => {
    const { batches, ledger } = extract(kind, fake([[make(1)]], failure(502)));

    const read = await readAll(batches);

    expect(read.flat()).toMatchObject([make(1)]);
    expect(ledger.unread).toMatchObject([{ state: 'failed' }]);
  });

  it.each([
    ['the interruption of the run', new InterruptedError('SIGINT')],
    ['refused credentials', new AuthError('refused')],
    ['what nobody foresaw', new TypeError('a bug')],
  ])('passes %s on untouched', async (_, error) => {
    const { batches, ledger } = extract(kind, fake([[make(1)]], error));

    await expect(readAll(batches)).rejects.toBe(error);
    expect(ledger.unread).toContainEqual(expect.objectContaining({ state: 'reading' }));
  });
});
