import { setMaxListeners } from 'node:events';
import type { Settings } from '../config/settings.ts';
import { ExporterError, exitCode, InternalError } from '../errors.ts';
import type { Clock } from '../http/clock.ts';
import type { Connections } from '../http/dispatcher.ts';
import type { Logger } from '../log/logger.ts';
import type { Mask } from '../log/mask.ts';
import type { LogRecords } from '../log/records.ts';
import type { JqEngine } from '../map/engine.ts';
import type { RawBatch } from '../raw-object.ts';
import { connect } from './connect.ts';
import type { Observe } from './events.ts';
import { exportResources, type Progress } from './export-resources.ts';
import { followLate } from './grace.ts';
import { openRun } from './open.ts';
import { outcomeOf, type Results } from './outcome.ts';
import type { RunReport } from './report.ts';
import { withResyncState } from './resync.ts';
import { createTelemetry } from './telemetry.ts';

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
  /** What of the log is to be sent to Port; without it nothing is. */
  readonly logRecords?: LogRecords;
  readonly mask: Mask;
  readonly clock: Clock;
  /** Aborted by a signal of the system: reading stops at once, writes under way come to their end. */
  readonly signal: AbortSignal;
  readonly observe: Observe;
  /** What takes the place of connections made by the settings. */
  readonly connections?: Connections;
  /** Told each batch of raw objects before it is mapped, with the resource's position and kind. */
  readonly onBatch?: (index: number, kind: string, batch: RawBatch) => void;
}

/** How long writes under way may take when the run is stopped. */
const GRACE_MS = 10_000;

/** One export, from the first check to the report. Never throws: what ended it early is in the report. */
export async function runExport(options: RunOptions): Promise<RunReport> {
  const { engine, settings, signal } = options;
  const grace = followLate(signal, GRACE_MS);
  // What was read ahead when the run ends is not waited for.
  const ended = new AbortController();
  const reading = AbortSignal.any([signal, ended.signal]);
  const writing = AbortSignal.any([grace.signal, ended.signal]);
  const told = new AbortController();
  const telling = AbortSignal.any([grace.signal, told.signal]);
  // Every request that is under way or waits listens to them.
  setMaxListeners(0, signal, reading, writing, telling);
  const services = connect({ ...options, signal: reading }, { port: writing, telemetry: telling });
  const clients = Object.values(services.http);
  const telemetry = createTelemetry(options, services, () => told.abort(new InternalError('The run has ended')));
  const run = telemetry.listenTo(options);
  const progress: Progress = { warnings: [], resources: [] };
  let error: ExporterError | undefined;
  try {
    const opened = await openRun(run, services);
    progress.warnings = opened.warnings;
    if (!settings.dryRun) telemetry.start(opened);
    await withResyncState(run, services.port, async () => {
      await exportResources(run, services, opened, progress);
      return outcomeOf(reportOf(progress), settings) !== exitCode('partial');
    });
  } catch (cause) {
    error = toExporterError(cause);
  }
  ended.abort(new InternalError('The run has ended'));
  const results = reportOf(progress);
  const code = error === undefined ? outcomeOf(results, settings) : exitCode(error.exit);
  const ending = { ...results, exitCode: code, ...(error && { error }) };
  await telemetry.end(ending);
  grace.end();
  await Promise.all(clients.map((http) => http.close()));
  return {
    ...ending,
    warnings: progress.warnings,
    engine: engine.name,
    ...(progress.estimate && { estimate: progress.estimate }),
    routes: clients.flatMap((http) => http.statistics()),
  };
}

function reportOf({ resources, catalog, stale, plan }: Progress): Results {
  const unread = [...(catalog?.blueprints ?? [])].filter(([, { state }]) => state === 'unread');
  return {
    resources: resources.map((resource) => resource.report()),
    unreadBlueprints: unread.map(([blueprint, { reason = '' }]) => ({ blueprint, reason })),
    ...(stale && { stale }),
    ...(plan && { plan }),
  };
}

/** What ended a run early, as the family of errors that it reports. */
export function toExporterError(cause: unknown): ExporterError {
  if (cause instanceof ExporterError) return cause;
  return new InternalError(cause instanceof Error ? cause.message : String(cause), { cause });
}
