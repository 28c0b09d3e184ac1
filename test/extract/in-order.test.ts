import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinInOrder, mapInOrder } from '../../src/extract/in-order.ts';
import type { RawBatch } from '../../src/raw-object.ts';
import { readAll } from './read-all.ts';

async function* list<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

/** A pause of some turns of the event loop. */
async function pause(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function number(sizes: readonly (readonly number[])[]): RawBatch[][] {
  let id = 0;
  return sizes.map((pages) => pages.map((size) => Array.from({ length: size }, () => ({ id: id++ }))));
}

const arbitraryPages = fc.array(fc.nat({ max: 60 }), { maxLength: 4 });
const arbitraryTurns = fc.infiniteStream(fc.nat({ max: 3 }));

describe('joinInOrder', () => {
  it('gives every object once and in order, in full batches after a small one, whatever the pace of each listing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryPages, { maxLength: 25 }), arbitraryTurns, async (sizes, turns) => {
        const listings = number(sizes);
        const slow = listings.map(async function* (pages) {
          await pause(turns.next().value);
          yield* pages;
        });

        const batches = await readAll(joinInOrder(list(slow.map((start) => start))));

        expect(batches.flat()).toEqual(listings.flat(2));
        expect(batches.slice(0, -1).every(({ length }, index) => length === (index === 0 ? 16 : 100))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('holds no more than one page of the listings to come', async () => {
    const pagesRead: string[] = [];
    async function* read(name: string): AsyncGenerator<RawBatch> {
      for (let page = 1; page <= 5; page++) {
        pagesRead.push(`${name}${page}`);
        yield Array.from({ length: 100 }, () => ({ name }));
      }
    }

    const joined = joinInOrder(list(['a', 'b', 'c'].map(read)))[Symbol.asyncIterator]();
    await joined.next();
    await pause(20);

    expect(pagesRead.filter((page) => !page.startsWith('a')).sort()).toEqual(['b1', 'c1']);
  });

  it('fails with the error of a listing, after what comes before it', async () => {
    const error = new Error('lost');
    async function* fail(): AsyncGenerator<RawBatch> {
      yield [{ id: 'half' }];
      throw error;
    }
    const full = Array.from({ length: 116 }, (_, id) => ({ id }));
    const read: RawBatch[] = [];

    const reading = (async () => {
      for await (const batch of joinInOrder(list([list([full]), fail()]))) read.push(batch);
    })();

    await expect(reading).rejects.toBe(error);
    expect(read.flat()).toEqual(full);
  });
});

describe('mapInOrder', () => {
  it('gives what each object becomes, in order, and leaves out what becomes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPages, arbitraryTurns, async (sizes, turns) => {
        const pages = number([sizes]).flat();

        const batches = await readAll(
          mapInOrder(list(pages), async ({ id }) => {
            await pause(turns.next().value);
            return Number(id) % 3 === 0 ? undefined : { id, seen: true };
          }),
        );

        const kept = pages.flat().filter(({ id }) => Number(id) % 3 !== 0);
        expect(batches.flat()).toEqual(kept.map(({ id }) => ({ id, seen: true })));
        expect(batches.every(({ length }) => length > 0 && length <= 100)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('works on several objects at once, and on a bounded number', async () => {
    let running = 0;
    let most = 0;
    const pages = [Array.from({ length: 100 }, (_, id) => ({ id }))];

    await readAll(
      mapInOrder(list(pages), async (object) => {
        running++;
        most = Math.max(most, running);
        await pause(1);
        running--;
        return object;
      }),
    );

    expect(most).toBe(16);
  });
});
