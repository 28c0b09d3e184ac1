import { exitCode, InterruptedError } from '../errors.ts';
import { RECONCILIATION, RUNTIME, type SyncRecord, type SyncState } from '../load/sync-metrics.ts';
import type { Resource } from '../map/mapping.ts';
import { countEntities } from './counts.ts';
import type { RunEvent } from './events.ts';
import { hasFailed } from './outcome.ts';
import type { ResourceReport, RunReport } from './report.ts';

/** What is known of a run at its end. */
export type Ending = Pick<RunReport, 'resources' | 'stale' | 'error' | 'exitCode'>;

export interface SyncProgressOptions {
  readonly resources: readonly Resource[];
  /** The kinds that are exported; undefined: all. */
  readonly kinds: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly report: (records: readonly SyncRecord[]) => void;
}

/** Turns what happens in a run into the records that Port keeps of it. */
export interface SyncProgress {
  observe(event: RunEvent): void;
  end(ending: Ending): void;
}

interface Span {
  readonly startedAt: number;
  endedAt?: number;
}

type Figures = Pick<ResourceReport, 'counts'> & { readonly unreadScopes: number };

/** Begins with one pending record for each resource that is to be exported, and one of the run. */
export function createSyncProgress({ resources, kinds, now, report }: SyncProgressOptions): SyncProgress {
  const due = new Map([...resources.entries()].filter(([, { kind }]) => kinds?.includes(kind) ?? true));
  const spans = new Map<number | string, Span>([[RUNTIME, { startedAt: now() }]]);

  function seconds(part: number | string): number {
    const { startedAt, endedAt = now() } = spans.get(part) ?? { startedAt: now() };
    return (endedAt - startedAt) / 1000;
  }

  function resourceRecord(index: number, syncState: SyncState, figures?: Figures): SyncRecord[] {
    const resource = due.get(index);
    if (resource === undefined) return [];
    const { kind } = resource;
    const phase = figures && { ...phasesOf(figures), ...resync(syncState, seconds(index)) };
    return [
      {
        ...{ kindIdentifier: `${kind}-${index}`, kind, kindIndex: index, blueprint: blueprintOf(resource) },
        ...{ syncState, metrics: { phase: phase ?? {} } },
      },
    ];
  }

  report([
    ...[...due.keys()].flatMap((index) => resourceRecord(index, 'pending')),
    specialRecord(RUNTIME, 'syncing', {}),
  ]);
  return {
    observe(event) {
      if (event.type === 'resource-started') {
        spans.set(event.index, { startedAt: now() });
        report(resourceRecord(event.index, 'syncing'));
      } else if (event.type === 'resource-finished') {
        const span = spans.get(event.index);
        if (span !== undefined) span.endedAt = now();
        const wentWell = !event.isIncomplete && event.counts.failed === 0;
        report(resourceRecord(event.index, wentWell ? 'completed' : 'failed', event));
      } else if (event.type === 'stage' && event.phase === 'reconciliation') {
        spans.set(RECONCILIATION, { startedAt: now() });
        report([specialRecord(RECONCILIATION, 'syncing', {})]);
      }
    },
    end({ resources: reports, stale, error, exitCode: code }) {
      const unfinished = error instanceof InterruptedError ? 'aborted' : 'failed';
      const records = [...due.keys()].flatMap((index) => {
        const found = reports.find((candidate) => candidate.index === index);
        const isFinished = spans.get(index)?.endedAt !== undefined;
        const figures = found && { counts: found.counts, unreadScopes: found.unreadScopes.length };
        return resourceRecord(
          index,
          found && isFinished ? (hasFailed(found) ? 'failed' : 'completed') : unfinished,
          figures,
        );
      });
      if (spans.has(RECONCILIATION)) {
        const wentWell = stale?.failure === undefined && stale?.refused.length === 0;
        const count = countEntities(stale?.deleted);
        const deletion = { duration_seconds: seconds(RECONCILIATION), object_count_type: { deleted: amount(count) } };
        const state = wentWell ? 'completed' : stale === undefined ? unfinished : 'failed';
        records.push(specialRecord(RECONCILIATION, state, { delete: deletion }));
      }
      const whole = error !== undefined ? unfinished : code === exitCode('partial') ? 'failed' : 'completed';
      report([...records, specialRecord(RUNTIME, whole, resync(whole, seconds(RUNTIME)))]);
    },
  };
}

function specialRecord(name: string, syncState: SyncState, phase: SyncRecord['metrics']['phase']): SyncRecord {
  return { kindIdentifier: name, kind: name, kindIndex: 0, blueprint: '', syncState, metrics: { phase } };
}

function blueprintOf({ port }: Resource): string {
  return [port.entity.mappings].flat()[0]?.blueprint ?? '';
}

/** Port: "Metrics and heartbeat"; objects without identifier are filtered out there, and what is skipped is unchanged. */
function phasesOf({ counts, unreadScopes }: Figures): Readonly<Record<string, unknown>> {
  const { read, mapped, filtered, withoutIdentifier, unmappable, created, updated, unchanged, failed } = counts;
  return {
    extract: { object_count_type: { raw_extracted: amount(read), failed: amount(unreadScopes) } },
    transform: {
      object_count_type: {
        transformed: amount(mapped),
        filtered_out: amount(filtered + withoutIdentifier),
        failed: amount(unmappable),
      },
    },
    load: {
      object_count_type: { loaded: amount(created + updated), failed: amount(failed), skipped: amount(unchanged) },
    },
  };
}

function resync(syncState: SyncState, seconds: number): Readonly<Record<string, unknown>> {
  return { resync: { duration_seconds: seconds, success: syncState === 'completed' ? 1 : 0 } };
}

function amount(count: number): { readonly object_count: number } {
  return { object_count: count };
}
