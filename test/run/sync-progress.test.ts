import { describe, expect, it } from 'vitest';
import { type ExporterError, exitCode, InternalError, InterruptedError } from '../../src/errors.ts';
import type { SyncRecord } from '../../src/load/sync-metrics.ts';
import type { Resource } from '../../src/map/mapping.ts';
import type { ResourceEvent } from '../../src/run/events.ts';
import type { ResourceReport } from '../../src/run/report.ts';
import { createSyncProgress, type Ending } from '../../src/run/sync-progress.ts';
import { makeResourceReport } from '../factories/resource-report.ts';

const resource = (kind: string): Resource => ({
  kind,
  selector: { query: 'true' },
  port: {
    entity: { mappings: { identifier: '.id', blueprint: `"${kind}s"` } },
    itemsToParseName: 'item',
    itemsToParseTopLevelTransform: true,
  },
});

function follow(kinds?: readonly string[]) {
  let now = 0;
  const records = new Map<string, SyncRecord>();
  const told: string[] = [];
  const progress = createSyncProgress({
    resources: [resource('group'), resource('project')],
    kinds,
    now: () => now,
    report: (news) => {
      for (const record of news) {
        records.set(record.kindIdentifier, record);
        told.push(`${record.kindIdentifier} ${record.syncState}`);
      }
    },
  });
  const tell = (type: ResourceEvent['type'], index: number, changes: Partial<ResourceEvent> = {}) => {
    const { counts } = makeResourceReport();
    const kind = ['group', 'project'][index] ?? '';
    const facts = { blueprints: [], counts, unreadScopes: 0, isIncomplete: false };
    progress.observe({ type, index, kind, ...facts, ...changes });
  };
  return {
    progress,
    records,
    told,
    tell,
    wait: (seconds: number) => {
      now += seconds * 1000;
    },
    states: () => Object.fromEntries([...records].map(([name, { syncState }]) => [name, syncState])),
  };
}

const reports = (...changes: Partial<ResourceReport>[]) =>
  changes.map((change, index) => makeResourceReport({ index, kind: ['group', 'project'][index] ?? '', ...change }));

const ending = (changes: Partial<Ending> = {}): Ending => ({
  exitCode: exitCode('success'),
  resources: reports({}, {}),
  stale: { deleted: [], withheld: [], refused: [] },
  ...changes,
});

/** Both resources, to their end. */
function runAll({ tell, progress }: ReturnType<typeof follow>): void {
  for (const index of [0, 1]) {
    tell('resource-started', index);
    tell('resource-finished', index);
  }
  progress.observe({ type: 'stage', stage: '', phase: 'reconciliation' });
}

describe('the records of a run', () => {
  it('begin with what is to be done', () => {
    expect(follow().told).toEqual(['group-0 pending', 'project-1 pending', '__runtime__ syncing']);
  });

  it('leave out what --kinds leaves out', () => {
    const run = follow(['project']);

    run.progress.end(ending());

    expect(Object.keys(run.states())).toEqual(['project-1', '__runtime__']);
  });

  it('follow what happens', () => {
    const run = follow();

    run.tell('resource-started', 0);
    run.tell('resource-finished', 0);
    run.tell('resource-started', 1);
    run.tell('resource-finished', 1, { isIncomplete: true });
    run.progress.observe({ type: 'stage', stage: '', phase: 'reconciliation' });

    expect(run.told.slice(3)).toEqual([
      'group-0 syncing',
      'group-0 completed',
      'project-1 syncing',
      'project-1 failed',
      '__reconciliation__ syncing',
    ]);
  });

  it('tell how much there was and how long it took', () => {
    const run = follow();
    const { counts: none } = makeResourceReport();
    const counts = {
      ...{ ...none, read: 10, filtered: 1, withoutIdentifier: 2, unmappable: 3, mapped: 4 },
      ...{ created: 5, updated: 6, unchanged: 7, failed: 8 },
    };
    const count = (object_count: number) => ({ object_count });

    run.tell('resource-started', 0);
    run.wait(2);
    run.tell('resource-finished', 0, { counts, unreadScopes: 9 });

    expect(run.records.get('group-0')).toEqual({
      kindIdentifier: 'group-0',
      kind: 'group',
      kindIndex: 0,
      blueprint: '"groups"',
      syncState: 'failed',
      metrics: {
        phase: {
          extract: { object_count_type: { raw_extracted: count(10), failed: count(9) } },
          transform: { object_count_type: { transformed: count(4), filtered_out: count(3), failed: count(3) } },
          load: { object_count_type: { loaded: count(11), failed: count(8), skipped: count(7) } },
          resync: { duration_seconds: 2, success: 0 },
        },
      },
    });
  });

  it('end with the last figures, what was deleted, and the whole', () => {
    const run = follow();
    runAll(run);
    run.wait(3);

    run.progress.end(
      ending({
        stale: {
          deleted: [
            { blueprint: 'a', count: 2 },
            { blueprint: 'b', count: 3 },
          ],
          withheld: [],
          refused: [],
        },
      }),
    );

    expect(run.states()).toEqual({
      'group-0': 'completed',
      'project-1': 'completed',
      __runtime__: 'completed',
      __reconciliation__: 'completed',
    });
    expect(run.records.get('__reconciliation__')?.metrics.phase).toEqual({
      delete: { duration_seconds: 3, object_count_type: { deleted: { object_count: 5 } } },
    });
    expect(run.records.get('__runtime__')?.metrics.phase).toEqual({ resync: { duration_seconds: 3, success: 1 } });
  });

  it('say that a resource failed whose entities failed in the end', () => {
    const run = follow();
    runAll(run);

    const loadFailures = [{ blueprint: 'a', identifier: 'b', message: 'no', count: 1 }];
    run.progress.end(ending({ exitCode: exitCode('partial'), resources: reports({ loadFailures }, {}) }));

    expect(run.states()).toMatchObject({ 'group-0': 'failed', 'project-1': 'completed', __runtime__: 'failed' });
  });

  it.each<[string, ExporterError]>([
    ['aborted', new InterruptedError('SIGTERM')],
    ['failed', new InternalError('a bug')],
  ])('leave nothing open where the run is %s', (state, error) => {
    const run = follow();
    run.tell('resource-started', 0);
    run.tell('resource-finished', 0);
    run.tell('resource-started', 1);

    run.progress.end({ error, exitCode: exitCode(error.exit), resources: reports({}, {}) });

    expect(run.states()).toEqual({ 'group-0': 'completed', 'project-1': state, __runtime__: state });
  });

  it('leave nothing open where the run ends before its first resource', () => {
    const run = follow();
    const error = new InternalError('a bug');

    run.progress.end({ error, exitCode: exitCode('internal'), resources: [] });

    expect(run.states()).toEqual({ 'group-0': 'failed', 'project-1': 'failed', __runtime__: 'failed' });
  });

  it.each([
    ['could not be known', { deleted: [], withheld: [], refused: [], failure: 'Port' }],
    ['was refused', { deleted: [], withheld: [], refused: [{ blueprint: 'a', identifier: 'b', message: 'no' }] }],
  ])('say that reconciliation failed where what is stale %s', (_name, stale) => {
    const run = follow();
    runAll(run);

    run.progress.end(ending({ exitCode: exitCode('partial'), stale }));

    expect(run.states()).toMatchObject({ __reconciliation__: 'failed' });
  });
});
