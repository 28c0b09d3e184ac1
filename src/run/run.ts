import type { Settings } from '../config/settings.ts';
import { type ExitCode, ExporterError, exitCode, InternalError } from '../errors.ts';
import { checkAccess } from '../extract/gitlab/access.ts';
import { createGitLab } from '../extract/gitlab/gitlab.ts';
import type { Kind } from '../extract/kind.ts';
import { kinds } from '../extract/table.ts';
import type { Clock } from '../http/clock.ts';
import { packagedDefaults } from '../load/defaults/defaults.ts';
import { readDefaults } from '../load/defaults/folder.ts';
import { initializeIntegration, isEmptyConfig, needsDefaults } from '../load/initialize.ts';
import { readIntegration } from '../load/integration.ts';
import { createLoad } from '../load/loader.ts';
import type { Logger } from '../log/logger.ts';
import type { Mask } from '../log/mask.ts';
import type { JqEngine } from '../map/engine.ts';
import { connect, type Services } from './connect.ts';
import type { Observe } from './events.ts';
import { type PreparedMapping, prepareMapping } from './prepare.ts';
import type { ResourceReport, RunReport } from './report.ts';
import { ResourceExport } from './resource.ts';

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
  readonly signal: AbortSignal;
  readonly observe: Observe;
}

/** One export, from the first check to the report. Never throws: what ended it early is in the report. */
export async function runExport(options: RunOptions): Promise<RunReport> {
  const startedAt = options.clock.now();
  const services = connect(options);
  const resources: ResourceExport[] = [];
  let error: ExporterError | undefined;
  try {
    await exportResources(options, services, resources);
  } catch (cause) {
    error = toExporterError(cause);
  } finally {
    await Promise.all(services.http.map((http) => http.close()));
  }
  const reports = resources.map((resource) => resource.report());
  return {
    exitCode: error === undefined ? outcomeOf(reports) : exitCode(error.exit),
    ...(error && { error }),
    engine: options.engine.name,
    resources: reports,
    routes: services.http.flatMap((http) => http.statistics()),
    durationMs: options.clock.now() - startedAt,
  };
}

/** Everything is checked, and both services have let us in, before the first write. */
async function exportResources(options: RunOptions, services: Services, exports: ResourceExport[]): Promise<void> {
  const { settings, observe, version } = options;
  const defaults = settings.resourcesPath === undefined ? packagedDefaults : await readDefaults(settings.resourcesPath);
  const given = options.mapping && (await prepare(options, options.mapping.data, options.mapping.origin));

  observe({ type: 'stage', stage: 'Checking access to GitLab and Port' });
  await checkAccess(services.gitlab);
  await services.port.signIn();

  const { initializePortResources, deniedIsEmpty } = settings;
  const integration = { ...settings.integration, version };
  const stored = await readIntegration(services.port, integration);
  const inForce =
    needsDefaults(stored, initializePortResources) && isEmptyConfig(stored?.config) ? defaults.mapping : stored?.config;
  const prepared = given ?? (await prepare(options, inForce, 'the mapping in Port'));
  const created = await initializeIntegration(services.port, integration, stored, defaults, initializePortResources);
  if (created.length > 0) options.log.info({ created: created.join(', ') }, 'Prepared Port');

  const { mapping, mappers } = prepared;
  const gitlab = createGitLab({
    client: services.gitlab,
    visibility: mapping.visibility,
    isPublicSite: new URL(settings.gitlab.url).hostname === 'gitlab.com',
  });
  const load = createLoad({
    port: services.port,
    merge: mapping.enableMergeEntity,
    createMissingRelatedEntities: mapping.createMissingRelatedEntities,
    concurrency: settings.concurrency,
  });
  exports.push(
    ...mapping.resources.map((resource, index) => {
      const mapper = mappers[index];
      if (mapper === undefined) throw new InternalError(`resources[${index}] was not compiled`);
      const kind = kindOf(resource.kind);
      return new ResourceExport({ index, resource, kind, mapper, gitlab, load, observe, deniedIsEmpty });
    }),
  );
  for (const resource of exports) {
    if (settings.kinds === undefined || settings.kinds.includes(resource.kind)) await resource.export();
  }
}

async function prepare(options: RunOptions, data: unknown, origin: string): Promise<PreparedMapping> {
  const { engine, environment, log } = options;
  const prepared = await prepareMapping(data ?? {}, origin, engine, environment);
  for (const { path, message } of prepared.warnings) log.warn({ path, origin }, message);
  return prepared;
}

function kindOf(name: string): Kind {
  const kind = kinds.get(name);
  if (kind === undefined) throw new InternalError(`The mapping names the kind ${name}, which the table does not hold`);
  return kind;
}

/** What the run is worth when nothing ended it early. */
function outcomeOf(resources: readonly ResourceReport[]): ExitCode {
  const isPartial = resources.some(({ incomplete, counts }) => incomplete.length > 0 || counts.failed > 0);
  return exitCode(isPartial ? 'partial' : 'success');
}

function toExporterError(cause: unknown): ExporterError {
  if (cause instanceof ExporterError) return cause;
  return new InternalError(cause instanceof Error ? cause.message : String(cause), { cause });
}
