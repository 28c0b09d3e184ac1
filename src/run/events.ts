import type { ResourceCounts } from './counts.ts';

/** What a run tells while it goes on; who listens decides what a person sees. */
export type RunEvent =
  | {
      readonly type: 'stage';
      /** For people. */
      readonly stage: string;
      readonly phase: 'opening' | 'reconciliation';
    }
  | ResourceEvent
  | {
      readonly type: 'waiting';
      readonly service: string;
      readonly untilMs: number;
      readonly reason: 'rate-limit' | 'retry';
    };

export interface ResourceEvent {
  readonly type: 'resource-started' | 'progress' | 'resource-finished';
  readonly index: number;
  readonly kind: string;
  /** Those that the mapping names; one that jq computes is not known. */
  readonly blueprints: readonly string[];
  readonly counts: ResourceCounts;
  /** Scopes that could not be read so far. */
  readonly unreadScopes: number;
  /** Only known when it is finished. */
  readonly isIncomplete: boolean;
}

export type Observe = (event: RunEvent) => void;
