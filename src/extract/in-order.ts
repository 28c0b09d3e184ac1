import { pMapIterable, pMapSkip } from 'p-map';
import type { RawBatch, RawObject } from '../raw-object.ts';

/** Objects or listings under way at the same time; how many requests that makes is bounded by the HTTP client. */
const READ_AHEAD = 16;

/** The largest batch that is put together here: as many as a page of GitLab holds. */
const BATCH_SIZE = 100;

/** The objects of all batches. */
export async function* objectsOf(batches: AsyncIterable<RawBatch>): AsyncGenerator<RawObject> {
  for await (const batch of batches) yield* batch;
}

/** Replaces each object by what `read` makes of it, or leaves it out for undefined; many are read at once, none overtakes. */
export function mapInOrder(
  batches: AsyncIterable<RawBatch>,
  read: (object: RawObject) => Promise<RawObject | undefined>,
): AsyncIterable<RawBatch> {
  const objects = pMapIterable(objectsOf(batches), async (object) => (await read(object)) ?? pMapSkip, {
    concurrency: READ_AHEAD,
    backpressure: BATCH_SIZE,
  });
  return toBatches(objects);
}

/** One listing after the other, while the next ones are already asked for their first page, so that memory holds few pages. */
export function joinInOrder(listings: AsyncIterable<AsyncIterable<RawBatch>>): AsyncIterable<RawBatch> {
  return toBatches(
    (async function* () {
      const started = pMapIterable(listings, start, { concurrency: READ_AHEAD, backpressure: READ_AHEAD });
      for await (const { iterator, first } of started) {
        for (let page = first; !page.done; page = await iterator.next()) yield* page.value;
      }
    })(),
  );
}

async function start(listing: AsyncIterable<RawBatch>) {
  const iterator = listing[Symbol.asyncIterator]();
  return { iterator, first: await iterator.next() };
}

/** What comes in crumbs is mapped and loaded in batches. */
async function* toBatches(objects: AsyncIterable<RawObject>): AsyncGenerator<RawBatch> {
  let batch: RawObject[] = [];
  for await (const object of objects) {
    batch.push(object);
    if (batch.length < BATCH_SIZE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
