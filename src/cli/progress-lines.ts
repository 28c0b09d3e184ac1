import type { Logger } from '../log/logger.ts';
import { type ResourceCounts, sumCounts } from '../run/counts.ts';
import type { ResourceEvent, RunEvent } from '../run/events.ts';
import type { Progress } from './progress.ts';

/** Milliseconds between two lines about what goes on. */
const INTERVAL_MS = 10_000;

/** Where no line can be written over: log lines, and only while something changes. */
export function createProgressLines(log: Logger, now: () => number): Progress {
  const resources = new Map<number, ResourceEvent>();
  let last = now();

  function observe(event: RunEvent): void {
    if (event.type === 'stage') log.info({}, event.stage);
    // What sends the requests has told the log already.
    if (event.type === 'stage' || event.type === 'waiting') return;
    resources.set(event.index, event);
    if (event.type === 'progress') goOn();
    else tell(event);
  }

  function goOn(): void {
    if (now() - last < INTERVAL_MS) return;
    last = now();
    const known = [...resources.values()];
    const active = known.filter(({ type }) => type !== 'resource-finished').map(({ kind }) => kind);
    log.info({ active: active.join(', '), ...nonZero(sumCounts(known)) }, 'Going on');
  }

  function tell({ type, kind, index: resource, counts, isIncomplete }: ResourceEvent): void {
    if (type === 'resource-started') log.info({ resource, kind }, 'Exporting');
    else if (isIncomplete) log.warn({ resource, kind, ...nonZero(counts) }, 'Exported in part');
    else log.info({ resource, kind, ...nonZero(counts) }, 'Exported');
  }

  return { observe, stop: () => {} };
}

function nonZero(counts: ResourceCounts): Record<string, unknown> {
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0));
}
