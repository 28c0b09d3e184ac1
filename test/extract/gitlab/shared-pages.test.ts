import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedPages, UnpackedPages } from '../../../src/extract/gitlab/shared-pages.ts';
import type { RawBatch } from '../../../src/raw-object.ts';
import { readAll } from '../read-all.ts';

/** A listing that counts what is taken from it, and fails after its last batch where it is told to. */
function makeSource(batches: readonly RawBatch[], failure?: Error) {
  const taken: RawBatch[] = [];
  async function* read(): AsyncGenerator<RawBatch> {
    for (const batch of batches) {
      taken.push(batch);
      yield batch;
    }
    if (failure !== undefined) throw failure;
  }
  return { taken, source: read() };
}

const arbitraryBatches = fc.array(
  fc.array(fc.record({ id: fc.nat(), name: fc.string({ unit: 'binary' }) }, { noNullPrototype: true }), {
    maxLength: 4,
  }),
  { maxLength: 5 },
);

describe('SharedPages', () => {
  it('gives every reader the same batches, however they interleave, and reads the source once', async () => {
    const readerCount = 3;
    const arbitraryTurns = fc.array(fc.nat({ max: readerCount - 1 }), { maxLength: 30 });

    await fc.assert(
      fc.asyncProperty(arbitraryBatches, arbitraryTurns, async (batches, turns) => {
        const { source, taken } = makeSource(batches);
        const shared = new SharedPages(source, new UnpackedPages());
        const readers = Array.from({ length: readerCount }, () => ({
          iterator: shared[Symbol.asyncIterator](),
          results: [] as Promise<IteratorResult<RawBatch>>[], // filled below
        }));

        for (const turn of turns) {
          const reader = readers[turn];
          reader?.results.push(reader.iterator.next());
        }
        const read = await Promise.all(
          readers.map(async ({ iterator, results }) => {
            const early = (await Promise.all(results)).filter(({ done }) => !done).map(({ value }) => value);
            return [...early, ...(await readAll(iterator))];
          }),
        );

        expect(read).toEqual([batches, batches, batches]);
        expect(taken).toEqual(batches);
      }),
    );
  });

  it('gives a late reader everything from the start', async () => {
    const batches = [[{ id: 1 }], [{ id: 2, name: 'größe' }], []];
    const shared = new SharedPages(makeSource(batches).source, new UnpackedPages());
    await readAll(shared);

    const late = await readAll(shared);

    expect(late).toEqual(batches);
  });

  it('reads no further than the foremost reader', async () => {
    const { source, taken } = makeSource([[{ id: 1 }], [{ id: 2 }]]);
    const shared = new SharedPages(source, new UnpackedPages());

    await shared[Symbol.asyncIterator]().next();

    expect(taken).toEqual([[{ id: 1 }]]);
  });

  it('lets others go on when one reader stops early', async () => {
    const batches = [[{ id: 1 }], [{ id: 2 }]];
    const shared = new SharedPages(makeSource(batches).source, new UnpackedPages());

    for await (const _ of shared) break;

    expect(await readAll(shared)).toEqual(batches);
  });

  it('fails every reader at the same place when the source fails', async () => {
    const failure = new Error('page three is lost');
    const batches = [[{ id: 1 }], [{ id: 2 }]];
    const shared = new SharedPages(makeSource(batches, failure).source, new UnpackedPages());
    const readUntilFailure = async () => {
      const read: RawBatch[] = [];
      try {
        for await (const batch of shared) read.push(batch);
        return { read, error: undefined };
      } catch (error) {
        return { read, error };
      }
    };

    const together = await Promise.all([readUntilFailure(), readUntilFailure()]);
    const later = await readUntilFailure();

    for (const outcome of [...together, later]) expect(outcome).toEqual({ read: batches, error: failure });
  });
});
