import type { RawObject } from '../../src/raw-object.ts';

/** A row of a list of members. */
export function makeMember(fields: RawObject = {}): RawObject {
  const { id = 1 } = fields;
  return { id, username: `user-${id}`, name: `User ${id}`, access_level: 30, public_email: '', ...fields };
}
