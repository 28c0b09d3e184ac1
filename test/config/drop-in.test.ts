import { describe, expect, it } from 'vitest';
import { load, loadExactly, REQUIRED, refusal } from './load.ts';

const { GITLAB_TOKEN: _token, ...PORT_ONLY } = REQUIRED;

describe('OCEAN__INTEGRATION__CONFIG', () => {
  it.each([
    ['JSON', '{"gitlabToken":"glpat-config","gitlabHost":"https://git.example.com"}'],
    ['JSON in snake_case', '{"gitlab_token": "glpat-config", "gitlab_host": "https://git.example.com"}'],
    ['JSON that is indented', '{\n\t"gitlabToken": "glpat-config",\n\t"gitlabUrl": "https://git.example.com"\n}'],
    ['JSON without quotes', '{gitlabToken: glpat-config, gitlabHost: https://git.example.com}'],
    ['a YAML map', 'gitlabToken: glpat-config\ngitlabHost: https://git.example.com\n'],
    ['a YAML map in snake_case', 'gitlab_token: "glpat-config"\ngitlab_host: https://git.example.com'],
    ['a YAML map in upper case', 'GITLABTOKEN: glpat-config\nGITLABHOST: https://git.example.com'],
    ['a YAML map that is indented', '  gitlabToken: glpat-config\n  gitlabUrl: https://git.example.com'],
    ['the name of the migration guide', 'token: glpat-config\ngitlab_url: https://git.example.com'],
  ])('may be %s', async (_, text) => {
    const { settings, notices } = await loadExactly({
      environment: { ...PORT_ONLY, OCEAN__INTEGRATION__CONFIG: text },
    });

    expect(settings.gitlab).toEqual({ token: 'glpat-config', url: 'https://git.example.com' });
    expect(notices).toEqual([]);
  });

  it('keeps a number as it is written and takes null for nothing', async () => {
    const { settings } = await loadExactly({
      environment: { ...PORT_ONLY, OCEAN__INTEGRATION__CONFIG: '{"gitlab_token": 0123456789, "gitlab_host": null}' },
    });

    expect(settings.gitlab).toEqual({ token: '0123456789', url: 'https://gitlab.com' });
  });

  it('yields to a variable for one field and gives the others', async () => {
    const { settings } = await loadExactly({
      environment: {
        ...PORT_ONLY,
        OCEAN__INTEGRATION__CONFIG: 'gitlabToken: glpat-config\ngitlabHost: https://git.example.com',
        OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN: 'glpat-field',
      },
    });

    expect(settings.gitlab).toEqual({ token: 'glpat-field', url: 'https://git.example.com' });
  });
});

describe('other groups as JSON', () => {
  it('give all their fields', async () => {
    const { settings, notices } = await loadExactly({
      environment: {
        OCEAN__PORT: '{"client_id":"id","clientSecret":"secret","base_url":"US"}',
        OCEAN__INTEGRATION: '{"identifier":"mine","type":"gitlab-v2","config":{"gitlab_token":"glpat-x"}}',
        OCEAN__EVENT_LISTENER: '{"type":"ONCE"}',
      },
    });

    expect(settings).toMatchObject({
      gitlab: { token: 'glpat-x' },
      port: { clientId: 'id', clientSecret: 'secret', baseUrl: 'https://api.us.getport.io' },
      integration: { identifier: 'mine' },
    });
    expect(notices).toEqual([]);
  });

  it.each([
    ['OCEAN__EVENT_LISTENER', 'ONCE'],
    ['OCEAN__EVENT_LISTENER', ' once\n'],
    ['OCEAN__EVENT_LISTENER', 'type: ONCE'],
    ['OCEAN__EVENT_LISTENER__TYPE', 'once'],
    ['OCEAN__INTEGRATION__EVENT_LISTENER__TYPE', 'ONCE'],
  ])('may say %s=%s', async (variable, value) => {
    const { settings, notices } = await load({ environment: { [variable]: value } });

    expect(settings.eventListener.type).toBe('ONCE');
    expect(notices).toEqual([]);
  });

  it('may name another event listener, with a warning', async () => {
    const { notices } = await load({ environment: { OCEAN__EVENT_LISTENER: 'POLLING' } });

    expect(notices).toEqual([{ level: 'warn', message: expect.stringContaining('always runs once') }]);
  });
});

