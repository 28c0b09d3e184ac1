import type { Kind } from './kind.ts';

/** What a resource of the mapping reads. */
export interface Reading {
  readonly kind: Kind;
  readonly selector: Readonly<Record<string, unknown>>;
}

/** Equal for resources that read the same objects: `query` chooses among what is read. */
export function keyOf({ kind, selector: { query: _, ...selector } }: Reading): string {
  return JSON.stringify([kind.name, selector]);
}

/** One of all that read the same. */
export function distinctReadings(readings: readonly Reading[]): Reading[] {
  return [...new Map(readings.map((reading) => [keyOf(reading), reading])).values()];
}
