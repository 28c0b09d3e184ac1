import type { Entity } from '../entity.ts';
import type { Tally } from '../load/tally.ts';

/** Where the entities of a run go: into Port, or to whoever reads a preview. */
export interface Destination {
  load(resource: number, entities: readonly Entity[]): Promise<void>;
  /** What became of the entities of a resource. */
  tally(resource: number): Tally;
  /** It takes no more: what is still to be read would be for nobody. */
  readonly isClosed?: boolean;
}
