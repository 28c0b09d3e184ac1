import type { Blueprint } from '../blueprints.ts';
import { defaultBlueprints } from './blueprints.ts';
import { defaultMapping } from './mapping.ts';

/** Something that Port creates as it is given; Port checks what it holds. */
interface Identified {
  readonly identifier: string;
  readonly [field: string]: unknown;
}

/** What a new integration begins with. */
export interface Defaults {
  readonly blueprints: readonly Blueprint[];
  /** As Port stores it. */
  readonly mapping: unknown;
  /** Where the mapping comes from, for messages about it. */
  readonly mappingOrigin: string;
  readonly actions: readonly Identified[];
  readonly scorecards: readonly { readonly blueprint: string; readonly data: readonly Identified[] }[];
  readonly pages: readonly Identified[];
}

/** The defaults that ship with this package. */
export const packagedDefaults: Defaults = {
  blueprints: defaultBlueprints,
  mapping: defaultMapping,
  mappingOrigin: 'the default mapping',
  actions: [],
  scorecards: [],
  pages: [],
};
