import type { RawObject } from '../../src/raw-object.ts';

/** A row of `GET /groups`, reduced to what this program looks at; the rest is for mappings. */
export function makeGroup(fields: RawObject = {}): RawObject {
  const { id = 1 } = fields;
  return { id, full_path: `group-${id}`, parent_id: null, marked_for_deletion_on: null, ...fields };
}
