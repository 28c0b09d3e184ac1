import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.ts';
import { inDirectory, load, loadExactly, refusal } from './load.ts';

const FILE = 'gitlab-port-exporter.config.yaml';

const OCEAN_CONFIG = `
initializePortResources: false
eventListener:
  type: ONCE
scheduled_resync_interval: 120
integration:
  identifier: ocean-made
  type: gitlab-v2
  config:
    gitlabHost: "{{ from env HOST_OF_GITLAB }}"
  secrets:
    gitlabToken: "{{ from env SECRET_OF_GITLAB }}"
port:
  clientId: 0123
  clientSecret: port-secret
`;

const HELM_VALUES = `
imageRegistry: ghcr.io/port-labs
port: { clientId: id, clientSecret: secret, baseUrl: https://api.us.getport.io }
extraEnv: [{ name: HTTPS_PROXY, value: http://proxy }]
workload:
  kind: CronJob
  cron: { resyncTimeoutMinutes: null, suspend: false }
secret: { create: true, name: "" }
scheduledResyncInterval: "*/60 * * * *"
clientTimeout: null
liveEvents: { baseUrl: https://events.example.com, worker: { enabled: false } }
integration:
  identifier: helm
  version: ""
  eventListener: { type: KAFKA, brokers: "a:9196,b:9196" }
  config: { gitlab_url: https://git.example.com }
  secrets: { gitlabToken: glpat-helm }
selfSignedCertificate: { enabled: false }
`;

describe('the search for a file', () => {
  it.each([
    [FILE, 'concurrency: 3'],
    ['gitlab-port-exporter.config.yml', 'concurrency: 3'],
    ['gitlab-port-exporter.config.json', '{\n\t"concurrency": 3\n}'],
    ['.gitlab-port-exporterrc', 'concurrency: 3'],
    ['.gitlab-port-exporterrc.yaml', 'concurrency: 3'],
    ['.gitlab-port-exporterrc.yml', 'concurrency: 3'],
    ['.gitlab-port-exporterrc.json', '{"concurrency": "3"}'],
  ])('finds %s in the working directory', async (name, text) => {
    const { settings, origins, file } = await load({ files: { [name]: text } });

    expect(settings.concurrency).toBe(3);
    expect(origins.get('concurrency')).toBe(`file ${name}: concurrency`);
    expect(file?.endsWith(name)).toBe(true);
  });

  it('reads no other file, in particular no script', async () => {
    const script = 'throw new Error("The script was run")';

    const { file } = await load({
      files: {
        'gitlab-port-exporter.config.js': script,
        '.gitlab-port-exporterrc.cjs': script,
        'package.json': '{"gitlab-port-exporter":{"concurrency":3}}',
      },
    });

    expect(file).toBeUndefined();
  });

  it("does not run the script that cosmiconfig's own settings may come from", async () => {
    const environment = { GITLAB_TOKEN: 'a', PORT_CLIENT_ID: 'b', PORT_CLIENT_SECRET: 'c' };
    const before = process.cwd();

    const loaded = await inDirectory({ '.config/config.js': 'throw new Error("run")' }, async (workingDirectory) => {
      process.chdir(workingDirectory);
      return loadSettings({ flags: {}, environment, workingDirectory }).finally(() => process.chdir(before));
    });

    expect(loaded.file).toBeUndefined();
  });

  it('takes the file of --config in place of the one that lies there, whatever it is called', async () => {
    const files = { [FILE]: 'concurrency: 3', 'ci/exporter.conf': 'concurrency: 4' };

    const { settings, origins } = await load({ flags: { config: 'ci/exporter.conf' }, files });

    expect(settings.concurrency).toBe(4);
    expect(origins.get('concurrency')).toBe('file ci/exporter.conf: concurrency');
  });

  it('refuses a --config that is not there', async () => {
    const error = await refusal(load({ flags: { config: 'absent.yaml' }, files: { [FILE]: 'concurrency: 3' } }));

    expect(error.issues).toEqual([
      { path: 'config', message: expect.stringContaining('--config'), origin: 'file absent.yaml' },
    ]);
  });

  it.each(['', '# nothing yet\n', '{}', '---\n'])('takes the empty file %j for one that sets nothing', async (text) => {
    const { settings } = await load({ flags: { config: 'empty.yaml' }, files: { 'empty.yaml': text } });

    expect(settings.concurrency).toBe(32);
  });
});

