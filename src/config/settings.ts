import { z } from 'zod';
import { kinds } from '../extract/table.ts';
import { GitLabUrl, PortUrl } from './service-url.ts';
import {
  Bool,
  Bytes,
  choice,
  count,
  FolderList,
  HeaderText,
  List,
  Minutes,
  NoProxy,
  ProxyUrl,
  Seconds,
  Secret,
  Text,
} from './value-schemas.ts';

/** Where Debian, and Port's own image, look for authorities of the site; it need not exist. */
export const DEFAULT_CERTIFICATE_FOLDERS = ['/usr/local/share/ca-certificates', '/usr/share/ca-certificates'];

/** One setting: everything that the program knows of it. */
export interface Setting {
  /** Takes text (or a list of it); undefined gives the default, and is refused where the setting is required. */
  readonly schema: z.ZodType;
  readonly description: string;
  /** Environment variables, the first that is set wins; upper and lower case are the same. */
  readonly environment?: readonly string[];
  /** In commander's form; also gives the environment variable `GPE_<FLAG>`, which comes before the others. */
  readonly flag?: string;
  /** Environment variables that say the opposite. */
  readonly opposites?: readonly string[];
  /** Keys that are taken for the setting, in files and in `OCEAN__` variables, and that no message recommends. */
  readonly aliases?: readonly string[];
  readonly secret?: true;
  /** What all the sources say is joined, where otherwise the first one wins. */
  readonly joined?: true;
  /** Settings that together take the place of a required one: with all of them it may be left out, and is empty. */
  readonly replacedBy?: readonly string[];
  /** Settings without any of which this one would mean nothing, and is refused. */
  readonly onlyWith?: readonly string[];
}

/** A preview with a mapping of its own needs no Port. */
const WITHOUT_PORT = ['output', 'mapping'] as const;

