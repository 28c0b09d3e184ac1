import type { Settings } from '../config/settings.ts';
import { ConfigError } from '../errors.ts';
import { checkAccess } from '../extract/gitlab/access.ts';
import type { Blueprint } from '../load/blueprints.ts';
import { type Defaults, packagedDefaults } from '../load/defaults/defaults.ts';
import { readDefaults } from '../load/defaults/folder.ts';
import { initializeIntegration, isEmptyConfig, needsDefaults } from '../load/initialize.ts';
import { changesOf, type Integration, type Origin, readIntegration } from '../load/integration.ts';
import { type ChosenOrigin, chooseOrigin } from '../load/origin.ts';
import { planInitialization } from '../load/plan/initialization.ts';
import type { PortClient } from '../load/port-client.ts';
import type { Services } from './connect.ts';
import { logWarnings, type PreparedMapping, prepareMapping } from './prepare.ts';
import type { RunOptions } from './run.ts';

/** Where a mapping comes from, for messages about it. */
export const IN_PORT = 'the mapping in Port';

/** A run that has been let in everywhere and knows what to do. */
export interface OpenedRun extends PreparedMapping {
  /** By Port's clock: what was updated since is not stale. */
  readonly startedAt: Date;
  readonly integration: Integration;
  /** What was created for a new integration, or in a dry run would be; for people. */
  readonly prepared: readonly string[];
  /** Blueprints that Port does not have yet and a dry run takes for created. */
  readonly coming: readonly Blueprint[];
}

/** Everything is checked, and both services have let us in, before the first write. */
export async function openRun(options: RunOptions, { gitlab, port }: Services): Promise<OpenedRun> {
  const defaults = await defaultsOf(options.settings);
  const given = options.mapping && (await prepareMapping(options.mapping.data, options.mapping.origin, options));

  options.observe({ type: 'stage', stage: 'Checking access to GitLab and Port', phase: 'opening' });
  await checkAccess(gitlab);
  const startedAt = await port.signIn();

  const opened = await openIntegration(options, port, defaults, given);
  logWarnings(opened, options.log);
  return { ...opened, startedAt };
}

/** What a new integration begins with: the user's, or what ships with this package. */
export async function defaultsOf({ resourcesPath }: Pick<Settings, 'resourcesPath'>): Promise<Defaults> {
  return resourcesPath === undefined ? packagedDefaults : readDefaults(resourcesPath);
}

/** Brings the integration in Port up to date and finds the mapping, which is checked first where it is known by then. */
async function openIntegration(
  options: RunOptions,
  port: PortClient,
  defaults: Defaults,
  given: PreparedMapping | undefined,
): Promise<Omit<OpenedRun, 'startedAt'>> {
  const { settings, version, observe, log } = options;
  const { initializePortResources } = settings;
  const identity = { ...settings.integration, version };
  const { stored, origin, notice, known } = await findStart(options, port, defaults);
  if (notice !== undefined) log.warn({ notice }, 'createPortResourcesOrigin is not followed');
  const ahead = given ?? (known && (await prepareMapping(known.data, known.origin, options)));
  if (known === undefined && origin === 'port') {
    if (settings.dryRun && ahead === undefined) throw unforeseeable(identity.identifier);
    observe({ type: 'stage', stage: 'Waiting for Port to create blueprints and mapping', phase: 'opening' });
  }
  const initialize = settings.dryRun ? planInitialization : initializeIntegration;
  const {
    integration,
    config,
    created: prepared,
    refused,
    coming = [],
  } = await initialize({
    port,
    options: identity,
    stored,
    origin,
    defaults,
    initializePortResources,
    waiting: options,
  });
  if (settings.dryRun) log.debug({ ...changesOf(identity, integration) }, 'What Port would be told of this program');
  else if (prepared.length > 0) log.info({ created: prepared.join(', ') }, 'Prepared Port');
  for (const reason of refused) log.warn({ reason }, 'Port did not create one of the default resources');
  const mapping = ahead ?? (await prepareMapping(config ?? {}, IN_PORT, options));
  return { ...mapping, integration, prepared, coming };
}

/** What a run begins with, as far as it is known before the first write. */
export interface Start extends ChosenOrigin {
  /** Undefined where Port has no such integration yet. */
  readonly stored: Integration | undefined;
  /** The mapping that the integration has, or will have; undefined where Port or nobody provides one. */
  readonly known: MappingSource | undefined;
}

/** Looks at the integration in Port; writes nothing. */
export async function findStart(
  { settings, version }: Pick<RunOptions, 'settings' | 'version'>,
  port: PortClient,
  defaults: Defaults,
): Promise<Start> {
  const { initializePortResources, createPortResourcesOrigin: wanted, integration } = settings;
  const stored = await readIntegration(port, { ...integration, version });
  if (!needsDefaults(stored, initializePortResources)) {
    return { stored, origin: 'default', known: inPort(stored?.config) };
  }
  const choice = { type: integration.type, stored, wanted, initializePortResources };
  const chosen = await chooseOrigin(port, choice);
  return { ...chosen, stored, known: mappingAhead(stored?.config, chosen.origin, defaults) };
}

/** What Port creates for a new integration nobody knows before it has done so. */
function unforeseeable(integration: string): ConfigError {
  const message = `the integration ${integration} has no mapping yet, and is to get the one that Port provides`;
  return new ConfigError('A dry run cannot foresee the mapping', [{ path: 'dryRun', message }], {
    hint: 'Give the mapping with --mapping <file>, or set createPortResourcesOrigin to default or empty; after a first run the mapping is known.',
  });
}

export interface MappingSource {
  readonly data: unknown;
  readonly origin: string;
}

/** The mapping that a new integration will have, so that it is checked before anything is written; Port's is not known yet. */
function mappingAhead(config: unknown, origin: Origin, defaults: Defaults): MappingSource | undefined {
  if (!isEmptyConfig(config)) return inPort(config);
  return origin === 'default' ? { data: defaults.mapping, origin: defaults.mappingOrigin } : undefined;
}

function inPort(config: unknown): MappingSource {
  return { data: config ?? {}, origin: IN_PORT };
}
