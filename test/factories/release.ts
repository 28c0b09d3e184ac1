import type { RawObject } from '../../src/raw-object.ts';

/** A row of a list of releases: there is no id in it. */
export function makeRelease(fields: RawObject = {}): RawObject {
  const { id = 1, ...rest } = fields;
  return { tag_name: `v${id}`, name: `Release ${id}`, ...rest };
}
