import type { LoadCounts } from '../load/tally.ts';

/** Objects of one resource, by what became of them on the way to Port. */
export interface MapCounts {
  /** Raw objects that GitLab gave. With `itemsToParse` the others count elements of them. */
  read: number;
  /** Objects for which the selector said false. */
  filtered: number;
  /** Objects that the mapping could not be applied to: `fieldErrors` says why. */
  unmappable: number;
  /** Objects of which jq did not get through a field: it is left out of the entity. */
  unevaluated: number;
  /** Entities that the mapping made. */
  mapped: number;
  /** Results of the mapping without identifier or blueprint. */
  withoutIdentifier: number;
}

/**
 * Objects and entities of one resource. An entity that several objects or resources map is one among `created`,
 * `updated`, `unchanged` and `failed`, at the resource that mapped it first.
 */
export type ResourceCounts = Readonly<MapCounts & LoadCounts>;

/** Of a resource that nothing was read of. */
export const NO_OBJECTS: Readonly<MapCounts> = {
  read: 0,
  filtered: 0,
  unmappable: 0,
  unevaluated: 0,
  mapped: 0,
  withoutIdentifier: 0,
};

/** The same, with what became of its entities. */
export const NO_COUNTS: ResourceCounts = { ...NO_OBJECTS, created: 0, updated: 0, unchanged: 0, failed: 0 };

/** All figures of several resources together. */
export function sumCounts(resources: readonly { readonly counts: ResourceCounts }[]): ResourceCounts {
  const sum = { ...NO_COUNTS };
  // Of a constant object, whose keys are known.
  const figures = Object.keys(NO_COUNTS) as (keyof ResourceCounts)[];
  for (const { counts } of resources) for (const figure of figures) sum[figure] += counts[figure];
  return sum;
}

/** How many entities of all blueprints together. */
export function countEntities(byBlueprint: readonly { readonly count: number }[] = []): number {
  return byBlueprint.reduce((total, { count }) => total + count, 0);
}
