import { below, type Tell } from './tell.ts';

export type SyncState = 'pending' | 'syncing' | 'completed' | 'failed' | 'aborted';

/** A part of a run as Port shows it: a resource (`project-0`), or one of the two special kinds. */
export interface SyncRecord {
  readonly kindIdentifier: string;
  readonly kind: string;
  readonly kindIndex: number;
  /** The expression of the mapping as it stands there; empty for the special kinds. */
  readonly blueprint: string;
  readonly syncState: SyncState;
  readonly metrics: { readonly phase: Readonly<Record<string, unknown>> };
}

export const RUNTIME = '__runtime__';
export const RECONCILIATION = '__reconciliation__';

export interface SyncMetricsOptions {
  readonly tell: Tell;
  /** Where Port takes metrics; undefined where it takes none. */
  readonly ingestUrl: Promise<string | undefined>;
  /** Identifier of this run. */
  readonly eventId: string;
  /** Fields of every record: who reports. */
  readonly origin: Promise<Readonly<Record<string, string>>>;
}

/** Reports how far each part of a run is (Port: "Metrics and heartbeat"). */
export interface SyncMetrics {
  /** Sends what has changed, soon; of what changes faster than Port answers only the newest. */
  report(records: readonly SyncRecord[]): void;
  /** Resolves once Port has been told all. */
  settled(): Promise<void>;
}

export function createSyncMetrics({ tell, ingestUrl, eventId, origin }: SyncMetricsOptions): SyncMetrics {
  const known = new Map<string, string>();
  const created = new Set<string>();
  const due = new Map<string, SyncRecord>();
  let draining: Promise<void> | undefined;

  async function create(url: string, records: readonly object[]): Promise<boolean> {
    if (records.length === 0) return true;
    const target = { url: below(url, 'syncMetrics'), route: '/syncMetrics' };
    return tell({ subject: 'sync metrics', method: 'POST', ...target, body: { syncKindsMetrics: records } });
  }

  async function replace(url: string, kindIdentifier: string, record: object): Promise<void> {
    const path = `syncMetrics/resync/${eventId}/kind/${encodeURIComponent(kindIdentifier)}`;
    const target = { url: below(url, path), route: '/syncMetrics/resync/:id/kind/:id' };
    await tell({ subject: 'sync metrics', method: 'PUT', ...target, body: { syncKindMetrics: record } });
  }

  async function drain(): Promise<void> {
    const [url, common] = await Promise.all([ingestUrl, origin]);
    while (url !== undefined && due.size > 0) {
      const records = [...due.values()];
      due.clear();
      const full = (record: SyncRecord) => ({ ...common, eventId, ...record });
      for (const record of records)
        if (created.has(record.kindIdentifier)) await replace(url, record.kindIdentifier, full(record));
      const others = records.filter(({ kindIdentifier }) => !created.has(kindIdentifier));
      const isTaken = await create(url, others.map(full));
      // The record of the whole run is created anew each time, as Port's own integration does.
      if (isTaken) for (const { kindIdentifier } of others) if (kindIdentifier !== RUNTIME) created.add(kindIdentifier);
    }
  }

  return {
    report(records) {
      for (const record of records) {
        const text = JSON.stringify(record);
        if (known.get(record.kindIdentifier) === text) continue;
        known.set(record.kindIdentifier, text);
        due.set(record.kindIdentifier, record);
      }
      draining ??= drain().finally(() => {
        draining = undefined;
      });
    },
    async settled() {
      while (draining !== undefined) await draining;
    },
  };
}
