import type { ExaminedSettings } from '../config/load-settings.ts';
import type { Settings } from '../config/settings.ts';
import { EXIT_CODES, type ExitCode, exitCode } from '../errors.ts';
import type { JqEngine } from '../map/engine.ts';
import { mappingSchema } from '../map/mapping.ts';
import { type ConnectOptions, connect, type Services } from '../run/connect.ts';
import { checkBlueprints } from './blueprints.ts';
import { checkConfiguration, obstacleTo } from './configuration.ts';
import { checkGitLab, checkVisible } from './gitlab.ts';
import { checkJq } from './jq.ts';
import { checkMapping } from './mapping.ts';
import { checkPort } from './port.ts';
import { checkRequests } from './requests.ts';
import { type Checked, type CheckResult, failuresOf, skipped } from './result.ts';

export interface CheckOptions extends Omit<ConnectOptions, 'settings' | 'observe'> {
  readonly examined: ExaminedSettings;
  /** What jq's `env` shows. */
  readonly environment: Readonly<Record<string, string>>;
  /** The folders to look for a native jq in (`PATH`). */
  readonly searchPath: string | undefined;
}

/** A group of checks under its heading. */
export interface CheckGroup {
  readonly name: string;
  readonly results: readonly CheckResult[];
}

export interface CheckReport {
  readonly exitCode: ExitCode;
  readonly groups: readonly CheckGroup[];
}

/** A check is for somebody who waits for it: one more attempt shows what was an accident. */
const ATTEMPTS = 2;

/** Looks at all that a run needs and writes nothing. What fails keeps only what depends on it from being checked. */
export async function runChecks(options: CheckOptions): Promise<CheckReport> {
  const { examined, searchPath, signal } = options;
  const jq = await checkJq({ ...examined.settings.jq, searchPath }, signal);
  try {
    const groups = [
      { name: 'Configuration', results: checkConfiguration(examined) },
      { name: 'jq', results: jq.results },
      ...(await checkServices(options, jq.value)),
    ];
    const results = groups.flatMap((group) => group.results);
    return { exitCode: worst(results, examined.settings.strict), groups };
  } finally {
    await jq.value?.close();
  }
}

async function checkServices(options: CheckOptions, engine: JqEngine | undefined): Promise<readonly CheckGroup[]> {
  const { examined } = options;
  const retry = { ...examined.settings.retry, attempts: Math.min(ATTEMPTS, examined.settings.retry.attempts) };
  // Nothing is written, whoever asks: that is what the setting tells the clients.
  const settings = { ...examined.settings, retry, check: true };
  const { results, value: services } = tryToConnect({ ...options, settings, observe: () => {} });
  try {
    return [
      ...(results.length > 0 ? [{ name: 'Certificates', results }] : []),
      ...(await checkBoth({ ...options, settings, engine }, services)),
    ];
  } finally {
    await Promise.all(Object.values(services?.http ?? {}).map((http) => http.close()));
  }
}

function tryToConnect(options: ConnectOptions): Checked<Services> {
  const { signal } = options;
  try {
    return { results: [], value: connect(options, { port: signal, telemetry: signal }) };
  } catch (error) {
    return { results: failuresOf('certificates', error) };
  }
}

/** Each group with what is known by then. */
async function checkBoth(
  options: CheckOptions & { readonly settings: Settings; readonly engine: JqEngine | undefined },
  services: Services | undefined,
): Promise<readonly CheckGroup[]> {
  const { examined, settings, clock } = options;
  const { url } = settings.gitlab;
  const [gitlab, port] = await Promise.all([
    unless(obstacleTo('gitlab', examined), services, (known) =>
      checkGitLab({ client: known.gitlab, url, now: clock.now() }),
    ),
    unless(obstacleTo('port', examined), services, (known) => checkPort(options, known.port)),
  ]);
  const mapping = await checkMapping(port.value, options);
  const visibility = mapping.value?.mapping.visibility ?? DEFAULT_VISIBILITY;
  const visible = gitlab.value ? await checkVisible(gitlab.value, visibility, url) : [];
  return [
    { name: 'GitLab', results: [...gitlab.results, ...visible] },
    { name: 'Port', results: port.results },
    { name: 'Mapping', results: mapping.results },
    {
      name: 'Blueprints',
      results: checkBlueprints(mapping.value?.mapping, port.value?.blueprints, settings.kinds),
    },
    { name: 'Requests', results: await checkRequests(mapping.value?.mapping, settings, gitlab.value && services) },
  ];
}

const DEFAULT_VISIBILITY = mappingSchema({}).parse({}).visibility;

/** Asks a service where it is known well enough how to reach it. */
async function unless<Value>(
  obstacle: string | undefined,
  services: Services | undefined,
  check: (services: Services) => Promise<Checked<Value>>,
): Promise<Checked<Value>> {
  if (obstacle !== undefined) return { results: [skipped('address', `not asked: ${obstacle}`)] };
  if (services === undefined) return { results: [skipped('address', 'not asked: the certificates cannot be used')] };
  return check(services);
}

/** The code of the worst that is wrong, by the precedence of the table; 0 where nothing is. */
function worst(results: readonly CheckResult[], strict: boolean): ExitCode {
  const wrong = results.filter(({ state }) => state === 'failed' || (strict && state === 'warning'));
  const names = new Set(wrong.map(({ exit }) => exit));
  return EXIT_CODES.find(({ name }) => names.has(name))?.code ?? exitCode('success');
}