describe('the layouts of a file', () => {
  it("may be Ocean's config.yaml, with values from the environment", async () => {
    const { settings, origins } = await loadExactly({
      flags: { config: 'config.yaml' },
      environment: { HOST_OF_GITLAB: 'https://git.example.com', SECRET_OF_GITLAB: 'glpat-env' },
      files: { 'config.yaml': OCEAN_CONFIG },
    });

    expect(settings).toMatchObject({
      gitlab: { token: 'glpat-env', url: 'https://git.example.com' },
      port: { clientId: '0123', clientSecret: 'port-secret' },
      integration: { identifier: 'ocean-made' },
      initializePortResources: false,
      scheduledResyncInterval: 120,
    });
    expect(origins.get('gitlab.token')).toBe(
      'file config.yaml: integration.secrets.gitlabToken (environment variable SECRET_OF_GITLAB)',
    );
  });

  it('leaves out a value whose variable is not set, and says so when the setting is required', async () => {
    const error = await refusal(
      loadExactly({ flags: { config: 'config.yaml' }, files: { 'config.yaml': OCEAN_CONFIG } }),
    );

    expect(error.issues).toEqual([
      { path: 'gitlab.token', message: expect.stringContaining('variable SECRET_OF_GITLAB, which is not set') },
    ]);
  });

  it('may be Helm values, of which the keys for the cluster are passed over', async () => {
    const { settings, notices } = await loadExactly({
      flags: { config: 'values.yaml' },
      files: { 'values.yaml': HELM_VALUES },
    });

    expect(settings).toMatchObject({
      gitlab: { token: 'glpat-helm', url: 'https://git.example.com' },
      port: { baseUrl: 'https://api.us.getport.io' },
      integration: { identifier: 'helm' },
      eventListener: { type: 'KAFKA' },
      clientTimeout: 60,
      scheduledResyncInterval: undefined,
    });
    expect(notices.map(({ level, message }) => `${level} ${message.split(' has no effect')[0]}`)).toEqual([
      'debug file values.yaml: imageRegistry',
      'debug file values.yaml: workload',
      'debug file values.yaml: secret',
      'debug file values.yaml: liveEvents',
      'debug file values.yaml: integration.eventListener',
      'debug file values.yaml: selfSignedCertificate',
      'warn eventListener.type KAFKA',
    ]);
  });

  it.each([
    'portBaseUrl: https://port.example.com',
    'port_base_url: https://port.example.com',
    'port: {base_url: https://port.example.com/}',
  ])('takes the address of Port from %s', async (text) => {
    const { settings } = await load({ files: { [FILE]: text } });

    expect(settings.port.baseUrl).toBe('https://port.example.com');
  });

  it('takes the region of Port from port_region', async () => {
    const { settings } = await load({ files: { [FILE]: 'port_region: US' } });

    expect(settings.port.baseUrl).toBe('https://api.us.getport.io');
  });

  it('takes lists as lists or with commas', async () => {
    const { settings } = await load({ files: { [FILE]: 'kinds: [project, group]\ntls: {certificateFiles: /a.pem}' } });

    expect(settings.kinds).toEqual(['project', 'group']);
    expect(settings.tls.certificateFiles).toEqual(['/a.pem']);
  });
});

describe('mistakes in a file', () => {
  it.each([
    ['gitlab: {tokn: x}', 'gitlab.tokn', /did you mean gitlab\.token\?/],
    ['integration: {config: {gitlabHots: x}}', 'integration.config.gitlabHots', /integration\.config\.gitlabHost\?/],
    ['gitlabToken: x', 'gitlabToken', /did you mean .*oken\?/],
    ['qwertyuiop: 1', 'qwertyuiop', /^unknown key$/],
    ['$import: other.yaml', '$import', /unknown key/],
    ['gitlab: text', 'gitlab', /expected a map/],
    ['gitlab: {url: {host: x}}', 'gitlab.url.host', /unknown key/],
  ])('are found: %s', async (text, path, message) => {
    const error = await refusal(load({ files: { [FILE]: text } }));

    expect(error.issues).toEqual([{ path, message: expect.stringMatching(message), origin: `file ${FILE}: ${path}` }]);
  });

  it('in the syntax come with line and column', async () => {
    const error = await refusal(load({ files: { [FILE]: 'concurrency: 3\nconcurrency: 4' } }));

    expect(error.issues).toEqual([
      { path: 'line 2, column 1', message: expect.stringContaining('unique'), origin: `file ${FILE}` },
    ]);
  });

  it.each(['text', '- a\n- b'])('are found when it holds no map: %j', async (text) => {
    const error = await refusal(load({ files: { [FILE]: text } }));

    expect(error.issues).toEqual([{ path: 'config', message: 'expected a map', origin: `file ${FILE}` }]);
  });
});
