import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RawBatch } from '../../src/raw-object.ts';
import { Broadcast } from '../../src/run/broadcast.ts';
import { readAll } from '../extract/read-all.ts';

/** Batches of one row, which counts what is taken of them and whether it was ended. */
function makeSource(count: number) {
  const state = { taken: 0, isEnded: false };
  async function* read(): AsyncGenerator<RawBatch> {
    try {
      for (; state.taken < count; state.taken++) yield [{ id: state.taken }];
    } finally {
      state.isEnded = true;
    }
  }
  return { state, source: read() };
}

function join(broadcast: Broadcast): AsyncIterator<RawBatch> & AsyncIterable<RawBatch> {
  const batches = broadcast.join();
  if (batches === undefined) throw new Error('The batches are gone');
  const iterator = batches[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]: () => iterator,
  };
}

const allOf = (count: number) => Array.from({ length: count }, (_, id) => [{ id }]);

describe('a broadcast', () => {
  it('gives every reader every batch in order, however they interleave, and takes each once', async () => {
    const count = 12;
    const arbitraryTurns = fc.array(fc.nat({ max: 2 }), { maxLength: 40 });

    await fc.assert(
      fc.asyncProperty(arbitraryTurns, async (turns) => {
        const { source, state } = makeSource(count);
        const broadcast = new Broadcast(source, 3);
        const readers = [join(broadcast), join(broadcast), join(broadcast)];
        const read: RawBatch[][] = [[], [], []];
        for (const turn of turns) {
          const result = await readers[turn]?.next();
          if (result && !result.done) read[turn]?.push(result.value);
        }
        for (const [turn, reader] of readers.entries()) read[turn]?.push(...(await readAll(reader)));

        expect(read).toEqual([allOf(count), allOf(count), allOf(count)]);
        expect(state.taken).toBe(count);
      }),
      { numRuns: 30 },
    );
  });

  it('takes no more from its source than the foremost reader does', async () => {
    const { source, state } = makeSource(5);
    const broadcast = new Broadcast(source, 2);

    await join(broadcast).next();

    expect(state.taken).toBe(0); // the second is not asked for yet
  });

  it('gives one that begins late everything, while it is little', async () => {
    const broadcast = new Broadcast(makeSource(20).source, 2);
    await readAll(join(broadcast));

    expect(await readAll(join(broadcast))).toEqual(allOf(20));
  });

  it('does not keep much for one that has not begun; who has begun gets all', async () => {
    const broadcast = new Broadcast(makeSource(50).source, 3, 500);
    const slow = join(broadcast);
    await slow.next();
    await readAll(join(broadcast));

    expect(broadcast.join()).toBeUndefined();
    expect(await readAll(slow)).toEqual(allOf(50).slice(1));
  });

  it('ends its source when all have left, and not before', async () => {
    const { source, state } = makeSource(5);
    const broadcast = new Broadcast(source, 2);
    const [first, second] = [join(broadcast), join(broadcast)];
    for (const reader of [first, second]) await reader.next();

    await first.return?.();
    expect(state.isEnded).toBe(false);
    await second.return?.();
    expect(state.isEnded).toBe(true);
  });

  it('fails for every reader where its source fails', async () => {
    async function* fail(): AsyncGenerator<RawBatch> {
      yield [{ id: 0 }];
      throw new Error('page two is lost');
    }
    const broadcast = new Broadcast(fail(), 2);

    await expect(readAll(join(broadcast))).rejects.toThrow('page two is lost');
    await expect(readAll(join(broadcast))).rejects.toThrow('page two is lost');
  });
});
