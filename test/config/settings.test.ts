import { describe, expect, it } from 'vitest';
import {
  environmentNames,
  flagKey,
  SETTING_NAMES,
  type SettingName,
  type Settings,
  settingOf,
} from '../../src/config/settings.ts';
import { load, loadExactly, REQUIRED } from './load.ts';

/** For every setting: text that is not the default, and the value that it stands for. */
const EXAMPLES: Record<SettingName, readonly [text: string, value: unknown]> = {
  'gitlab.token': ['glpat-abc', 'glpat-abc'],
  'gitlab.url': ['https://git.example.com/gitlab/', 'https://git.example.com/gitlab'],
  'port.clientId': ['client', 'client'],
  'port.clientSecret': ['hush-hush', 'hush-hush'],
  'port.baseUrl': ['us', 'https://api.us.getport.io'],
  'integration.identifier': ['mine', 'mine'],
  'integration.type': ['gitlab', 'gitlab'],
  initializePortResources: ['no', false],
  sendRawDataExamples: ['F', false],
  resourcesPath: ['./defaults', './defaults'],
  createPortResourcesOrigin: ['Empty', 'empty'],
  'eventListener.type': ['polling', 'POLLING'],
  baseUrl: ['https://events.example.com', 'https://events.example.com'],
  scheduledResyncInterval: ['90', 90],
  clientTimeout: ['1.5', 1.5],
  allowEnvironmentVariablesJqAccess: ['off', false],
  'tls.certificateFiles': ['/etc/ca.pem', ['/etc/ca.pem']],
  'tls.certificateFolders': ['/etc/ca:/opt/ca', ['/etc/ca', '/opt/ca']],
  'tls.verifyPort': ['0', false],
  'tls.verifyGitlab': ['FALSE', false],
  'proxy.http': ['proxy.example.com:3128', 'http://proxy.example.com:3128'],
  'proxy.https': ['https://proxy.example.com', 'https://proxy.example.com'],
  'proxy.all': ['http://proxy.example.com', 'http://proxy.example.com'],
  'proxy.none': ['localhost, https://git.example.com/x 10.0.0.0/8', 'localhost,git.example.com,10.0.0.0/8'],
  'jq.engine': ['Native', 'native'],
  'jq.path': ['/usr/bin/jq', '/usr/bin/jq'],
  'retry.attempts': ['3', 3],
  'retry.baseDelay': ['0.01', 0.01],
  'retry.maxDelay': ['5', 5],
  'retry.maxWait': ['30', 30],
  concurrency: ['31', 31],
  deniedIsEmpty: ['true', true],
  fileSizeLimit: ['2 MiB', 2 * 1024 * 1024],
  answerSearchesFromTrees: ['no', false],
  mapping: ['mapping.yaml', 'mapping.yaml'],
  kinds: ['project, group,', ['project', 'group']],
  output: ['entities.ndjson', 'entities.ndjson'],
  limit: ['5', 5],
  noDelete: ['1', true],
  dryRun: ['true', true],
  check: ['true', true],
  exitCode: ['true', true],
  strict: ['on', true],
  report: ['report.json', 'report.json'],
  noPortLogs: ['T', true],
  logLevel: ['CRITICAL', 'error'],
  logFormat: ['JSON', 'json'],
  quiet: ['y', true],
};

const DEFAULTS: Settings = {
  gitlab: { token: 'glpat-token', url: 'https://gitlab.com' },
  port: { clientId: 'id', clientSecret: 'port-secret', baseUrl: 'https://api.getport.io' },
  integration: { identifier: 'my-gitlab-v2-integration', type: 'gitlab-v2' },
  initializePortResources: true,
  sendRawDataExamples: true,
  resourcesPath: undefined,
  createPortResourcesOrigin: undefined,
  eventListener: { type: 'ONCE' },
  baseUrl: undefined,
  scheduledResyncInterval: undefined,
  clientTimeout: 60,
  allowEnvironmentVariablesJqAccess: true,
  tls: {
    certificateFiles: [],
    certificateFolders: ['/usr/local/share/ca-certificates', '/usr/share/ca-certificates'],
    verifyPort: true,
    verifyGitlab: true,
  },
  proxy: { http: undefined, https: undefined, all: undefined, none: undefined },
  jq: { engine: 'auto', path: undefined },
  retry: { attempts: 8, baseDelay: 1, maxDelay: 60, maxWait: 600 },
  concurrency: 32,
  deniedIsEmpty: false,
  fileSizeLimit: 1024 * 1024,
  answerSearchesFromTrees: true,
  mapping: undefined,
  kinds: undefined,
  output: undefined,
  limit: undefined,
  noDelete: false,
  dryRun: false,
  check: false,
  exitCode: false,
  strict: false,
  report: undefined,
  noPortLogs: false,
  logLevel: 'info',
  logFormat: 'pretty',
  quiet: false,
};

