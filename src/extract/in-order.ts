import { pMapIterable, pMapSkip } from 'p-map';
import type { RawBatch, RawObject } from '../raw-object.ts';

/** Objects or listings under way at the same time; how many requests that makes is bounded by the HTTP client. */
const READ_AHEAD = 16;

/** The largest batch that is put together here: as many as a page of GitLab holds. */
const BATCH_SIZE = 100;

/** The first of them: what is read for it is under way at the same time anyway. */
const FIRST_BATCH_SIZE = READ_AHEAD;

/** Objects of one listing that are read ahead where they may be large. */
const LARGE_READ_AHEAD = 4;

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

/** What `read` makes of each item, or nothing for undefined, each as a batch: few are held, as they may be large. */
export async function* readEach<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  read: (item: Item) => Promise<RawObject | undefined>,
): AsyncGenerator<RawBatch> {
  const options = { concurrency: LARGE_READ_AHEAD, backpressure: LARGE_READ_AHEAD };
  const objects = pMapIterable(items, async (item) => (await read(item)) ?? pMapSkip, options);
  for await (const object of objects) yield [object];
}

/** The items in lists of at most so many. */
export function* inChunks<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** One listing after the other, while the next ones are already asked for their first page, so that memory holds few pages. */
export function joinInOrder(
  listings: AsyncIterable<AsyncIterable<RawBatch>>,
  batchSize = BATCH_SIZE,
): AsyncIterable<RawBatch> {
  return toBatches(
    (async function* () {
      const started = pMapIterable(listings, start, { concurrency: READ_AHEAD, backpressure: READ_AHEAD });
      for await (const { iterator, first } of started) {
        for (let page = first; !page.done; page = await iterator.next()) yield* page.value;
      }
    })(),
    batchSize,
  );
}

async function start(listing: AsyncIterable<RawBatch>) {
  const iterator = listing[Symbol.asyncIterator]();
  return { iterator, first: await iterator.next() };
}

/** What comes in crumbs is mapped and loaded in batches; the first is small, as it may be all that is wanted. */
async function* toBatches(objects: AsyncIterable<RawObject>, most = BATCH_SIZE): AsyncGenerator<RawBatch> {
  let batch: RawObject[] = [];
  let size = Math.min(FIRST_BATCH_SIZE, most);
  for await (const object of objects) {
    batch.push(object);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
    size = most;
  }
  if (batch.length > 0) yield batch;
}
