import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { readIntegration } from '../load/integration.ts';
import { createLogShipment } from '../load/log-shipment.ts';
import { createRawExamples, type RawExamples } from '../load/raw-examples.ts';
import { HEARTBEAT_INTERVAL_MS, repeat } from '../load/repeat.ts';
import { createSyncMetrics } from '../load/sync-metrics.ts';
import { below, createTell, type Tell } from '../load/tell.ts';
import { UNRECORDED } from '../log/logger.ts';
import type { Services } from './connect.ts';
import { countEntities, sumCounts } from './counts.ts';
import type { OpenedRun } from './open.ts';
import type { RunOptions } from './run.ts';
import { createSyncProgress, type Ending, type SyncProgress } from './sync-progress.ts';

/**
 * What Port is told beside the catalog and the state of the run: examples of raw objects, metrics, that the run goes
 * on, and the log. A run neither waits for it nor fails because of it, but for the last seconds of its end.
 */
export interface Telemetry {
  /** The options of a run that is listened to. */
  listenTo(options: RunOptions): RunOptions;
  /** Begins: Port is told nothing before a run is let in. */
  start(opened: OpenedRun): void;
  /** Tells the rest, within a few seconds. */
  end(ending: Ending): Promise<void>;
}

/** What is told of one run, once it has begun. */
interface Telling {
  readonly progress: SyncProgress;
  readonly examples: RawExamples | undefined;
  /** Resolves once Port has been told all there is. */
  finish(): Promise<void>;
}

const LOG_INTERVAL_MS = 5000;

/** How long the end of a run waits for Port to take the rest; a container that was told to stop has ten seconds. */
const END_MS = 3000;
const END_WHEN_STOPPED_MS = 1000;

/** `stop` ends the requests that are under way. */
export function createTelemetry(options: RunOptions, services: Services, stop: () => void): Telemetry {
  let telling: Telling | undefined;
  return {
    listenTo: (run) => ({
      ...run,
      observe(event) {
        run.observe(event);
        telling?.progress.observe(event);
      },
      onBatch: (index, kind, batch) => telling?.examples?.add(index, kind, batch),
    }),
    start(opened) {
      telling = begin(options, services, opened);
    },
    async end(ending) {
      const deadline = setTimeout(stop, options.signal.aborted ? END_WHEN_STOPPED_MS : END_MS);
      telling?.progress.end(ending);
      recordEnd(options, ending);
      await telling?.finish();
      clearTimeout(deadline);
      stop();
    },
  };
}

function begin(options: RunOptions, services: Services, opened: OpenedRun): Telling {
  const { settings, mask, clock, logRecords: records } = options;
  const { baseUrl } = settings.port;
  const eventId = randomUUID();
  const log = options.log.child(UNRECORDED);
  const tell = createTell({ http: services.http.telemetry, port: services.port, baseUrl, log });
  const integration = findIngest(options, services, opened);
  const metricUrl = integration.then(({ metricAttributes }) => metricAttributes?.ingestUrl);
  const logUrl = integration.then(({ logAttributes }) => logAttributes?.ingestUrl);

  const origin = integration.then(({ installationType }) => metricOrigin(options, installationType ?? 'OnPrem'));
  const metrics = createSyncMetrics({ tell, ingestUrl: metricUrl, eventId, origin });
  const examples = createRawExamples({ tell, baseUrl, integration: settings.integration.identifier, mask });
  const logOrigin = { hostname: hostname(), instance: randomUUID(), event_id: eventId, event_kind: 'resync' };
  const shipLog = records && createLogShipment({ records, tell, ingestUrl: logUrl, origin: logOrigin, mask });
  const progress = createSyncProgress({
    resources: opened.mapping.resources,
    kinds: settings.kinds,
    now: clock.now,
    report: metrics.report,
  });
  const beat = () => sendHeartbeat(tell, metricUrl, eventId);
  // Port knows the run by its metrics, so they come first.
  const firstBeat = metrics.settled().then(beat);
  const repeated = [repeat(beat, HEARTBEAT_INTERVAL_MS), ...(shipLog ? [repeat(shipLog, LOG_INTERVAL_MS)] : [])];
  return {
    progress,
    examples: settings.sendRawDataExamples ? examples : undefined,
    async finish() {
      for (const { stop } of repeated) stop();
      await Promise.all([metrics.settled(), examples.finish(), shipLog?.(), firstBeat]);
    },
  };
}

/** An integration that was just created may get its addresses a moment later. */
async function findIngest(options: RunOptions, { port }: Services, { integration }: OpenedRun) {
  if (integration.logAttributes !== undefined || integration.metricAttributes !== undefined) return integration;
  const { settings, version } = options;
  const again = await readIntegration(port, { ...settings.integration, version }).catch(() => undefined);
  return again ?? integration;
}

/** This program is integration and core in one. */
function metricOrigin({ settings, version }: RunOptions, installationType: string): Readonly<Record<string, string>> {
  return {
    integrationType: settings.integration.type,
    installationType,
    executionMode: 'single_process',
    integrationIdentifier: settings.integration.identifier,
    integrationVersion: version,
    oceanVersion: version,
  };
}

async function sendHeartbeat(tell: Tell, ingestUrl: Promise<string | undefined>, eventId: string): Promise<void> {
  const url = await ingestUrl;
  if (url === undefined) return;
  await tell({
    subject: 'heartbeats',
    method: 'POST',
    url: below(url, 'heartbeat'),
    route: '/heartbeat',
    body: { eventId },
  });
}

/** The summary that a person sees is no line of the log; this one is in its place for Port. */
function recordEnd({ clock, logRecords }: RunOptions, { resources, stale, error, exitCode: code }: Ending): void {
  const { read, mapped, created, updated, unchanged, failed } = sumCounts(resources);
  logRecords?.add(
    JSON.stringify({
      level: code === 0 ? 'info' : error === undefined ? 'warn' : 'error',
      time: new Date(clock.now()).toISOString(),
      msg: error === undefined ? 'The run has ended' : `The run has ended: ${error.message}`,
      exitCode: code,
      ...(error?.hint !== undefined && { hint: error.hint }),
      ...{ read, mapped, created, updated, unchanged, failed },
      deleted: countEntities(stale?.deleted),
    }),
  );
}
