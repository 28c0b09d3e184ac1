import { endpoint } from '../http/endpoint.ts';
import type { PortClient } from './port-client.ts';

export interface ResyncSchedule {
  readonly integration: string;
  /** Minutes between two runs, as the user says. */
  readonly intervalMinutes: number | undefined;
}

/** Tells Port that a run has begun (Port: "Resync state"). */
export async function reportRunning(port: PortClient, schedule: ResyncSchedule, now: Date): Promise<void> {
  const state = { status: 'running', lastResyncStart: toPortTime(now), lastResyncEnd: null };
  await report(port, schedule, now, state);
}

/** Tells Port how a run has ended. */
export async function reportEnd(
  port: PortClient,
  schedule: ResyncSchedule,
  now: Date,
  status: 'completed' | 'failed' | 'aborted',
): Promise<void> {
  await report(port, schedule, now, { status, lastResyncEnd: toPortTime(now) });
}

async function report(port: PortClient, schedule: ResyncSchedule, now: Date, state: object): Promise<void> {
  const { integration, intervalMinutes } = schedule;
  const next = intervalMinutes === undefined ? null : toPortTime(new Date(now.getTime() + intervalMinutes * 60_000));
  await port.send({
    method: 'PATCH',
    endpoint: endpoint`integration/${integration}/resync-state`,
    // The key is misspelt in Port's API.
    body: { ...state, nextResync: next, intervalInMinuets: intervalMinutes ?? null },
    idempotent: true,
    evenWhenStopped: true,
  });
}

/** ISO 8601 with microseconds and an offset, as Port's own integration writes it. */
function toPortTime(date: Date): string {
  return date.toISOString().replace('Z', '000+00:00');
}
