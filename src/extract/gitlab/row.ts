import { UpstreamError } from '../../errors.ts';
import type { RawObject } from '../../raw-object.ts';

/** The number of what a row stands for, or of what another field names. */
export function idOf(row: RawObject, field: 'id' | 'project_id' = 'id'): number {
  const id = row[field];
  if (typeof id === 'number') return id;
  throw incomplete(field);
}

/** The full path of a project or group: what a person knows it by. */
export function fullPathOf(row: RawObject): string {
  const path = row['path_with_namespace'] ?? row['full_path'];
  if (typeof path === 'string') return path;
  throw incomplete('path');
}

function incomplete(field: string): UpstreamError {
  return new UpstreamError(
    `GitLab listed something without ${field}`,
    { service: 'GitLab', route: 'a list', reason: 'body', attempts: 1 },
    { hint: 'Check that nothing between here and GitLab changes its answers.' },
  );
}
