import type { RawObject } from '../../src/raw-object.ts';

/** A row of a list of deployments, of which this program reads the id alone. */
export function makeDeployment(fields: RawObject = {}): RawObject {
  return { id: 1, iid: 1, status: 'success', ...fields };
}
