import type { RawObject } from '../../src/raw-object.ts';

/** A row of a list of a pipeline's jobs, of which this program reads nothing; all of it is for mappings. */
export function makeJob(fields: RawObject = {}): RawObject {
  const { id = 1 } = fields;
  return { id, name: `job ${id}`, status: 'success', ...fields };
}
