import type { Blueprint } from '../blueprints.ts';
import { defaultBlueprints } from './blueprints.ts';
import { defaultMapping } from './mapping.ts';

/** What a new integration begins with. */
export interface Defaults {
  readonly blueprints: readonly Blueprint[];
  /** As Port stores it. */
  readonly mapping: unknown;
}

/** The defaults that ship with this package. */
export const packagedDefaults: Defaults = { blueprints: defaultBlueprints, mapping: defaultMapping };
