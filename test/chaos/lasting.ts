import type { FaultName } from '../../examples/sandbox/chaos/faults.ts';
import type { World } from '../../examples/sandbox/gitlab/world.ts';

/** Something that no retry overcomes, and the exit codes that tell the truth about it. */
export interface Lasting {
  readonly service: 'gitlab' | 'port';
  readonly fault: FaultName;
  /** Source of a RegExp over method, path and query; `place`, from 0 up to 1, picks one of several. */
  readonly requests: (place: number, world: World) => string;
  readonly expected: readonly number[];
}

const partsOfGroup: Lasting['requests'] = (place, { groups }) => `/groups/${pick(place, groups)}/\\w`;
const partsOfProject: Lasting['requests'] = (place, { projects }) => `/projects/${pick(place, projects)}/\\w`;
const anyParts: Lasting['requests'] = () => '/(merge_requests|members|languages|issues|pipelines|jobs)';

/** A project's languages come by GraphQL first, so that what strikes REST alone may strike nothing. */
export const LASTING: readonly Lasting[] = [
  { service: 'gitlab', fault: 'unauthorized', requests: () => '/api/v4/', expected: [3] },
  { service: 'gitlab', fault: 'unauthorized', requests: () => '/api/v4/(groups|projects)[/?]', expected: [3] },
  { service: 'gitlab', fault: 'unauthorized', requests: anyParts, expected: [3] },
  { service: 'gitlab', fault: 'reset-before', requests: () => '', expected: [4] },
  { service: 'gitlab', fault: 'server-error', requests: partsOfGroup, expected: [6] },
  { service: 'gitlab', fault: 'server-error', requests: partsOfProject, expected: [6] },
  { service: 'gitlab', fault: 'cut-body', requests: partsOfGroup, expected: [6] },
  { service: 'gitlab', fault: 'cut-body', requests: partsOfProject, expected: [6] },
  { service: 'gitlab', fault: 'broken-json', requests: anyParts, expected: [6] },
  { service: 'gitlab', fault: 'forbidden', requests: partsOfGroup, expected: [6] },
  { service: 'gitlab', fault: 'redirect-elsewhere', requests: anyParts, expected: [6] },
  { service: 'gitlab', fault: 'html-page', requests: () => '/api/v4/groups\\?', expected: [6] },
  { service: 'port', fault: 'unauthorized', requests: () => '', expected: [3] },
  { service: 'port', fault: 'forbidden', requests: () => '/entities/bulk', expected: [3] },
  { service: 'port', fault: 'server-error', requests: () => '/entities/bulk', expected: [4] },
  { service: 'port', fault: 'cut-body', requests: () => '/datasource-entities', expected: [6] },
  { service: 'port', fault: 'bad-gateway', requests: () => '/bulk/entities/delete', expected: [6] },
  { service: 'port', fault: 'entity-failed', requests: () => '/entities/bulk', expected: [6] },
  { service: 'port', fault: 'batch-invalid', requests: () => '/entities/bulk', expected: [6] },
];

function pick(place: number, rows: readonly { readonly id: number }[]): number {
  return rows[Math.floor(place * rows.length)]?.id ?? 0;
}
