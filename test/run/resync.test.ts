import { describe, expect, it } from 'vitest';
import { InterruptedError } from '../../src/errors.ts';
import { withResyncState } from '../../src/run/resync.ts';
import { connectTo, requestsOf } from '../load/sign-in.ts';
import { failure, type Reply } from '../support/scripted-http.ts';

function connect(reply: Reply | readonly Reply[] = {}) {
  const { port, http, clock } = connectTo({ 'PATCH /integration/:id/resync-state': reply });
  const warnings: unknown[] = [];
  // What these tests need of the settings and of the logger.
  const options = {
    settings: { integration: { identifier: 'my/run' }, scheduledResyncInterval: 60 },
    log: { warn: (details: unknown) => warnings.push(details) },
    clock,
  } as unknown as Parameters<typeof withResyncState>[0];
  return {
    run: (work: () => Promise<boolean>) => withResyncState(options, port, work),
    statuses: () => requestsOf(http).map(({ body }) => (body as { status: string }).status),
    warnings,
  };
}

describe('a run that Port is told of', () => {
  it.each([
    ['completed', true],
    ['failed', false],
  ])('is %s where its work says %s', async (status, isGood) => {
    const { run, statuses } = connect();

    await run(async () => isGood);

    expect(statuses()).toEqual(['running', status]);
  });

  it('is told to go on before its work begins', async () => {
    const { run, statuses } = connect();
    let during: string[] = [];

    await run(async () => {
      during = statuses();
      return true;
    });

    expect(during).toEqual(['running']);
  });

  it.each([
    ['aborted', new InterruptedError('SIGINT')],
    ['failed', new TypeError('a bug')],
  ])('is %s where it ends with an error, which is passed on', async (status, error) => {
    const { run, statuses } = connect();

    await expect(run(() => Promise.reject(error))).rejects.toBe(error);

    expect(statuses()).toEqual(['running', status]);
  });

  it('costs a warning only where Port does not hear of it', async () => {
    const { run, warnings } = connect(failure(500));

    await run(async () => true);

    expect(warnings).toEqual([{ reason: 'failed with 500' }, { reason: 'failed with 500' }]);
  });

  it('keeps its own error where Port does not hear of its end', async () => {
    const { run, warnings } = connect([{}, failure(undefined)]);
    const error = new Error('the cause');

    await expect(run(() => Promise.reject(error))).rejects.toBe(error);

    expect(warnings).toHaveLength(1);
  });
});
