import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTogether } from '../../../src/extract/gitlab/read-together.ts';
import type { RawBatch } from '../../../src/raw-object.ts';
import { readAll } from '../read-all.ts';

/** Parts whose pages come when they are told to, and what was asked of them. */
function makeParts(counts: readonly number[], failing?: number) {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  async function* part(index: number, count: number): AsyncGenerator<RawBatch> {
    for (let page = 0; page < count; page++) {
      asked.push(`${index}:${page}`);
      await new Promise<void>((resolve) => waiting.push(resolve));
      if (index === failing && page === count - 1) throw new Error(`part ${index} is lost`);
      yield [{ id: index * 100 + page }];
    }
  }
  async function* parts() {
    for (const [index, count] of counts.entries()) yield part(index, count);
  }
  return { asked, waiting, parts: parts() };
}

/** Lets everything go on that waits for nothing else. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

/** Lets pages come in an order of its own, until the reading has ended. */
async function release(waiting: (() => void)[], reading: Promise<unknown>, choices: readonly number[]): Promise<void> {
  let isOver = false;
  const ending = reading.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  for (let turn = 0; !isOver; turn++) {
    await settle();
    const [resolve] = waiting.splice((choices[turn % choices.length] ?? 0) % Math.max(1, waiting.length), 1);
    resolve?.();
  }
  await ending;
}

async function readIds(parts: AsyncIterable<AsyncIterable<RawBatch>>, into: unknown[] = []): Promise<unknown[]> {
  for await (const batch of readTogether(parts)) into.push(...batch.map(({ id }) => id));
  return into;
}

const arbitraryChoices = fc.array(fc.nat(20), { minLength: 1, maxLength: 20 });

describe('readTogether', () => {
  it('gives part after part, whichever comes first', async () => {
    const arbitraryCounts = fc.array(fc.nat(3), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(arbitraryCounts, arbitraryChoices, async (counts, choices) => {
        const { parts, waiting } = makeParts(counts);

        const reading = readIds(parts);
        await release(waiting, reading, choices);

        const expected = counts.flatMap((count, part) => Array.from({ length: count }, (_, page) => part * 100 + page));
        expect(await reading).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('reads eight parts at the same time, and the next one when one was given', async () => {
    const { asked, waiting, parts } = makeParts(Array.from({ length: 12 }, () => 1));
    const batches = readTogether(parts);

    const first = batches.next();
    await settle();
    const askedAtFirst = asked.length;
    for (const resolve of waiting.splice(0)) resolve();
    await first;
    await batches.next();
    await settle();

    expect([askedAtFirst, asked.length]).toEqual([8, 9]);
    await batches.return(undefined);
  });

  it('gives all that lies before a failure, whenever it comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(4), arbitraryChoices, async (failing, choices) => {
        const { parts, waiting } = makeParts([2, 2, 2, 2, 2], failing);
        const ids: unknown[] = [];

        const reading = readIds(parts, ids);
        await release(waiting, reading, choices);

        await expect(reading).rejects.toThrow(`part ${failing} is lost`);
        expect(ids).toEqual([0, 1, 100, 101, 200, 201, 300, 301, 400, 401].slice(0, failing * 2 + 1));
      }),
      { numRuns: 20 },
    );
  });

  it('fails where the parts cannot be found, after those that were', async () => {
    async function* parts() {
      yield (async function* (): AsyncGenerator<RawBatch> {
        yield [{ id: 1 }];
      })();
      throw new Error('where the next part begins is not told');
    }
    const ids: unknown[] = [];

    await expect(readIds(parts(), ids)).rejects.toThrow('is not told');
    expect(ids).toEqual([1]);
  });

  it('asks for nothing more once nobody reads', async () => {
    const { asked, waiting, parts } = makeParts([3, 3, 3]);
    const batches = readTogether(parts);
    const first = batches.next();
    await settle();
    waiting.shift()?.();
    await first;

    await batches.return(undefined);
    const askedBefore = asked.length;
    for (let turn = 0; turn < 5; turn++) {
      for (const resolve of waiting.splice(0)) resolve();
      await settle();
    }

    expect(asked.length).toBe(askedBefore);
    expect(await readAll(batches)).toEqual([]);
  });
});
