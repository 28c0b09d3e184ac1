import { describe, expect, it } from 'vitest';
import { reportEnd, reportRunning } from '../../src/load/resync-state.ts';
import { describeWithContract } from '../support/contract.ts';
import { readPortContract } from '../support/port-contract.ts';
import { connectTo, requestsOf } from './sign-in.ts';

const CONTRACT = readPortContract();
const NOW = new Date(Date.UTC(2026, 0, 1, 12, 0, 0, 7));
const PATH = '/v1/integration/my%2Frun/resync-state';

async function reported(send: 'running' | 'completed' | 'failed' | 'aborted', intervalMinutes: number | undefined) {
  const { port, http } = connectTo({ 'PATCH /integration/:id/resync-state': {} });
  const schedule = { integration: 'my/run', intervalMinutes };
  if (send === 'running') await reportRunning(port, schedule, NOW);
  else await reportEnd(port, schedule, NOW, send);
  const [request] = requestsOf(http);
  return request;
}

describe('the state of a run', () => {
  it('is that it goes on, with its start and no end', async () => {
    const request = await reported('running', undefined);

    expect(request?.url.pathname).toBe(PATH);
    expect(request?.body).toEqual({
      status: 'running',
      lastResyncStart: '2026-01-01T12:00:00.007000+00:00',
      lastResyncEnd: null,
      nextResync: null,
      intervalInMinuets: null,
    });
  });

  it.each(['completed', 'failed', 'aborted'] as const)(
    'is that it is %s, with its end and not its start',
    async (status) => {
      const request = await reported(status, 90);

      expect(request?.body).toEqual({
        status,
        lastResyncEnd: '2026-01-01T12:00:00.007000+00:00',
        nextResync: '2026-01-01T13:30:00.007000+00:00',
        intervalInMinuets: 90,
      });
    },
  );

  it('may be told again where it is not known whether Port heard', async () => {
    expect((await reported('completed', 90))?.idempotent).toBe(true);
  });
});

describeWithContract('the state of a run, to Port', () => {
  it.each(
    (['running', 'completed', 'failed', 'aborted'] as const).flatMap((status) => [
      [status, undefined] as const,
      [status, 60] as const,
    ]),
  )('has the form that Port knows (%s, every %s minutes)', async (status, interval) => {
    const request = await reported(status, interval);

    expect(CONTRACT?.request('PATCH', PATH, request?.body)).toEqual([]);
  });

  it('is checked against a contract that knows other forms to be wrong', async () => {
    const problems = CONTRACT?.request('PATCH', PATH, { status: 'running', intervalInMinutes: null });

    expect(problems).not.toEqual([]);
  });
});
