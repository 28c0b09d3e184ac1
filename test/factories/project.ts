import type { RawObject } from '../../src/raw-object.ts';

/** A row of `GET /projects`, reduced to what this program looks at; the rest is for mappings. */
export function makeProject(fields: RawObject = {}): RawObject {
  const { id = 1 } = fields;
  return {
    id,
    path_with_namespace: `group/project-${id}`,
    default_branch: 'main',
    archived: false,
    marked_for_deletion_on: null,
    ...fields,
  };
}
