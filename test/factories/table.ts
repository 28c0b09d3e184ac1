import type { RawObject } from '../../src/raw-object.ts';
import { makeGroup } from './group.ts';
import { makeProject } from './project.ts';

/** A factory for the raw objects of each kind that can be read, by the kind's name. */
export const factories: Readonly<Record<string, (fields: RawObject) => RawObject>> = {
  project: makeProject,
  group: makeGroup,
};
