import type { RawBatch } from '../../src/raw-object.ts';

/** Every batch of a listing. */
export async function readAll(batches: AsyncIterable<RawBatch>): Promise<RawBatch[]> {
  const read: RawBatch[] = [];
  for await (const batch of batches) read.push(batch);
  return read;
}
