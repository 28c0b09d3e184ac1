import type { RawObject } from '../../src/raw-object.ts';

/** A row of a list of merge requests, reduced to what this program looks at; the rest is for mappings. */
export function makeMergeRequest(fields: RawObject = {}): RawObject {
  return { id: 1, iid: 1, project_id: 1, state: 'opened', ...fields };
}
