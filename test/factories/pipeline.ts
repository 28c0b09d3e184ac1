import type { RawObject } from '../../src/raw-object.ts';

/** A row of a list of pipelines, reduced to what this program looks at; the rest is for mappings. */
export function makePipeline(fields: RawObject = {}): RawObject {
  return { id: 1, project_id: 1, ref: 'main', status: 'success', ...fields };
}
