import type { Settings } from '../config/settings.ts';
import { AuthError } from '../errors.ts';
import { type Defaults, packagedDefaults } from '../load/defaults/defaults.ts';
import { readDefaults } from '../load/defaults/folder.ts';
import { planInitialization } from '../load/plan/initialization.ts';
import type { PortClient } from '../load/port-client.ts';
import { createStoredBlueprints, type StoredBlueprint, withComing } from '../load/stored-blueprints.ts';
import { findStart, type MappingSource } from '../run/open.ts';
import type { RunOptions } from '../run/run.ts';
import { type Checked, type CheckResult, failuresOf, ok, skipped, warning } from './result.ts';

/** What Port has for this integration; parts that could not be read are absent. */
export interface PortFindings {
  /** The mapping of the integration, or Port's own that comes with the first run. */
  readonly mapping?: MappingSource | 'provided';
  /** The blueprints that there will be when entities are written. */
  readonly blueprints?: {
    readonly all: ReadonlyMap<string, StoredBlueprint>;
    /** Identifiers of those that the first run creates. */
    readonly coming: ReadonlySet<string>;
  };
}

type Options = Pick<RunOptions, 'settings' | 'version' | 'clock' | 'signal'>;

/** Address and credentials, the integration, the blueprints. The value is there where Port lets the credentials in. */
export async function checkPort(options: Options, port: PortClient): Promise<Checked<PortFindings>> {
  try {
    await port.signIn();
  } catch (error) {
    const reason = error instanceof AuthError ? 'Port did not let this program in' : 'Port could not be reached';
    const later = ['integration', 'blueprints'].map((title) => skipped(title, reason));
    return { results: [...failuresOf('address', error), ...later] };
  }
  const signedIn = ok('address', `${options.settings.port.baseUrl} lets these credentials in`);
  const { results, value } = await checkIntegration(options, port);
  const blueprints = await readBlueprints(port, value?.coming ?? []);
  const coming = new Set(value?.coming.map(({ identifier }) => identifier));
  return {
    results: [signedIn, ...results, ...blueprints.results],
    value: {
      ...(value?.mapping && { mapping: value.mapping }),
      ...(blueprints.value && { blueprints: { all: blueprints.value, coming } }),
    },
  };
}

interface Integration {
  readonly mapping: MappingSource | 'provided';
  readonly coming: Defaults['blueprints'];
}

async function checkIntegration(options: Options, port: PortClient): Promise<Checked<Integration>> {
  const { settings, version, clock, signal } = options;
  const { initializePortResources } = settings;
  try {
    const defaults = await defaultsOf(settings);
    const start = await findStart(options, port, defaults);
    const identity = { ...settings.integration, version };
    const plan = { ...start, port, options: identity, defaults, initializePortResources, waiting: { clock, signal } };
    const { created, coming = [], config } = await planInitialization(plan);
    const results = [describeIntegration(settings, start.stored !== undefined, created)];
    if (start.notice !== undefined) results.push(warning('createPortResourcesOrigin', start.notice));
    const isProvided = start.origin === 'port' && start.known === undefined;
    const planned = { data: config, origin: 'the mapping that the first run creates' };
    return { results, value: { mapping: isProvided ? 'provided' : (start.known ?? planned), coming } };
  } catch (error) {
    return { results: failuresOf('integration', error) };
  }
}

function defaultsOf({ resourcesPath }: Settings): Promise<Defaults> | Defaults {
  return resourcesPath === undefined ? packagedDefaults : readDefaults(resourcesPath);
}

function describeIntegration(
  { integration: { identifier, type } }: Settings,
  isThere: boolean,
  created: readonly string[],
): CheckResult {
  const name = `${identifier} of type ${type}`;
  if (isThere && created.length === 0) return ok('integration', name);
  return ok('integration', `${name}; the first run creates ${created.join(', ')}`);
}

async function readBlueprints(
  port: PortClient,
  coming: Defaults['blueprints'],
): Promise<Checked<ReadonlyMap<string, StoredBlueprint>>> {
  try {
    const stored = createStoredBlueprints(port);
    const { size } = await stored.read();
    return { results: [ok('blueprints', `Port has ${size}`)], value: await withComing(stored, coming).read() };
  } catch (error) {
    return { results: failuresOf('blueprints', error) };
  }
}
