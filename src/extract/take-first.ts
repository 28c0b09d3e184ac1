import type { RawBatch } from '../raw-object.ts';

/** So many rows from the start; no page beyond them is asked for. */
export async function* takeFirst(count: number, batches: AsyncIterable<RawBatch>): AsyncGenerator<RawBatch> {
  let left = count;
  for await (const batch of batches) {
    yield batch.slice(0, left);
    left -= batch.length;
    if (left <= 0) return;
  }
}
