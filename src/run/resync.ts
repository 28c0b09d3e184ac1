import { InterruptedError } from '../errors.ts';
import type { PortClient } from '../load/port-client.ts';
import { reportEnd, reportRunning } from '../load/resync-state.ts';
import type { RunOptions } from './run.ts';

/**
 * Tells Port that a run goes on while it does, and how it ended; `run` says whether all of it went well. That Port does
 * not hear it costs a warning only; of a dry run it shall hear nothing.
 */
export async function withResyncState(
  { settings, clock, log }: RunOptions,
  port: PortClient,
  run: () => Promise<boolean>,
): Promise<void> {
  if (settings.dryRun) {
    await run();
    return;
  }
  const schedule = {
    integration: settings.integration.identifier,
    intervalMinutes: settings.scheduledResyncInterval,
  };
  const now = () => new Date(clock.now());
  const warn = (error: unknown) =>
    log.warn(
      { reason: error instanceof Error ? error.message : String(error) },
      'Port was not told the state of the run',
    );

  await reportRunning(port, schedule, now()).catch(warn);
  let status: 'completed' | 'failed' | 'aborted' = 'failed';
  try {
    if (await run()) status = 'completed';
  } catch (error) {
    if (error instanceof InterruptedError) status = 'aborted';
    throw error;
  } finally {
    await reportEnd(port, schedule, now(), status).catch(warn);
  }
}
