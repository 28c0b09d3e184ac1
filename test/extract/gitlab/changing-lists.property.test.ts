import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGitLabClient } from '../../../src/extract/gitlab/client.ts';
import { readPages } from '../../../src/extract/gitlab/pages.ts';
import { readByTime, windowsBetween } from '../../../src/extract/gitlab/time-windows.ts';
import type { HttpRequest } from '../../../src/http/client.ts';
import { endpoint, type Query } from '../../../src/http/endpoint.ts';
import { type Reply, scriptHttp } from '../../support/scripted-http.ts';
import { readAll } from '../read-all.ts';

interface Row {
  readonly id: number;
  /** Microseconds, of which GitLab tells the milliseconds. */
  readonly at: number;
}

/** What happens to a list between two requests. */
interface Change {
  /** Place of the row that leaves, as a share of the list. */
  readonly removed?: number;
  readonly added?: number;
}

/** A list of GitLab that changes before each request; the rows that were there from beginning to end are `lasting`. */
function startList(
  rows: Row[],
  changes: readonly (readonly Change[])[],
  add: (list: Row[], at: number) => void,
  isCounted = true,
) {
  let requests = 0;
  const lasting = new Set(rows.map(({ id }) => id));
  const http = scriptHttp({
    'GET /groups': (request) => {
      if (requests > 1000) throw new Error(`Still asked after so many requests: ${request.url.search}`);
      for (const { removed, added } of changes[requests++] ?? []) {
        if (removed !== undefined)
          for (const { id } of rows.splice(Math.floor(removed * rows.length), 1)) lasting.delete(id);
        if (added !== undefined) add(rows, added);
      }
      return answer(request, rows, isCounted);
    },
  });
  const client = createGitLabClient({ http, url: 'https://gitlab.test', token: 'token' });
  return { client, http, lasting };
}

/** A page of the rows between the dates, in the order of date and, within one, the newest first. */
function answer({ url }: HttpRequest, rows: readonly Row[], isCounted: boolean): Reply {
  const [from, to] = ['created_after', 'created_before'].map((name) => url.searchParams.get(name));
  const listed = rows
    .filter(({ at }) => (from == null || at >= Date.parse(from) * 1000) && (to == null || at <= Date.parse(to) * 1000))
    .sort((left, right) => left.at - right.at || right.id - left.id);
  const size = Number(url.searchParams.get('per_page'));
  const page = Number(url.searchParams.get('page') ?? 1);
  const headers = new Headers({ 'x-page': String(page), 'x-per-page': String(size) });
  if (isCounted) headers.set('x-total', String(listed.length));
  if (page * size < listed.length) headers.set('x-next-page', String(page + 1));
  const body = listed
    .slice((page - 1) * size, page * size)
    .map(({ id, at }) => ({ id, created_at: new Date(Math.floor(at / 1000)).toISOString() }));
  return { body, headers };
}

async function idsOf(pages: Parameters<typeof readAll>[0]): Promise<unknown[]> {
  return (await readAll(pages)).flat().map(({ id }) => id);
}

const share = fc.nat(999).map((thousandths) => thousandths / 1000);
const arbitraryChanges = fc.array(
  fc.array(
    fc.oneof(
      share.map((removed) => ({ removed })),
      share.map((added) => ({ added })),
    ),
    { maxLength: 4 },
  ),
  { maxLength: 30 },
);

describe('a list with a known total', () => {
  const numbered = (length: number): Row[] => Array.from({ length }, (_, index) => ({ id: index, at: index * 1000 }));
  const inOrder: Query = { order_by: 'id', sort: 'asc' };

  it('that keeps its order gives each row that stays exactly once, whatever leaves or enters it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 7, max: 12 }), arbitraryChanges, async (length, size, changes) => {
        let id = 1000;
        const insert = (list: Row[], at: number): void => {
          list.push({ id: id++, at: Math.floor(at * length) * 1000 + 1 });
        };
        const { client, lasting } = startList(numbered(length), changes, insert);

        const ids = await idsOf(readPages(client, endpoint`groups`, { ...inOrder, per_page: size }));

        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toEqual(expect.arrayContaining([...lasting]));
      }),
      { numRuns: 300 },
    );
  });

  it('of any order gives each row that stays exactly once, whatever leaves it', async () => {
    const arbitraryRemovals = arbitraryChanges.map((changes) =>
      changes.map((each) => each.filter((change) => 'removed' in change)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.integer({ min: 1, max: 12 }),
        arbitraryRemovals,
        async (length, size, changes) => {
          const { client, lasting } = startList(numbered(length), changes, () => {});

          const ids = await idsOf(readPages(client, endpoint`groups`, { per_page: size }));

          expect(new Set(ids).size).toBe(ids.length);
          expect(ids).toEqual(expect.arrayContaining([...lasting]));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each<[string, Query, (pages: number) => number]>([
    ['with at most one request more than it has pages', {}, (pages) => pages + 1],
    ['with at most a sixth more requests, where it keeps its order', inOrder, (pages) => Math.ceil(pages * 1.17) + 1],
  ])('is given in its order %s, when nothing changes', async (_, query, mostFor) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1200), async (length) => {
        const { client, http } = startList(numbered(length), [], () => {});

        const ids = await idsOf(readPages(client, endpoint`groups`, { ...query, per_page: 100 }));

        expect(ids).toEqual(Array.from({ length }, (_, index) => index));
        expect(http.requests.length).toBeLessThanOrEqual(mostFor(Math.max(1, Math.ceil(length / 100))));
      }),
      { numRuns: 15, examples: [[0], [1], [100], [101], [198], [9999]] },
    );
  });
});

