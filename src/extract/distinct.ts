import type { RawBatch } from '../raw-object.ts';

/** Gives an object once that two ways reach, or that an offset list repeats when rows move between its pages. */
export async function* distinct(batches: AsyncIterable<RawBatch>, key = 'id'): AsyncGenerator<RawBatch> {
  const seen = new Set<unknown>();
  for await (const batch of batches) {
    yield batch.filter(({ [key]: name }) => {
      const isNew = name === undefined || !seen.has(name);
      seen.add(name);
      return isNew;
    });
  }
}
