import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPages } from '../../../src/extract/gitlab/pages.ts';
import { endpoint, type Query } from '../../../src/http/endpoint.ts';
import { readAll } from '../read-all.ts';
import { type Row, startList } from './changing-list.ts';

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
  const inOrder: Query = { order_by: 'created_at', sort: 'asc' };

  it('that keeps its order gives each row that stays exactly once, whatever leaves or enters it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 7, max: 12 }), arbitraryChanges, async (length, size, changes) => {
        let id = 1000;
        const insert = (list: Row[], at: number): void => {
          list.push({ id: id++, at: Math.floor(at * length) * 1000 + 1 });
        };
        const { client, lasting } = startList(numbered(length), { changes, add: insert });

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
          const { client, lasting } = startList(numbered(length), { changes });

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
        const { client, http } = startList(numbered(length));

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
        const { client, lasting } = startList(rows, { changes, add: insert, mostCounted: 0 });

        const ids = await idsOf(readPages(client, endpoint`groups`, { per_page: size }));

        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toEqual(expect.arrayContaining([...lasting]));
      }),
      { numRuns: 300 },
    );
  });

  it('is given in its order', async () => {
    const rows = Array.from({ length: 10_050 }, (_, index): Row => ({ id: index, at: index * 1000 }));
    const { client, http } = startList(rows, { mostCounted: 0 });

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
    const { client } = startList(rows, { changes, add: append, mostCounted: 0 });

    await expect(idsOf(readPages(client, endpoint`groups`, { per_page: 10 }))).rejects.toThrow('lost rows faster');
  });
});
