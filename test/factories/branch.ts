import type { RawObject } from '../../src/raw-object.ts';

/** A row of a list of branches: there is no id in it. */
export function makeBranch(fields: RawObject = {}): RawObject {
  const { id = 1, ...rest } = fields;
  return { name: `branch-${id}`, default: false, ...rest };
}