/** THE table of settings: environment, flags, file keys, validation and documentation all follow from it. */
const SETTINGS = {
  'gitlab.token': {
    schema: Secret,
    description: 'GitLab access token with the scope read_api.',
    environment: [
      'OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN',
      'OCEAN__INTEGRATION__SECRETS__GITLAB_TOKEN',
      'GITLAB_TOKEN',
    ],
    aliases: ['integration.config.token', 'integration.secrets.token'],
    secret: true,
  },
  'gitlab.url': {
    schema: GitLabUrl.default('https://gitlab.com'),
    description: 'Address of the GitLab instance, with a sub-path where it has one.',
    environment: [
      'OCEAN__INTEGRATION__CONFIG__GITLAB_URL',
      'OCEAN__INTEGRATION__CONFIG__GITLAB_HOST',
      'GITLAB_URL',
      'GITLAB_HOST',
    ],
  },
  'port.clientId': {
    schema: Text,
    description: "Port's client id.",
    environment: ['OCEAN__PORT__CLIENT_ID', 'PORT_CLIENT_ID'],
    replacedBy: WITHOUT_PORT,
  },
  'port.clientSecret': {
    schema: Secret,
    description: "Port's client secret.",
    environment: ['OCEAN__PORT__CLIENT_SECRET', 'PORT_CLIENT_SECRET'],
    replacedBy: WITHOUT_PORT,
    secret: true,
  },
  'port.baseUrl': {
    schema: PortUrl.default('https://api.getport.io'),
    description: "Port's API: a region (eu, us) or a URL.",
    environment: ['OCEAN__PORT__BASE_URL', 'PORT_BASE_URL', 'PORT_REGION'],
    aliases: ['portBaseUrl', 'portRegion', 'port.region'],
  },
  'integration.identifier': {
    schema: HeaderText.default('my-gitlab-v2-integration'),
    description: 'Identifier of the integration in Port, which owns the entities.',
    environment: ['OCEAN__INTEGRATION__IDENTIFIER'],
  },
  'integration.type': {
    schema: HeaderText.default('gitlab-v2'),
    description: 'Type of the integration in Port.',
    environment: ['OCEAN__INTEGRATION__TYPE'],
  },
  initializePortResources: {
    schema: Bool.default(true),
    description: 'Create the default blueprints and mapping when the integration is new.',
    environment: ['OCEAN__INITIALIZE_PORT_RESOURCES'],
  },
  sendRawDataExamples: {
    schema: Bool.default(true),
    description: 'Send a few raw objects of each kind to Port, with secrets masked.',
    environment: ['OCEAN__SEND_RAW_DATA_EXAMPLES'],
  },
  resourcesPath: {
    schema: Text.optional(),
    description: 'Folder of the default blueprints and mapping; without it the packaged ones.',
    environment: ['OCEAN__RESOURCES_PATH'],
  },
  createPortResourcesOrigin: {
    schema: choice(['default', 'empty', 'port'], { ocean: 'default' }).optional(),
    description:
      'What a new integration begins with: default (blueprints and mapping of resourcesPath), empty, or port (what Port provides).',
    environment: ['OCEAN__CREATE_PORT_RESOURCES_ORIGIN'],
  },
  'eventListener.type': {
    schema: Text.regex(/^\w+$/, 'expected a word such as ONCE').toUpperCase().default('ONCE'),
    description: 'Accepted for compatibility (OCEAN__EVENT_LISTENER takes it as JSON): this command always runs once.',
    environment: ['OCEAN__EVENT_LISTENER__TYPE'],
    aliases: ['eventListener', 'integration.eventListener', 'integration.eventListener.type'],
  },
  baseUrl: {
    schema: Text.optional(),
    description: 'Accepted for compatibility and unused: live events only.',
    environment: ['OCEAN__BASE_URL'],
  },
  scheduledResyncInterval: {
    schema: Minutes.optional(),
    description: 'Minutes between two runs; only reported to Port.',
    environment: ['OCEAN__SCHEDULED_RESYNC_INTERVAL'],
  },
  clientTimeout: {
    schema: Seconds.default(60),
    description: 'Seconds that one request to GitLab may take.',
    environment: ['OCEAN__CLIENT_TIMEOUT'],
  },
  allowEnvironmentVariablesJqAccess: {
    schema: Bool.default(true),
    description: 'Let mappings read environment variables through env and $ENV; secrets never.',
    environment: ['OCEAN__ALLOW_ENVIRONMENT_VARIABLES_JQ_ACCESS'],
  },
  'tls.certificateFiles': {
    schema: List.default([]),
    description: 'PEM files with certificate authorities to trust as well; all that are named count.',
    environment: ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'],
    joined: true,
  },
  'tls.certificateFolders': {
    schema: FolderList.default(DEFAULT_CERTIFICATE_FOLDERS),
    description:
      'Folders of PEM files (.crt, .pem, .cer) with certificate authorities to trust as well, separated by colons.',
    environment: ['SSL_CERT_DIR'],
  },
  'tls.verifyPort': {
    schema: Bool.default(true),
    description: "Check Port's certificate.",
    environment: ['OCEAN__SSL__PORT__VERIFY'],
  },
  'tls.verifyGitlab': {
    schema: Bool.default(true),
    description: "Check GitLab's certificate.",
    environment: ['OCEAN__SSL__THIRD_PARTY__VERIFY'],
  },
  'proxy.http': {
    schema: ProxyUrl.optional(),
    description: 'Proxy for http:// addresses.',
    environment: ['http_proxy', 'HTTP_PROXY'],
    secret: true,
  },
  'proxy.https': {
    schema: ProxyUrl.optional(),
    description: 'Proxy for https:// addresses.',
    environment: ['https_proxy', 'HTTPS_PROXY'],
    secret: true,
  },
  'proxy.all': {
    schema: ProxyUrl.optional(),
    description: 'Proxy for what the other two leave open.',
    environment: ['all_proxy', 'ALL_PROXY'],
    secret: true,
  },
  'proxy.none': {
    schema: NoProxy.optional(),
    description: 'Hosts that are reached without a proxy, separated by commas.',
    environment: ['no_proxy', 'NO_PROXY'],
  },
  'jq.engine': {
    schema: choice(['auto', 'embedded', 'native']).default('auto'),
    description: 'The jq that runs the mappings: auto, embedded or native.',
    flag: '--jq <engine>',
  },
  'jq.path': { schema: Text.optional(), description: 'The native jq to run.', environment: ['JQ_PATH'] },
  'retry.attempts': {
    schema: count(100).default(8),
    description: 'How often a request is tried.',
    environment: ['GPE_RETRY_ATTEMPTS'],
  },
  'retry.baseDelay': {
    schema: Seconds.default(1),
    description: 'Seconds of the first back-off; each further one doubles.',
    environment: ['GPE_RETRY_BASE_DELAY'],
  },
  'retry.maxDelay': {
    schema: Seconds.default(60),
    description: 'Seconds of the longest back-off.',
    environment: ['GPE_RETRY_MAX_DELAY'],
  },
  'retry.maxWait': {
    schema: Seconds.default(600),
    description: 'Seconds that a rate limit may make the run wait at a time.',
    environment: ['GPE_RETRY_MAX_WAIT'],
  },
  concurrency: {
    schema: count(32).default(32),
    description: 'Most requests under way at once to each service, 1 to 32; starts at 8 and adapts to the service.',
    flag: '--concurrency <n>',
  },
  deniedIsEmpty: {
    schema: Bool.default(false),
    description: 'Take what the token may not read for empty.',
    environment: ['GPE_DENIED_IS_EMPTY'],
  },
  fileSizeLimit: {
    schema: Bytes.default(1024 * 1024),
    description: 'Largest file whose content mappings get to see, such as 512KiB; null stands in for a larger one.',
    environment: ['GPE_FILE_SIZE_LIMIT'],
  },
  answerSearchesFromTrees: {
    schema: Bool.default(true),
    description:
      "Answer searches for names of files from a repository's tree where that gives the same answer: GitLab limits searches most.",
    environment: ['GPE_ANSWER_SEARCHES_FROM_TREES'],
  },
  mapping: {
    schema: Text.optional(),
    description: 'Mapping file (YAML or JSON) to use in place of the one in Port.',
    flag: '--mapping <file>',
  },
  kinds: {
    schema: List.pipe(
      z.array(z.enum([...kinds.keys()], `expected kinds out of ${[...kinds.keys()].join(', ')}`)),
    ).optional(),
    description: 'Kinds to export, separated by commas; without it all that the mapping names.',
    flag: '--kinds <list>',
  },
  output: {
    schema: Text.optional(),
    description:
      'Write the mapped entities to this file as lines of JSON (- is standard output) and nothing to Port; with --mapping no credentials of Port are needed.',
    flag: '--output <file>',
  },
  limit: {
    schema: count(1_000_000).optional(),
    description: 'Most objects that are read of each resource, for a quick try; only with --output or --dry-run.',
    flag: '--limit <n>',
    onlyWith: ['output', 'dryRun'],
  },
  noDelete: {
    schema: Bool.default(false),
    description: 'Delete nothing.',
    flag: '--no-delete',
  },
  dryRun: {
    schema: Bool.default(false),
    description: 'Show what a run would create, update and delete in Port, and write nothing.',
    flag: '--dry-run',
  },
  check: {
    schema: Bool.default(false),
    description: 'Check configuration, access, mapping and blueprints, say how each is, and write nothing.',
    flag: '--check',
  },
  exitCode: {
    schema: Bool.default(false),
    description: 'With --dry-run: exit code 10 where a run would change something.',
    flag: '--exit-code',
    onlyWith: ['dryRun'],
  },
  strict: {
    schema: Bool.default(false),
    description: 'Take warnings for failures: exit code 6, or 2 where they are known before the run.',
    flag: '--strict',
  },
  report: {
    schema: Text.optional(),
    description: 'File for the report of the run as JSON; - is standard output.',
    flag: '--report <file>',
  },
  noPortLogs: {
    schema: Bool.default(false),
    description: 'Do not send the log to Port; APPLICATION__ENABLE_HTTP_LOGGING=false says the same.',
    flag: '--no-port-logs',
    opposites: ['APPLICATION__ENABLE_HTTP_LOGGING'],
  },
  logLevel: {
    schema: choice(['trace', 'debug', 'info', 'warn', 'error'], {
      notset: 'trace',
      success: 'info',
      warning: 'warn',
      critical: 'error',
      fatal: 'error',
    }).default('info'),
    description: "Least level that is logged: trace, debug, info, warn, error (Python's names work too).",
    flag: '--log-level <level>',
    environment: ['APPLICATION__LOG_LEVEL', 'LOG_LEVEL'],
  },
  logFormat: {
    schema: choice(['pretty', 'json']).default('pretty'),
    description: 'Form of the log: pretty, or json for a line of JSON each, the summary included.',
    flag: '--log-format <format>',
  },
  quiet: {
    schema: Bool.default(false),
    description: 'Show warnings and errors only.',
    flag: '--quiet',
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** A setting's canonical name, such as `gitlab.url`. */
export type SettingName = keyof typeof SETTINGS;

type Values = { readonly [Name in SettingName]: z.output<(typeof SETTINGS)[Name]['schema']> };

type TopLevel<Name extends string> = Name extends `${infer Group}.${string}` ? Group : Name;

/** All the settings, nested as their names say: `settings.gitlab.url`. Durations are in seconds. */
export type Settings = {
  readonly [Key in TopLevel<SettingName>]: Key extends SettingName
    ? Values[Key]
    : { readonly [Name in SettingName as Name extends `${Key}.${infer Field}` ? Field : never]: Values[Name] };
};

/** The names of the table, in its order. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[]; // keys() forgets which keys a constant has

/** A setting by its name, its optional fields visible. */
export function settingOf(name: SettingName): Setting {
  return SETTINGS[name];
}

/** All environment variables of a setting in order of precedence. */
export function environmentNames(name: SettingName): readonly string[] {
  const { flag, environment = [] } = settingOf(name);
  return flag === undefined ? environment : [flagVariable(flag), ...environment];
}

/** `--log-level <level>` is `GPE_LOG_LEVEL` in the environment. */
function flagVariable(flag: string): string {
  return `GPE_${flagWords(flag).join('_').toUpperCase()}`;
}

/** The key that commander gives a flag: `--log-level <level>` is `logLevel`. */
export function flagKey(flag: string): string {
  return flagWords(flag)
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

function flagWords(flag: string): readonly string[] {
  return (flag.split(' ')[0] ?? '').replace(/^--/, '').split('-');
}
