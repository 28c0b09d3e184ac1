import type { RawBatch } from '../raw-object.ts';

/** Gives an object once that two ways reach, or that an offset list repeats when rows move between its pages: by `id`. */
export async function* distinct(batches: AsyncIterable<RawBatch>): AsyncGenerator<RawBatch> {
  const seen = new Set<unknown>();
  for await (const batch of batches) {
    yield batch.filter(({ id }) => {
      const isNew = id === undefined || !seen.has(id);
      seen.add(id);
      return isNew;
    });
  }
}