function inForce(settings: Settings, name: SettingName): unknown {
  return name.split('.').reduce<unknown>((value, key) => Object(value)[key], settings);
}

const VARIABLES = SETTING_NAMES.flatMap((name) => environmentNames(name).map((variable) => [name, variable] as const));
const FLAGS = SETTING_NAMES.flatMap((name) => {
  const { flag } = settingOf(name);
  return flag === undefined ? [] : [[name, flag] as const];
});

/** What each of the settings goes with that others need beside them. */
const PARTNERS: Readonly<Record<string, Record<string, string>>> = {
  output: { GPE_OUTPUT: '-' },
  dryRun: { GPE_DRY_RUN: 'true' },
};

/** What a setting needs beside itself: those that are required, and one that it goes with. */
function companyOf(name: SettingName): Record<string, string> {
  const required = Object.entries(REQUIRED).filter(([variable]) => !environmentNames(name).includes(variable));
  const [partner = ''] = settingOf(name).onlyWith ?? [];
  return { ...Object.fromEntries(required), ...PARTNERS[partner] };
}

describe('the table of settings', () => {
  it('has the documented defaults', async () => {
    const { settings, origins } = await load();

    expect(settings).toEqual(DEFAULTS);
    expect(origins.get('gitlab.url')).toBe('default');
  });

  it.each(VARIABLES)('takes %s from the environment variable %s', async (name, variable) => {
    const [text, value] = EXAMPLES[name];

    const { settings, origins } = await loadExactly({ environment: { ...companyOf(name), [variable]: text } });

    expect(inForce(settings, name)).toEqual(value);
    expect(origins.get(name)).toBe(`environment variable ${variable}`);
  });

  it.each(VARIABLES)('takes %s from %s whatever the case of its letters', async (name, variable) => {
    const [text, value] = EXAMPLES[name];
    const otherCase = variable === variable.toLowerCase() ? variable.toUpperCase() : variable.toLowerCase();

    const { settings } = await loadExactly({ environment: { ...companyOf(name), [otherCase]: text } });

    expect(inForce(settings, name)).toEqual(value);
  });

  it.each(SETTING_NAMES)('takes %s from a file under its canonical name', async (name) => {
    const [text, value] = EXAMPLES[name];
    const [outer = name, inner] = name.split('.');
    const tree = { [outer]: inner === undefined ? text : { [inner]: text } };

    const { settings, origins } = await loadExactly({
      environment: companyOf(name),
      files: { 'gitlab-port-exporter.config.json': JSON.stringify(tree) },
    });

    expect(inForce(settings, name)).toEqual(value);
    expect(origins.get(name)).toBe(`file gitlab-port-exporter.config.json: ${name}`);
  });

  it.each(FLAGS)('takes %s from the flag %s', async (name, flag) => {
    const [text, value] = EXAMPLES[name];

    const { settings, origins } = await loadExactly({ flags: { [flagKey(flag)]: text }, environment: companyOf(name) });

    expect(inForce(settings, name)).toEqual(value);
    expect(origins.get(name)).toBe(`flag ${flag.split(' ')[0]}`);
  });

  it('says for every setting what it is', () => {
    const undescribed = SETTING_NAMES.filter((name) => !/^[A-Z].*\.$/.test(settingOf(name).description));

    expect(undescribed).toEqual([]);
  });
});

