import { setMaxListeners } from 'node:events';
import { type ExporterError, exitCode, InternalError } from '../errors.ts';
import { checkAccess } from '../extract/gitlab/access.ts';
import { EntityWriter, type LineOutput } from '../load/entity-writer.ts';
import { isEmptyConfig, needsDefaults } from '../load/initialize.ts';
import { readIntegration } from '../load/integration.ts';
import type { PortClient } from '../load/port-client.ts';
import { connect, type Services } from './connect.ts';
import { createGitLabOf, createResources, isWanted } from './export-resources.ts';
import { defaultsOf, IN_PORT } from './open.ts';
import { outcomeOf } from './outcome.ts';
import { logWarnings, type PreparedMapping, prepareMapping } from './prepare.ts';
import type { RunReport } from './report.ts';
import type { ResourceExport } from './resource.ts';
import { type RunOptions, toExporterError } from './run.ts';

/** Where a preview goes. */
export interface PreviewOutput extends LineOutput {
  /** Says that all is written. */
  finish(): Promise<void>;
}

/**
 * Reads and maps as a run does, and writes the entities to the output in place of Port, where nothing changes; with a
 * mapping of its own it does not even ask there. Never throws: what ended it early is in the report.
 */
export async function runPreview(options: RunOptions, output: PreviewOutput): Promise<RunReport> {
  const { engine, settings, signal } = options;
  const ended = new AbortController();
  const reading = AbortSignal.any([signal, ended.signal]);
  // Every request that is under way or waits listens to them.
  setMaxListeners(0, signal, reading);
  const services = connect({ ...options, signal: reading }, { port: reading, telemetry: reading });
  const clients = Object.values(services.http);
  let warnings: RunReport['warnings'] = [];
  let resources: readonly ResourceExport[] = [];
  let error: ExporterError | undefined;
  try {
    const prepared = await openPreview(options, services);
    warnings = prepared.warnings;
    const opened = { ...prepared, startedAt: new Date(options.clock.now()) };
    const destination = new EntityWriter(output, options.mask);
    resources = createResources(options, services, opened, destination, createGitLabOf(options, services, opened));
    await writeEntities(options, resources, output);
    await output.finish();
  } catch (cause) {
    error = toExporterError(cause);
  }
  ended.abort(new InternalError('The preview has ended'));
  const results = { resources: resources.map((resource) => resource.report()), unreadBlueprints: [] };
  await Promise.all(clients.map((http) => http.close()));
  return {
    ...results,
    exitCode: error === undefined ? outcomeOf(results, settings) : exitCode(error.exit),
    ...(error && { error }),
    warnings,
    engine: engine.name,
    routes: clients.flatMap((http) => http.statistics()),
  };
}

/** The mapping is checked, and GitLab has let us in, before the first line. */
async function openPreview(options: RunOptions, { gitlab, port }: Services): Promise<PreparedMapping> {
  const given = options.mapping && (await prepareMapping(options.mapping.data, options.mapping.origin, options));
  options.observe({ type: 'stage', stage: 'Checking access', phase: 'opening' });
  await checkAccess(gitlab);
  const prepared = given ?? (await prepareStored(options, port));
  logWarnings(prepared, options.log);
  return prepared;
}

/** The mapping that the integration has in Port, or would get there with the first run. */
async function prepareStored(options: RunOptions, port: PortClient): Promise<PreparedMapping> {
  const { settings, version, log } = options;
  await port.signIn();
  const stored = await readIntegration(port, { ...settings.integration, version });
  const isNew = needsDefaults(stored, settings.initializePortResources) && isEmptyConfig(stored?.config);
  if (!isNew) return prepareMapping(stored?.config ?? {}, IN_PORT, options);
  const { mapping, mappingOrigin } = await defaultsOf(settings);
  const { identifier: integration } = settings.integration;
  log.warn({ integration, mapping: mappingOrigin }, 'Port holds no mapping for the integration yet: this is a default');
  return prepareMapping(mapping, mappingOrigin, options);
}

/** One resource after the other, so that the lines have the mapping's order. */
async function writeEntities(
  { settings, signal }: RunOptions,
  resources: readonly ResourceExport[],
  output: LineOutput,
): Promise<void> {
  for (const resource of resources) {
    if (output.isClosed) return;
    if (!isWanted(resource.kind, settings)) continue;
    await resource.export(Promise.resolve(), signal);
    resource.finish();
    signal.throwIfAborted();
  }
}
