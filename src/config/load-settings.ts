import { ConfigError, type ConfigIssue } from '../errors.ts';
import { readConfigFile } from './config-file.ts';
import { readEnvironment } from './environment.ts';
import { isReplaced, refuseAlone, wayWithout } from './joint-settings.ts';
import { refuseOverwriting } from './read-files.ts';
import { environmentNames, flagKey, SETTING_NAMES, type SettingName, type Settings, settingOf } from './settings.ts';
import type { Candidate, Hint, Notice } from './source.ts';
import { addEnvFile, type Environment, findVariable, listVariables } from './variables.ts';

/** The settings in force and what is worth knowing of how they came about. */
export interface LoadedSettings {
  readonly settings: Settings;
  /** In words, by setting: `environment variable GITLAB_TOKEN`, `flag --jq`, `default`. */
  readonly origins: ReadonlyMap<SettingName, string>;
  readonly notices: readonly Notice[];
  /** Every secret value in force, to be masked wherever text leaves the program. */
  readonly secrets: readonly string[];
  /** The configuration file that was read. */
  readonly file?: string;
}

/** Settings that need not be in force: `issues` is everything that is wrong with them. */
export interface ExaminedSettings extends LoadedSettings {
  readonly issues: readonly ConfigIssue[];
}

export interface SettingSources {
  /** What commander parsed, without its defaults; `config` and `envFile` among them steer the loading. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Environment;
  readonly workingDirectory: string;
}

/**
 * Brings flags, environment, configuration file and defaults together, in this order of precedence.
 *
 * @throws {ConfigError} with everything that is wrong.
 */
export async function loadSettings(sources: SettingSources): Promise<LoadedSettings> {
  return requireValid(await examineSettings(sources));
}

/** @throws {ConfigError} where anything is wrong with the settings. */
export function requireValid({ issues, ...loaded }: ExaminedSettings): LoadedSettings {
  if (issues.length > 0) throw new ConfigError('The configuration is not valid', issues);
  return loaded;
}

/** The same without an end at what is wrong: its default stands in for such a value, empty text for a required one. */
export async function examineSettings(options: SettingSources): Promise<ExaminedSettings> {
  const { flags, workingDirectory } = options;
  const given = listVariables(options.environment);
  const envFile = textOf(flags['envFile']) ?? findVariable(given, 'GPE_ENV_FILE')?.value;
  const { variables, issues, notices } =
    envFile === undefined
      ? { variables: given, issues: [], notices: [] }
      : await addEnvFile(given, envFile, workingDirectory);
  const environment = readEnvironment(variables);
  const path = textOf(flags['config']) ?? findVariable(variables, 'GPE_CONFIG')?.value;
  const file = await readConfigFile({ path, workingDirectory, variables });
  const sources = [environment, file];

  const candidates = [...readFlags(flags), ...sources.flatMap((source) => source.candidates)];
  const outcome = validate(
    candidates,
    sources.flatMap((source) => source.hints),
  );
  const mapping = outcome.values.get('mapping');
  refuseReadFiles(outcome, {
    files: [
      ...(typeof mapping === 'string' ? [{ name: 'mapping', path: mapping }] : []),
      ...(file.path === undefined ? [] : [{ name: 'the configuration', path: file.path }]),
      ...(envFile === undefined ? [] : [{ name: 'the environment (env-file)', path: envFile }]),
    ],
    workingDirectory,
  });
  const settings = nest(outcome.values);
  return {
    settings,
    origins: outcome.origins,
    notices: [...notices, ...sources.flatMap((source) => source.notices), ...noticesOf(settings)],
    secrets: secretsOf(outcome.values),
    issues: [...issues, ...sources.flatMap((source) => source.issues), ...outcome.issues],
    ...(file.path === undefined ? {} : { file: file.path }),
  };
}

function textOf(flag: unknown): string | undefined {
  return flag === undefined ? undefined : String(flag);
}

function readFlags(flags: Readonly<Record<string, unknown>>): readonly Candidate[] {
  return SETTING_NAMES.flatMap((setting) => {
    const { flag } = settingOf(setting);
    const value = flag === undefined ? undefined : flags[flagKey(flag)];
    if (flag === undefined || value === undefined) return [];
    return [
      {
        setting,
        value: Array.isArray(value) ? value.map(String) : String(value),
        origin: `flag ${flag.split(' ')[0]}`,
      },
    ];
  });
}

interface Outcome {
  readonly values: Map<SettingName, unknown>;
  readonly origins: Map<SettingName, string>;
  readonly issues: ConfigIssue[];
}

function validate(candidates: readonly Candidate[], hints: readonly Hint[]): Outcome {
  const outcome: Outcome = { values: new Map(), origins: new Map(), issues: [] };
  const isGiven = (name: string) => candidates.some(({ setting }) => setting === name);
  for (const setting of SETTING_NAMES) {
    const chosen = choose(setting, candidates);
    const parsed = settingOf(setting).schema.safeParse(chosen?.value);
    if (parsed.success) {
      outcome.values.set(setting, parsed.data);
      outcome.origins.set(setting, chosen?.origin ?? 'default');
      continue;
    }
    const standIn = settingOf(setting).schema.safeParse(undefined);
    outcome.values.set(setting, standIn.success ? standIn.data : '');
    if (chosen === undefined && !isReplaced(setting, isGiven)) outcome.issues.push(missing(setting, hints, isGiven));
    else if (chosen !== undefined) {
      const [problem] = parsed.error.issues;
      const expected = problem?.message ?? 'not valid';
      const message = mayShow(chosen, candidates) ? `${expected}; found ${JSON.stringify(chosen.value)}` : expected;
      outcome.issues.push({ path: setting, message, origin: chosen.origin });
    }
  }
  outcome.issues.push(...refuseAlone(outcome.values, outcome.origins));
  refuseCheckOfRun(outcome);
  return outcome;
}

/** As for any value that is not valid its default, which is nowhere, stands in for such a place. */
function refuseReadFiles({ values, origins, issues }: Outcome, read: Parameters<typeof refuseOverwriting>[2]): void {
  for (const issue of refuseOverwriting(values, origins, read)) {
    values.set(issue.path, undefined);
    issues.push(issue);
  }
}

/** One looks at the set-up, the other at what a run would do: who asks for both has to say which. */
function refuseCheckOfRun({ values, origins, issues }: Outcome): void {
  if (values.get('check') !== true) return;
  const origin = origins.get('check') ?? 'default';
  const refuse = (message: string) => issues.push({ path: 'check', message, origin });
  if (values.get('dryRun') === true)
    refuse('expected without dryRun (--dry-run): a check does not read what a dry run would');
  if (values.get('output') !== undefined)
    refuse('expected without output (--output): a check does not read what a preview would');
}

function choose(setting: SettingName, candidates: readonly Candidate[]): Candidate | undefined {
  const own = candidates.filter((candidate) => candidate.setting === setting);
  if (settingOf(setting).joined !== true || own.length === 0) return own[0];
  const origins = new Set(own.map(({ origin }) => origin));
  return { setting, value: [...new Set(own.flatMap(({ value }) => value))], origin: [...origins].join(', ') };
}

function missing(setting: SettingName, hints: readonly Hint[], isGiven: (name: string) => boolean): ConfigIssue {
  const names = environmentNames(setting).join(' or ');
  const way = wayWithout(setting, isGiven);
  const alternative = way === undefined ? '' : `; or set ${way}, which makes it needless`;
  const explanations = hints.filter((hint) => hint.setting === setting).map(({ message }) => `. ${message}`);
  return {
    path: setting,
    message: `required; set ${names}, or ${setting} in a file${alternative}${explanations.join('')}`,
  };
}

/** Neither a secret is shown, wherever it was put by mistake, nor a URL with the parts that may hold one. */
function mayShow({ setting, value }: Candidate, candidates: readonly Candidate[]): boolean {
  const text = [value].flat().join();
  const secrets = candidates.filter((other) => isSecret(other.setting)).flatMap((other) => other.value);
  return !isSecret(setting) && !/[@?#]/.test(text) && !secrets.some((secret) => text.includes(secret.trim()));
}

function isSecret(setting: SettingName): boolean {
  return settingOf(setting).secret === true;
}

function nest(values: ReadonlyMap<SettingName, unknown>): Settings {
  const settings: Record<string, unknown> = {};
  const groups = new Map<string, Record<string, unknown>>();
  for (const [name, value] of values) {
    const [key = name, field] = name.split('.');
    if (field === undefined) settings[key] = value;
    else groups.set(key, { ...groups.get(key), [field]: value });
  }
  // Each name of the table has been given what its own schema put out, and Settings is made from the same table.
  return { ...settings, ...Object.fromEntries(groups) } as Settings;
}

function noticesOf({ eventListener, baseUrl, tls }: Settings): readonly Notice[] {
  const notices: Notice[] = [];
  if (eventListener.type !== 'ONCE') {
    const message = `eventListener.type ${eventListener.type} has no effect: this command always runs once`;
    notices.push({ level: 'warn', message });
  }
  if (baseUrl !== undefined) {
    notices.push({
      level: 'debug',
      message: 'baseUrl has no effect: it serves live events, which a single run has not',
    });
  }
  for (const [service, verified] of [
    ['GitLab', tls.verifyGitlab],
    ['Port', tls.verifyPort],
  ] as const) {
    if (!verified) {
      notices.push({
        level: 'warn',
        message: `${service}'s certificate is not checked: anyone in between can read the credentials`,
      });
    }
  }
  return notices;
}

/** Of a proxy's URL only the password is secret, in both the written and the decoded form. */
function secretsOf(values: ReadonlyMap<SettingName, unknown>): readonly string[] {
  const secrets = SETTING_NAMES.filter(isSecret)
    .map((name) => values.get(name))
    .filter((value) => typeof value === 'string')
    .filter((value) => value !== '')
    .flatMap((value) => (/^https?:\/\//.test(value) ? passwordOf(value) : [value]));
  return [...new Set(secrets)];
}

function passwordOf(url: string): readonly string[] {
  const { password } = new URL(url);
  if (password === '') return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password]; // a lone percent sign
  }
}