describe('values', () => {
  it.each(['true', 'TRUE', '1', 'yes', 'On', 't', 'Y'])('reads %s as true', async (text) => {
    const { settings } = await load({ environment: { GPE_DENIED_IS_EMPTY: text } });

    expect(settings.deniedIsEmpty).toBe(true);
  });

  it.each(['false', 'False', '0', 'no', 'OFF', 'f', 'n'])('reads %s as false', async (text) => {
    const { settings } = await load({ environment: { OCEAN__SEND_RAW_DATA_EXAMPLES: text } });

    expect(settings.sendRawDataExamples).toBe(false);
  });

  it.each([
    ['DEBUG', 'debug'],
    ['Warning', 'warn'],
    ['CRITICAL', 'error'],
    ['trace', 'trace'],
  ])('reads the log level %s as %s', async (text, level) => {
    const { settings } = await load({ environment: { APPLICATION__LOG_LEVEL: text } });

    expect(settings.logLevel).toBe(level);
  });

  it.each([
    ['https://Git.Example.com', 'https://git.example.com'],
    ['https://git.example.com///', 'https://git.example.com'],
    ['http://git.example.com:8080/sub/path/', 'http://git.example.com:8080/sub/path'],
    [' https://git.example.com ', 'https://git.example.com'],
  ])('reads the address %s as %s', async (text, url) => {
    const { settings } = await load({ environment: { GITLAB_URL: text } });

    expect(settings.gitlab.url).toBe(url);
  });

  it('takes white space off the ends of a secret', async () => {
    const { settings, secrets } = await load({ environment: { GITLAB_TOKEN: 'glpat-abc\n' } });

    expect(settings.gitlab.token).toBe('glpat-abc');
    expect(secrets).toContain('glpat-abc');
  });

  it('takes the certificate files of all variables, each once', async () => {
    const { settings } = await load({
      environment: { NODE_EXTRA_CA_CERTS: '/a.pem', SSL_CERT_FILE: '/b.pem', REQUESTS_CA_BUNDLE: '/b.pem' },
    });

    expect(settings.tls.certificateFiles).toEqual(['/a.pem', '/b.pem']);
  });

  it('reads the cron text of the Helm chart as no interval', async () => {
    const { settings } = await load({ environment: { OCEAN__SCHEDULED_RESYNC_INTERVAL: '*/60 * * * *' } });

    expect(settings.scheduledResyncInterval).toBeUndefined();
  });

  it.each([
    ['GITLAB_HOST', 'git.example.com', 'gitlab.url', /add https:\/\/.*"git\.example\.com"/],
    ['GITLAB_URL', 'ftp://git.example.com', 'gitlab.url', /http:\/\/ or https:\/\//],
    ['GITLAB_URL', 'https://', 'gitlab.url', /expected a URL/],
    ['GITLAB_URL', 'https://git.example.com/?a=b', 'gitlab.url', /without a query/],
    ['PORT_REGION', 'asia', 'port.baseUrl', /region \(eu, us\).*"asia"/],
    ['PORT_REGION', 'constructor', 'port.baseUrl', /region \(eu, us\)/],
    ['OCEAN__CLIENT_TIMEOUT', 'long', 'clientTimeout', /number of seconds.*"long"/],
    ['OCEAN__CLIENT_TIMEOUT', '0', 'clientTimeout', /above 0/],
    ['GPE_CONCURRENCY', '33', 'concurrency', /from 1 to 32/],
    ['GPE_LIMIT', '0', 'limit', /from 1/],
    ['GPE_CONCURRENCY', '2.5', 'concurrency', /whole number/],
    ['GPE_RETRY_ATTEMPTS', '0', 'retry.attempts', /from 1/],
    ['GPE_JQ', 'gojq', 'jq.engine', /auto, embedded, native.*"gojq"/],
    ['GPE_LOG_LEVEL', 'toString', 'logLevel', /trace, debug, info, warn, error/],
    ['GPE_KINDS', ',', 'kinds', /at least one/],
    ['OCEAN__SSL__PORT__VERIFY', 'maybe', 'tls.verifyPort', /true or false.*"maybe"/],
    ['OCEAN__SCHEDULED_RESYNC_INTERVAL', 'hourly', 'scheduledResyncInterval', /minutes/],
    ['ALL_PROXY', 'socks5://proxy:1080', 'proxy.all', /HTTP proxy/],
    ['OCEAN__INTEGRATION__IDENTIFIER', 'größe', 'integration.identifier', /ASCII.*"größe"/],
    ['OCEAN__INTEGRATION__TYPE', 'a\nb', 'integration.type', /line breaks/],
    ['GITLAB_TOKEN', 'two words', 'gitlab.token', /without spaces/],
  ])('refuses %s=%s', async (variable, text, path, message) => {
    const loading = load({ environment: { [variable]: text } });

    await expect(loading).rejects.toMatchObject({
      issues: [{ path, message: expect.stringMatching(message), origin: `environment variable ${variable}` }],
    });
  });
});
