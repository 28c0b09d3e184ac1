import { setMaxListeners } from 'node:events';
import type { Settings } from '../config/settings.ts';
import { ExporterError, exitCode, InternalError } from '../errors.ts';
import type { Clock } from '../http/clock.ts';
import type { Logger } from '../log/logger.ts';
import type { Mask } from '../log/mask.ts';
import type { JqEngine } from '../map/engine.ts';
import { connect } from './connect.ts';
import type { Observe } from './events.ts';
import { exportResources, type Progress } from './export-resources.ts';
import { followLate } from './grace.ts';
import { openRun } from './open.ts';
import { outcomeOf, type Results } from './outcome.ts';
import type { RunReport } from './report.ts';
import { withResyncState } from './resync.ts';

export interface RunOptions {
  readonly settings: Settings;
  /** Of this program. */
  readonly version: string;
  /** The mapping that takes the place of the one in Port. */
  readonly mapping?: { readonly data: unknown; readonly origin: string };
  /** What jq's `env` shows. */
  readonly environment: Readonly<Record<string, string>>;
  readonly engine: JqEngine;
  readonly log: Logger;
  readonly mask: Mask;
  readonly clock: Clock;
  /** Aborted by a signal of the system: reading stops at once, writes under way come to their end. */
  readonly signal: AbortSignal;
  readonly observe: Observe;
}

/** How long writes under way may take when the run is stopped. */
const GRACE_MS = 10_000;

/** One export, from the first check to the report. Never throws: what ended it early is in the report. */
export async function runExport(options: RunOptions): Promise<RunReport> {
  const { clock, engine, settings, signal } = options;
  const startedAt = clock.now();
  const grace = followLate(signal, GRACE_MS);
  // What was read ahead when the run ends is not waited for.
  const ended = new AbortController();
  const reading = AbortSignal.any([signal, ended.signal]);
  const writing = AbortSignal.any([grace.signal, ended.signal]);
  // Every request that is under way or waits listens to them.
  setMaxListeners(0, signal, reading, writing);
  const services = connect({ ...options, signal: reading }, writing);
  const progress: Progress = { resources: [] };
  let error: ExporterError | undefined;
  try {
    const opened = await openRun(options, services);
    await withResyncState(options, services.port, async () => {
      await exportResources(options, services, opened, progress);
      return outcomeOf(reportOf(progress), settings.strict) !== exitCode('partial');
    });
  } catch (cause) {
    error = toExporterError(cause);
  } finally {
    grace.end();
    ended.abort(new InternalError('The run has ended'));
    await Promise.all(services.http.map((http) => http.close()));
  }
  const report = reportOf(progress);
  return {
    ...report,
    exitCode: error === undefined ? outcomeOf(report, settings.strict) : exitCode(error.exit),
    ...(error && { error }),
    engine: engine.name,
    routes: services.http.flatMap((http) => http.statistics()),
    durationMs: clock.now() - startedAt,
  };
}

function reportOf({ resources, catalog, stale }: Progress): Results {
  const unread = [...(catalog?.blueprints ?? [])].filter(([, { state }]) => state === 'unread');
  return {
    resources: resources.map((resource) => resource.report()),
    unreadBlueprints: unread.map(([blueprint, { reason = '' }]) => ({ blueprint, reason })),
    ...(stale && { stale }),
  };
}

function toExporterError(cause: unknown): ExporterError {
  if (cause instanceof ExporterError) return cause;
  return new InternalError(cause instanceof Error ? cause.message : String(cause), { cause });
}
