import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { load, loadExactly, refusal } from './load.ts';

function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}

function loadFile(name: string, text: string, environment: Readonly<Record<string, string>> = {}) {
  return loadExactly({ flags: { config: name }, environment, files: { [name]: text } });
}

const HELM_VALUES = fixture('helm-values.yaml');
const OCEAN_CONFIG = fixture('ocean-config.yaml');

describe('complete Helm values', () => {
  it('give every setting that they hold, and those of extraEnv', async () => {
    const { settings, origins } = await loadFile('values.yaml', HELM_VALUES);

    expect(settings).toMatchObject({
      gitlab: { token: 'glpat-of-helm', url: 'https://git.example.com/gitlab' },
      port: {
        clientId: 'port-client-of-helm',
        clientSecret: 'port-secret-of-helm',
        baseUrl: 'https://api.us.getport.io',
      },
      integration: { identifier: 'gitlab-of-helm', type: 'gitlab-v2' },
      initializePortResources: false,
      createPortResourcesOrigin: 'port',
      sendRawDataExamples: false,
      allowEnvironmentVariablesJqAccess: false,
      clientTimeout: 90,
      scheduledResyncInterval: undefined,
      eventListener: { type: 'ONCE' },
      proxy: { https: 'http://proxy.example.com:3128', none: 'localhost,git.example.com' },
      tls: { verifyGitlab: false, verifyPort: true },
    });
    expect(origins.get('proxy.https')).toBe('file values.yaml: extraEnv: HTTPS_PROXY');
  });

  it('are no reason for a warning but where something does not come along', async () => {
    const { notices } = await loadFile('values.yaml', HELM_VALUES);

    const warnings = notices.filter(({ level }) => level === 'warn').map(({ message }) => message);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^file values\.yaml: the certificate of selfSignedCertificate is not read; name its file in/,
      ),
      expect.stringContaining("GitLab's certificate is not checked"),
    ]);
  });

  it('say that a missing credential lies in the cluster', async () => {
    const values = `
secret: { create: false, name: my-secret }
extraEnv: [{ name: GITLAB_TOKEN, valueFrom: { secretKeyRef: { name: gitlab, key: token } } }]
`;

    const error = await refusal(loadFile('values.yaml', values));

    const inSecret = 'file values.yaml: the secret lies in the cluster, which cannot be read from here';
    expect(error.issues.map(({ path, message }) => [path, message.split('in a file. ')[1]])).toEqual([
      [
        'gitlab.token',
        'file values.yaml: extraEnv: GITLAB_TOKEN takes its value from the cluster, which cannot be read from here' +
          `. ${inSecret}`,
      ],
      ['port.clientId', inSecret],
      ['port.clientSecret', inSecret],
    ]);
  });
});

describe('the variables of extraEnv', () => {
  it.each(['extraEnv', 'extraEnvs'])('come after the environment and before the rest of the file: %s', async (key) => {
    const values = `
${key}:
  - { name: GITLAB_TOKEN, value: from-extra }
  - { name: OCEAN__INTEGRATION__IDENTIFIER, value: from-extra }
integration: { identifier: from-file, secrets: { gitlabToken: from-file } }
`;

    const { settings } = await loadFile('values.yaml', values, {
      PORT_CLIENT_ID: 'id',
      PORT_CLIENT_SECRET: 'secret',
      GITLAB_TOKEN: 'from-environment',
    });

    expect(settings.gitlab.token).toBe('from-environment');
    expect(settings.integration.identifier).toBe('from-extra');
  });

  it.each(['extraEnv: text', 'extraEnv: [text]', 'extraEnv: [{ value: x }]', 'extraEnv: { HTTPS_PROXY: x }'])(
    'are a list of names and values: %s is refused',
    async (text) => {
      const error = await refusal(load({ flags: { config: 'values.yaml' }, files: { 'values.yaml': text } }));

      expect(error.issues).toEqual([
        { path: 'extraEnv', message: expect.stringContaining('name and value'), origin: 'file values.yaml: extraEnv' },
      ]);
    },
  );

  it.each(['extraEnv:', 'extraEnv: []'])('may be none: %s', async (text) => {
    const loading = load({ flags: { config: 'values.yaml' }, files: { 'values.yaml': text } });

    await expect(loading).resolves.toMatchObject({ notices: [] });
  });
});

describe("Ocean's complete config.yaml", () => {
  it('gives every setting that it holds, the values of variables included', async () => {
    const { settings, notices, secrets } = await loadFile('config.yaml', OCEAN_CONFIG, {
      CLIENT_ID_OF_PORT: 'id',
      CLIENT_SECRET_OF_PORT: 'port-secret',
      BASE_URL_OF_PORT: 'us',
      GITLAB_HOST_OF_OCEAN: 'https://git.example.com',
      GITLAB_TOKEN_OF_OCEAN: 'glpat-of-ocean',
    });

    expect(settings).toMatchObject({
      gitlab: { token: 'glpat-of-ocean', url: 'https://git.example.com' },
      port: { clientId: 'id', clientSecret: 'port-secret', baseUrl: 'https://api.us.getport.io' },
      integration: { identifier: 'gitlab-of-ocean', type: 'gitlab-v2' },
      createPortResourcesOrigin: 'default',
      scheduledResyncInterval: 1440,
      clientTimeout: 30,
    });
    expect(notices.filter(({ level }) => level === 'warn')).toEqual([]);
    expect(secrets).toEqual(['glpat-of-ocean', 'port-secret']);
  });

  it('may leave optional values to variables that are not set', async () => {
    const { settings } = await load({
      flags: { config: 'config.yaml' },
      files: { 'config.yaml': OCEAN_CONFIG },
    });

    expect(settings.gitlab.url).toBe('https://gitlab.com');
    expect(settings.port.baseUrl).toBe('https://api.getport.io');
  });
});

describe('names in a file that documentation spreads', () => {
  it.each([
    ['integration: { secrets: { token: glpat-file } }', 'gitlab.token', 'glpat-file'],
    ['integration: { config: { token: glpat-file } }', 'gitlab.token', 'glpat-file'],
    ['integration: { config: { gitlabToken: glpat-file } }', 'gitlab.token', 'glpat-file'],
    ['integration: { config: { gitlabUrl: https://g.example.com } }', 'gitlab.url', 'https://g.example.com'],
    ['integration: { config: { gitlab_host: https://g.example.com } }', 'gitlab.url', 'https://g.example.com'],
    ['portBaseUrl: https://api.us.port.io', 'port.baseUrl', 'https://api.us.port.io'],
    ['port_base_url: https://api.us.port.io', 'port.baseUrl', 'https://api.us.port.io'],
    ['port_region: us', 'port.baseUrl', 'https://api.us.getport.io'],
    ['port: { region: us }', 'port.baseUrl', 'https://api.us.getport.io'],
    ['eventListener: ONCE', 'eventListener.type', 'ONCE'],
    ['integration: { eventListener: { type: once } }', 'eventListener.type', 'ONCE'],
  ])('are taken: %s', async (text, name, value) => {
    const { settings } = await loadFile('values.yaml', text, {
      PORT_CLIENT_ID: 'id',
      PORT_CLIENT_SECRET: 'secret',
      ...(name !== 'gitlab.token' && { GITLAB_TOKEN: 'glpat-environment' }),
    });

    const [group = '', field = ''] = name.split('.');
    expect(settings).toMatchObject({ [group]: { [field]: value } });
  });
});
