import type { RawObject } from '../../src/raw-object.ts';

/** A row of a list of issues, reduced to what this program looks at; the rest is for mappings. */
export function makeIssue(fields: RawObject = {}): RawObject {
  return { id: 1, iid: 1, project_id: 1, state: 'opened', ...fields };
}
