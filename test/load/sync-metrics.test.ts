import { describe, expect, it } from 'vitest';
import { createSyncMetrics, RUNTIME, type SyncRecord, type SyncState } from '../../src/load/sync-metrics.ts';
import type { Message } from '../../src/load/tell.ts';

const record = (kindIdentifier: string, syncState: SyncState): SyncRecord => ({
  kindIdentifier,
  kind: 'project',
  kindIndex: 0,
  blueprint: '"service"',
  syncState,
  metrics: { phase: {} },
});

function open({ isTaken = true, tell = async (_message: Message) => true } = {}) {
  const messages: Message[] = [];
  const metrics = createSyncMetrics({
    tell: (message) => {
      messages.push(message);
      return tell(message);
    },
    ingestUrl: Promise.resolve(isTaken ? 'https://ingest.port.test/metric/1' : undefined),
    eventId: 'run-1',
    origin: Promise.resolve({ integrationType: 'gitlab-v2' }),
  });
  const sent = () => messages.map(({ method, url }) => `${method} ${url.pathname}`);
  return { metrics, messages, sent };
}

const POST = 'POST /metric/1/syncMetrics';
const PUT = 'PUT /metric/1/syncMetrics/resync/run-1/kind/';

describe('sync metrics', () => {
  it('are created together and replaced one by one, with the run and who reports', async () => {
    const { metrics, messages, sent } = open();

    metrics.report([record('a-0', 'pending'), record('b/c-1', 'pending')]);
    await metrics.settled();
    metrics.report([record('b/c-1', 'syncing')]);
    await metrics.settled();

    expect(sent()).toEqual([POST, `${PUT}b%2Fc-1`]);
    const whole = { integrationType: 'gitlab-v2', eventId: 'run-1' };
    expect(messages.map(({ body }) => body)).toEqual([
      {
        syncKindsMetrics: [
          { ...whole, ...record('a-0', 'pending') },
          { ...whole, ...record('b/c-1', 'pending') },
        ],
      },
      { syncKindMetrics: { ...whole, ...record('b/c-1', 'syncing') } },
    ]);
  });

  it('create the record of the run anew, after all others', async () => {
    const { metrics, sent } = open();
    metrics.report([record('a-0', 'syncing'), record(RUNTIME, 'syncing')]);
    await metrics.settled();

    metrics.report([record(RUNTIME, 'completed'), record('a-0', 'completed')]);
    await metrics.settled();

    expect(sent()).toEqual([POST, `${PUT}a-0`, POST]);
  });

  it('are not sent again where nothing has changed', async () => {
    const { metrics, sent } = open();

    metrics.report([record('a-0', 'completed')]);
    await metrics.settled();
    metrics.report([record('a-0', 'completed')]);
    await metrics.settled();

    expect(sent()).toEqual([POST]);
  });

  it('skip what a newer record has overtaken while Port was slow', async () => {
    let answer = (): void => {};
    const slow = new Promise<boolean>((resolve) => {
      answer = () => resolve(true);
    });
    const { metrics, messages } = open({ tell: () => slow });
    metrics.report([record('a-0', 'pending')]);
    await new Promise(setImmediate);

    for (const state of ['syncing', 'failed', 'completed'] as const) metrics.report([record('a-0', state)]);
    answer();
    await metrics.settled();

    expect(messages.map(({ body }) => JSON.stringify(body).match(/"syncState":"(\w+)"/)?.[1])).toEqual([
      'pending',
      'completed',
    ]);
  });

  it('are not sent where Port names no place for them', async () => {
    const { metrics, sent } = open({ isTaken: false });

    metrics.report([record('a-0', 'pending')]);
    await metrics.settled();

    expect(sent()).toEqual([]);
  });
});
