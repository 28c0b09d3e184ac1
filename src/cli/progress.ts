import type { Observe } from '../run/events.ts';

/** Shows a run while it goes on. `stop` leaves nothing behind that moves; stopping twice does no harm. */
export interface Progress {
  readonly observe: Observe;
  stop(): void;
}
