import { NO_COUNTS, type ResourceCounts } from '../../src/run/counts.ts';
import type { ResourceEvent } from '../../src/run/events.ts';

/** A resource that goes on; figures that are left out are zero. */
export function makeResourceEvent({
  counts = {},
  ...given
}: Partial<Omit<ResourceEvent, 'counts'>> & { readonly counts?: Partial<ResourceCounts> } = {}): ResourceEvent {
  return {
    type: 'progress',
    index: 0,
    kind: 'project',
    blueprints: ['service'],
    unreadScopes: 0,
    isIncomplete: false,
    ...given,
    counts: { ...NO_COUNTS, ...counts },
  };
}
