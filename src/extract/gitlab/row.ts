import { UpstreamError } from '../../errors.ts';
import type { RawObject } from '../../raw-object.ts';

/** The number of a project or group. */
export function idOf(row: RawObject): number {
  const { id } = row;
  if (typeof id === 'number') return id;
  throw incomplete('id');
}

/** The full path of a project or group: what a person knows it by. */
export function fullPathOf(row: RawObject): string {
  const path = row['path_with_namespace'] ?? row['full_path'];
  if (typeof path === 'string') return path;
  throw incomplete('path');
}

function incomplete(field: string): UpstreamError {
  return new UpstreamError(
    `GitLab listed a project or group without ${field}`,
    { service: 'GitLab', route: 'GET /projects or /groups', reason: 'body', attempts: 1 },
    { hint: 'Check that nothing between here and GitLab changes its answers.' },
  );
}
