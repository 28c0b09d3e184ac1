import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GitLabClient } from '../../../src/extract/gitlab/client.ts';
import { readPages } from '../../../src/extract/gitlab/pages.ts';
import { PART_SIZE } from '../../../src/extract/gitlab/parts.ts';
import { readByTime } from '../../../src/extract/gitlab/time-windows.ts';
import { endpoint } from '../../../src/http/endpoint.ts';
import type { RawBatch } from '../../../src/raw-object.ts';
import { readAll } from '../read-all.ts';
import { type Row, startList } from './changing-list.ts';

type Read = (client: GitLabClient, pageSize: number, partSize: number) => AsyncIterable<RawBatch>;

const groups = endpoint`groups`;
const byId = { order_by: 'id', sort: 'asc' };
const LISTS = {
  'read by keyset': (client, per_page, partSize) =>
    readPages(client, groups, { ...byId, pagination: 'keyset', per_page }, partSize),
  'with numbered pages in the order of ids': (client, per_page, partSize) =>
    readPages(client, groups, { ...byId, per_page }, partSize),
  'in the order of a date that stays': (client, per_page, partSize) =>
    readByTime(client, groups, { per_page }, 'created', partSize),
  'in the order of a date that changes': (client, per_page, partSize) =>
    readByTime(client, groups, { per_page }, 'updated', partSize),
} satisfies Record<string, Read>;

async function idsOf(pages: AsyncIterable<RawBatch>): Promise<unknown[]> {
  return (await readAll(pages)).flat().map(({ id }) => id);
}

const DAY = 86_400_000_000;
/** Fewer dates than rows, so that many share one; some differ by less than GitLab tells. */
const dateOf = (step: number): number => DAY + step * 400;
const arbitraryRows = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 12 })), { maxLength: 60, size: 'max' })
  .map((rows) => {
    let last = 0;
    return rows.map(([gap, step]): Row => {
      last += gap;
      return { id: last, at: dateOf(step) };
    });
  });

/** Puts a row anywhere among the others, in the order of ids and of dates. */
function insert(list: Row[], share: number): void {
  const ids = new Set(list.map(({ id }) => id));
  let id = Math.floor(share * 200);
  while (ids.has(id)) id++;
  list.push({ id, at: dateOf(Math.floor(share * 12)) });
}

const share = fc.nat(999).map((thousandths) => thousandths / 1000);
function arbitraryChanges(...kinds: readonly ('removed' | 'added' | 'updated')[]) {
  const change = fc.tuple(fc.constantFrom(...kinds), share).map(([kind, where]) => ({ [kind]: where }));
  return fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 50, size: 'max' });
}

describe.each(Object.entries<Read>(LISTS))('a list %s', (name, read) => {
  it('gives each row that stays exactly once, wherever it is cut, and whatever leaves, enters or moves', async () => {
    const changes = name.endsWith('changes')
      ? arbitraryChanges('removed', 'added', 'updated')
      : arbitraryChanges('removed', 'added');
    const sizes = fc.record({
      page: fc.integer({ min: 7, max: 12 }),
      part: fc.integer({ min: 1, max: 25 }),
      mostCounted: fc.nat(70),
    });

    await fc.assert(
      fc.asyncProperty(arbitraryRows, sizes, changes, async (rows, { page, part, mostCounted }, changing) => {
        const { client, lasting } = startList([...rows], { changes: changing, add: insert, mostCounted });

        const ids = await idsOf(read(client, page, part));

        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toEqual(expect.arrayContaining([...lasting]));
      }),
      { numRuns: 400 },
    );
  });

  it('keeps its order, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRows, fc.integer({ min: 1, max: 40 }), async (rows, partSize) => {
        const { client } = startList([...rows]);

        const inParts = await idsOf(read(client, 7, partSize));

        expect(inParts).toEqual(await idsOf(read(client, 7, Number.POSITIVE_INFINITY)));
      }),
    );
  });

  it.each([2_700, 10_000, 10_001, 12_600, 30_000])(
    'takes at most a tenth more requests for %i rows than in one part',
    async (length) => {
      // A second between each two; dates are in microseconds here.
      const rows = () => Array.from({ length }, (_, index): Row => ({ id: index * 3, at: DAY + index * 1_000_000 }));
      const countRequests = async (partSize: number) => {
        const { client, http } = startList(rows(), { mostCounted: 10_000 });
        const ids = await idsOf(read(client, 100, partSize));
        expect(ids.length).toBe(length);
        return http.requests.length;
      };

      const inParts = await countRequests(PART_SIZE);

      const inOne = await countRequests(Number.POSITIVE_INFINITY);
      expect(inParts).toBeLessThanOrEqual(inOne * 1.1 + 1);
    },
  );

  it('takes not a request more where it is no longer than a part', async () => {
    const rows = Array.from({ length: 45 }, (_, index): Row => ({ id: index * 3, at: DAY + index * 1000 }));
    const [short, unlimited] = [startList([...rows]), startList([...rows])];

    await idsOf(read(short.client, 10, 45));
    await idsOf(read(unlimited.client, 10, Number.POSITIVE_INFINITY));

    expect(short.http.requests.map(({ url }) => url.search)).toEqual(
      unlimited.http.requests.map(({ url }) => url.search),
    );
  });
});

describe('a list in the order of a date', () => {
  it('keeps to the dates of its query, wherever it is cut', async () => {
    const moments = fc.tuple(fc.nat(6), fc.nat(6)).map((steps) => steps.toSorted((one, other) => one - other));
    await fc.assert(
      fc.asyncProperty(arbitraryRows, fc.integer({ min: 1, max: 40 }), moments, async (rows, partSize, dates) => {
        const [from = '', to = ''] = dates.map((ms) => new Date(DAY / 1000 + ms).toISOString());
        const { client } = startList([...rows]);
        const query = { created_after: from, created_before: to, per_page: 5 };

        const ids = await idsOf(readByTime(client, groups, query, 'created', partSize));

        const expected = rows.filter(({ at }) => at >= Date.parse(from) * 1000 && at <= Date.parse(to) * 1000);
        expect(new Set(ids)).toEqual(new Set(expected.map(({ id }) => id)));
      }),
    );
  });

  it('asks for rows that share a moment once, however many parts they would fill', async () => {
    const rows = Array.from({ length: 3000 }, (_, index): Row => ({ id: index, at: DAY }));
    const { client, http } = startList(rows);

    const ids = await idsOf(readByTime(client, groups, {}, 'created', 200));

    expect(ids.length).toBe(3000);
    expect(http.requests.length).toBeLessThan(55);
  });
});
