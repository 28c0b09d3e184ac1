import type { ResourceCounts } from './report.ts';

/** What a run tells while it goes on; who listens decides what a person sees. */
export type RunEvent =
  | { readonly type: 'stage'; readonly stage: string }
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
  readonly counts: ResourceCounts;
  /** Only known when it is finished. */
  readonly isIncomplete: boolean;
}

export type Observe = (event: RunEvent) => void;