describe('a list without a total', () => {
  it('gives each row that stays exactly once, whatever leaves or enters it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 7, max: 12 }), arbitraryChanges, async (length, size, changes) => {
        const rows = Array.from({ length }, (_, index): Row => ({ id: index, at: index * 1000 }));
        let id = 1000;
        const insert = (list: Row[], at: number): void => {
          list.push({ id: id++, at: Math.floor(at * length) * 1000 + 1 });
        };
        const { client, lasting } = startList(rows, changes, insert, false);

        const ids = await idsOf(readPages(client, endpoint`groups`, { per_page: size }));

        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toEqual(expect.arrayContaining([...lasting]));
      }),
      { numRuns: 300 },
    );
  });

  it('is given in its order', async () => {
    const rows = Array.from({ length: 10_050 }, (_, index): Row => ({ id: index, at: index * 1000 }));
    const { client, http } = startList(rows, [], () => {}, false);

    const ids = await idsOf(readPages(client, endpoint`groups`));

    expect(ids).toEqual(rows.map(({ id }) => id));
    expect(http.requests.length).toBeLessThan(120);
  });

  it('fails where it changes faster than it is read', async () => {
    const rows = Array.from({ length: 400 }, (_, index): Row => ({ id: index, at: index * 1000 }));
    const changes = Array.from({ length: 1000 }, () => Array.from({ length: 20 }, () => ({ removed: 0, added: 0.9 })));
    const append = (list: Row[]): void => {
      const at = Math.max(...list.map((row) => row.at)) + 1000;
      list.push({ id: at, at });
    };
    const { client } = startList(rows, changes, append, false);

    await expect(idsOf(readPages(client, endpoint`groups`, { per_page: 10 }))).rejects.toThrow('lost rows faster');
  });
});

describe('a list that is read by dates', () => {
  const DAY = 86_400_000_000;
  /** Rows of few different dates, so that many share one. */
  const arbitraryRows = fc
    .array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 })
    .map((dates) => dates.map((date, index): Row => ({ id: index, at: DAY + date * 400 })));
  const arbitraryWindows = fc
    .array(fc.integer({ min: -1, max: 7 }), { maxLength: 5 })
    .map((moments) =>
      moments.toSorted((left, right) => left - right).map((ms) => new Date(DAY / 1000 + ms).toISOString()),
    );

  it('gives each row that stays exactly once, whatever leaves or enters it, and wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRows,
        arbitraryWindows,
        fc.integer({ min: 7, max: 12 }),
        arbitraryChanges,
        async (rows, moments, size, changes) => {
          let id = 1000;
          const insert = (list: Row[], at: number): void => {
            list.push({ id: id++, at: DAY + Math.floor(at * 12) * 400 });
          };
          const { client, lasting } = startList([...rows], changes, insert);

          const pages = readByTime(client, endpoint`groups`, { per_page: size }, 'created', windowsBetween(moments));
          const ids = await idsOf(pages);

          expect(new Set(ids).size).toBe(ids.length);
          expect(ids).toEqual(expect.arrayContaining([...lasting]));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps to the dates of its query, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRows,
        arbitraryWindows,
        fc.tuple(fc.nat(6), fc.nat(6)),
        async (rows, moments, [one, other]) => {
          const [from, to] = [Math.min(one, other), Math.max(one, other)].map((ms) =>
            new Date(DAY / 1000 + ms).toISOString(),
          );
          const { client } = startList([...rows], [], () => {});
          const query = { created_after: from, created_before: to, per_page: 5 };

          const ids = await idsOf(readByTime(client, endpoint`groups`, query, 'created', windowsBetween(moments)));

          const expected = rows.filter(
            ({ at }) => at >= Date.parse(String(from)) * 1000 && at <= Date.parse(String(to)) * 1000,
          );
          expect(new Set(ids)).toEqual(new Set(expected.map(({ id }) => id)));
        },
      ),
    );
  });
});
