import type { RawObject } from '../../src/raw-object.ts';

/** A row of a list of tags: there is no id in it. */
export function makeTag(fields: RawObject = {}): RawObject {
  const { id = 1, ...rest } = fields;
  return { name: `v${id}`, message: null, ...rest };
}
