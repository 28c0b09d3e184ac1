import type { RawObject } from '../../src/raw-object.ts';
import { makeGroup } from './group.ts';
import { makeMember } from './member.ts';
import { makeMergeRequest } from './merge-request.ts';
import { makeProject } from './project.ts';

/** How the raw objects of a kind are made, and the listing they stand in: a shared one, or one of its own. */
export interface Factory {
  readonly make: (fields: RawObject) => RawObject;
  readonly listing: 'projects' | 'groups' | 'pages';
}

/** A factory for each kind that can be read, by the kind's name. */
export const factories: Readonly<Record<string, Factory>> = {
  project: { make: makeProject, listing: 'projects' },
  group: { make: makeGroup, listing: 'groups' },
  'merge-request': { make: makeMergeRequest, listing: 'pages' },
  member: { make: makeMember, listing: 'pages' },
  'group-with-members': { make: makeGroup, listing: 'groups' },
};
