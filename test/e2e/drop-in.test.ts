import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { contentsOf } from '../support/catalog-state.ts';
import { type CommandOptions, runCommand } from '../support/command.ts';

let sandbox: Sandbox;
let folder: string;
/** What the command brings into an empty Port when it is configured as the documentation of `docker run` says. */
let expected: unknown;

beforeAll(async () => {
  sandbox = await startSandbox({ world: createWorld({ scale: 0, now: new Date() }) });
  folder = await mkdtemp(join(tmpdir(), 'drop-in-'));
  expected = await catalogAfter({ environment: { ...sandbox.environment, OCEAN__EVENT_LISTENER: '{"type":"ONCE"}' } });
}, 60_000);

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** Empties Port, runs the command in the folder and tells what it brought, with the owner of each entity. */
async function catalogAfter(options: CommandOptions): Promise<unknown> {
  const { catalog } = sandbox.port;
  catalog.clear();
  const { code, stderr } = await runCommand({ ...options, workingDirectory: folder });
  if (code !== 0) throw new Error(`The run ended with ${code}: ${stderr}`);
  const owners = [...catalog.entities()].map(({ blueprint, identifier, datasource }) => [
    `${blueprint} ${identifier}`,
    datasource,
  ]);
  return { contents: contentsOf(catalog), owners: Object.fromEntries(owners) };
}

async function catalogAfterFile(name: string, text: string, options: CommandOptions = {}): Promise<unknown> {
  await writeFile(join(folder, name), text);
  return catalogAfter(options).finally(() => rm(join(folder, name)));
}

function portVariables(): Record<string, string> {
  const { url, clientId, clientSecret } = sandbox.port;
  return { OCEAN__PORT__BASE_URL: url, OCEAN__PORT__CLIENT_ID: clientId, OCEAN__PORT__CLIENT_SECRET: clientSecret };
}

describe('the same catalog, owned by the same integration, comes', () => {
  it('from the variables of docker run', () => {
    expect(expected).toMatchObject({
      contents: { 'service acme/payments/ledger': expect.anything() },
      owners: { 'service acme/payments/ledger': expect.stringMatching(/\/my-gitlab-v2-integration\/exporter$/) },
    });
  });

  it('from JSON in OCEAN__INTEGRATION__CONFIG', async () => {
    const config = JSON.stringify({ gitlabHost: sandbox.gitlab.url, gitlabToken: sandbox.gitlab.token });

    const catalog = await catalogAfter({
      environment: { ...portVariables(), OCEAN__INTEGRATION__CONFIG: config, OCEAN__EVENT_LISTENER: 'once' },
    });

    expect(catalog).toEqual(expected);
  });

  it('from a YAML map in OCEAN__INTEGRATION__CONFIG', async () => {
    const config = `gitlab_host: ${sandbox.gitlab.url}/\ngitlab_token: ${sandbox.gitlab.token}\n`;

    const catalog = await catalogAfter({
      environment: { ...portVariables(), OCEAN__INTEGRATION__CONFIG: config },
    });

    expect(catalog).toEqual(expected);
  });

  it('from Helm values', async () => {
    const { gitlab, port } = sandbox;
    const values = `
port: { clientId: ${port.clientId}, clientSecret: ${port.clientSecret}, baseUrl: "${port.url}/" }
integration:
  identifier: my-gitlab-v2-integration
  type: gitlab-v2
  version: ""
  config: { gitlabHost: "${gitlab.url}" }
  secrets: { gitlabToken: ${gitlab.token} }
  eventListener: { type: POLLING }
extraEnv: [{ name: HTTP_PROXY, value: "http://127.0.0.1:1" }, { name: NO_PROXY, value: 127.0.0.1 }]
initializePortResources: true
scheduledResyncInterval: "0 * * * *"
workload: { kind: CronJob, cron: { resyncTimeoutMinutes: 60, suspend: false } }
resources: { limits: { memory: 1024Mi } }
`;

    const catalog = await catalogAfterFile('values.yaml', values, { args: ['--config', 'values.yaml'] });

    expect(catalog).toEqual(expected);
  });

  it("from Ocean's config.yaml", async () => {
    const config = `
initializePortResources: true
eventListener: { type: ONCE }
port:
  clientId: "{{ from env OCEAN__PORT__CLIENT_ID }}"
  clientSecret: "{{ from env OCEAN__PORT__CLIENT_SECRET }}"
  baseUrl: "{{ from env BASE_URL_OF_PORT }}"
integration:
  identifier: my-gitlab-v2-integration
  type: gitlab-v2
  config:
    gitlabHost: "{{ from env HOST_OF_GITLAB }}"
    gitlabToken: "{{ from env TOKEN_OF_GITLAB }}"
`;
    const { OCEAN__PORT__BASE_URL: url = '', ...credentials } = portVariables();
    const { gitlab } = sandbox;

    const catalog = await catalogAfterFile('config.yaml', config, {
      args: ['--config', 'config.yaml'],
      environment: { ...credentials, BASE_URL_OF_PORT: url, HOST_OF_GITLAB: gitlab.url, TOKEN_OF_GITLAB: gitlab.token },
    });

    expect(catalog).toEqual(expected);
  });

  it('from our own configuration file', async () => {
    const { gitlab, port } = sandbox;
    const config = `
gitlab: { token: ${gitlab.token}, url: "${gitlab.url}" }
port: { clientId: ${port.clientId}, clientSecret: ${port.clientSecret}, baseUrl: "${port.url}" }
`;

    const catalog = await catalogAfterFile('gitlab-port-exporter.config.yaml', config);

    expect(catalog).toEqual(expected);
  });

  it('from flags and plain variables', async () => {
    const { gitlab, port } = sandbox;

    const catalog = await catalogAfter({
      args: ['--jq', 'embedded', '--concurrency', '4', '--log-format', 'json'],
      environment: {
        GITLAB_TOKEN: gitlab.token,
        GITLAB_URL: gitlab.url,
        PORT_CLIENT_ID: port.clientId,
        PORT_CLIENT_SECRET: port.clientSecret,
        PORT_BASE_URL: port.url,
      },
    });

    expect(catalog).toEqual(expected);
  });

  it('from an env file', async () => {
    const lines = Object.entries(sandbox.environment).map(([name, value]) => `${name}=${value}\n`);

    const catalog = await catalogAfterFile('.env', lines.join(''), { args: ['--env-file', '.env'] });

    expect(catalog).toEqual(expected);
  });
});