describe('variables that documentation spreads', () => {
  it.each([
    'OCEAN__INTEGRATION__CONFIG__GITLABTOKEN',
    'OCEAN__INTEGRATION__CONFIG__gitlabToken',
    'OCEAN__INTEGRATION__CONFIG__TOKEN',
    'OCEAN__INTEGRATION__SECRETS__TOKEN',
    'ocean__integration__secrets__gitlab_token',
  ])('%s is the token of GitLab', async (variable) => {
    const { settings, secrets, notices } = await loadExactly({
      environment: { ...PORT_ONLY, [variable]: 'glpat-spread' },
    });

    expect(settings.gitlab.token).toBe('glpat-spread');
    expect(secrets).toContain('glpat-spread');
    expect(notices).toEqual([]);
  });

  it.each([
    'OCEAN__INTEGRATION__CONFIG__GITLABHOST',
    'OCEAN__INTEGRATION__CONFIG__GITLABURL',
    'OCEAN__INTEGRATION__CONFIG__GITLAB_URL',
  ])('%s is the address of GitLab', async (variable) => {
    const { settings } = await load({ environment: { [variable]: 'https://git.example.com' } });

    expect(settings.gitlab.url).toBe('https://git.example.com');
  });

  it.each(['OCEAN__PORT_BASE_URL', 'OCEAN__PORT__REGION', 'PORT_REGION', 'port_region', 'PORT_BASE_URL'])(
    '%s is the region of Port',
    async (variable) => {
      const { settings, notices } = await load({ environment: { [variable]: 'us' } });

      expect(settings.port.baseUrl).toBe('https://api.us.getport.io');
      expect(notices).toEqual([]);
    },
  );

  it('names the recommended variable where a required one is missing', async () => {
    const error = await refusal(loadExactly({ environment: PORT_ONLY }));

    expect(error.issues[0]?.message).not.toMatch(/__TOKEN/);
  });
});

describe('addresses', () => {
  it.each([
    ['eu', 'https://api.getport.io'],
    ['US', 'https://api.us.getport.io'],
    ['Eu ', 'https://api.getport.io'],
    ['https://api.port.io', 'https://api.port.io'],
    ['https://api.us.port.io/', 'https://api.us.port.io'],
    ['https://api.getport.io/v1', 'https://api.getport.io'],
    ['https://api.getport.io/v1/', 'https://api.getport.io'],
    ['https://gateway.example.com/port/v1', 'https://gateway.example.com/port'],
    ['https://gateway.example.com/port', 'https://gateway.example.com/port'],
  ])('of Port: %s is %s', async (text, url) => {
    const { settings } = await load({ environment: { OCEAN__PORT__BASE_URL: text } });

    expect(settings.port.baseUrl).toBe(url);
  });

  it.each([
    ['https://api.eu.getport.io', /expected https:\/\/api\.getport\.io: api\.eu\.getport\.io is not Port's API/],
    ['https://app.getport.io/', /expected https:\/\/api\.getport\.io: app/],
    ['https://app.us.port.io', /expected https:\/\/api\.us\.getport\.io: app/],
    ['api.getport.io', /add https:\/\//],
  ])('of Port: %s is refused with the right one', async (text, message) => {
    const error = await refusal(load({ environment: { OCEAN__PORT__BASE_URL: text } }));

    expect(error.issues).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })]);
  });

  it.each([
    ['https://gitlab.com/api/v4', 'https://gitlab.com'],
    ['https://git.example.com/gitlab/api/v4/', 'https://git.example.com/gitlab'],
    ['https://git.example.com/gitlab/', 'https://git.example.com/gitlab'],
  ])('of GitLab: %s is %s', async (text, url) => {
    const { settings } = await load({ environment: { OCEAN__INTEGRATION__CONFIG__GITLAB_HOST: text } });

    expect(settings.gitlab.url).toBe(url);
  });

  it('of GitLab with another scheme is refused', async () => {
    const error = await refusal(load({ environment: { GITLAB_URL: 'ftp://gitlab.com' } }));

    expect(error.issues[0]?.message).toMatch(/^expected a URL that begins with http:\/\/ or https:\/\/; found/);
  });

  it.each(['gitlab.com', 'git.example.com/gitlab', 'git.example.com:8443'])(
    'of GitLab: %s lacks its scheme, and the message says which',
    async (text) => {
      const error = await refusal(load({ environment: { OCEAN__INTEGRATION__CONFIG__GITLAB_HOST: text } }));

      expect(error.issues).toEqual([
        {
          path: 'gitlab.url',
          message: `expected a URL that begins with http:// or https://; add https://; found ${JSON.stringify(text)}`,
          origin: 'environment variable OCEAN__INTEGRATION__CONFIG__GITLAB_HOST',
        },
      ]);
    },
  );
});

describe('APPLICATION__ENABLE_HTTP_LOGGING', () => {
  it.each([
    ['false', true],
    ['0', true],
    ['OFF', true],
    ['true', false],
    ['Yes', false],
  ])('%s sets noPortLogs to %s', async (text, value) => {
    const { settings, notices } = await load({ environment: { APPLICATION__ENABLE_HTTP_LOGGING: text } });

    expect(settings.noPortLogs).toBe(value);
    expect(notices).toEqual([]);
  });

  it('yields to the setting itself', async () => {
    const { settings } = await load({
      environment: { APPLICATION__ENABLE_HTTP_LOGGING: 'true', GPE_NO_PORT_LOGS: 'true' },
    });

    expect(settings.noPortLogs).toBe(true);
  });

  it('is refused as it was written', async () => {
    const error = await refusal(load({ environment: { APPLICATION__ENABLE_HTTP_LOGGING: 'never' } }));

    expect(error.issues).toEqual([
      {
        path: 'noPortLogs',
        message: expect.stringContaining('"never"'),
        origin: 'environment variable APPLICATION__ENABLE_HTTP_LOGGING',
      },
    ]);
  });
});

describe("variables of Ocean's reference that mean nothing to a single run", () => {
  it.each([
    'OCEAN__PORT__PORT_APP_CONFIG_CACHE_TTL',
    'OCEAN__PORT__FEATURE_FLAGS_CACHE_TTL_SECONDS',
    'OCEAN__PORT__BLUEPRINT_CACHE_TTL_SECONDS',
    'OCEAN__PORT__INGEST_URL',
    'OCEAN__RUNTIME',
    'OCEAN__PROCESSING_MODE',
    'OCEAN__LAKEHOUSE_ENABLED',
    'OCEAN__LAKEHOUSE_BUFFER_INTERVAL_SECONDS',
    'OCEAN__LAKEHOUSE_BUFFER_MAX_COUNT',
    'OCEAN__UPSERT_ENTITIES_BATCH_MAX_LENGTH',
    'OCEAN__UPSERT_ENTITIES_BATCH_MAX_SIZE_IN_BYTES',
    'OCEAN__DELETE_ENTITIES_MAX_BATCH_SIZE',
    'OCEAN__YIELD_ITEMS_TO_PARSE_BATCH_SIZE',
    'OCEAN__PROCESS_IN_QUEUE_TIMEOUT',
    'OCEAN__PROCESS_IN_QUEUE_MAX_WORKERS',
    'OCEAN__CACHING_STORAGE_MODE',
    'OCEAN__STREAMING__ENABLED',
    'OCEAN__STREAMING__MAX_BUFFER_SIZE_MB',
    'OCEAN__METRICS__WEBHOOK_URL',
    'OCEAN__STATUS_HEARTBEAT_INTERVAL_SECONDS',
    'OCEAN__SSL__PORT__X509__STRICT',
    'OCEAN__SSL__THIRD_PARTY__X509__STRICT',
    'OCEAN__DISABLE_IP_OUTBOUND_BLOCKER',
    'OCEAN__OAUTH_ACCESS_TOKEN_FILE_PATH',
    'OCEAN__PATH_PREFIX',
    'OCEAN__INTEGRATION__INCREMENTAL_SYNC_ENABLED',
    'OCEAN__INTEGRATION__INCREMENTAL_SYNC_INTERVAL',
    'OCEAN__ACTIONS_PROCESSOR__ENABLED',
    'OCEAN__LIVE_EVENTS__IS_REDIS_STREAM_CONSUMER_ENABLED',
    'OCEAN__PROCESS_EXECUTION_MODE',
    'OCEAN__EVENT_LISTENER__BROKERS',
    'APPLICATION__PORT',
  ])('%s costs a line at debug level', async (variable) => {
    const { notices } = await load({ environment: { [variable]: 'x' } });

    expect(notices).toEqual([{ level: 'debug', message: expect.stringContaining(`${variable} has no effect`) }]);
  });
});
