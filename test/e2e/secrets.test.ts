import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { quickRetries, runCommand, startCommand } from '../support/command.ts';
import { type ForwardProxy, startForwardProxy } from '../support/forward-proxy.ts';
import { until } from '../support/scenario.ts';

const TOKEN = String.raw`Tok.*(e|n)[G]{2}^$?/"%&=+\Kz9-Wq7-Lm3`;
const CLIENT_SECRET = `P0rt/Sec+ret="${'Xy4~'.repeat(45)}`;
const PROXY_PASSWORD = 'Pröxy/p@ss:wörd 7';
const SHORT_PASSWORD = 'q7Zk';

let folder: string;
let sandbox: Sandbox;
let proxy: ForwardProxy;
/** Whatever nobody may see, by what it is. */
let secrets: Readonly<Record<string, string>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exporter-'));
  const world = createWorld({ scale: 0, now: new Date() });
  const [token] = world.tokens;
  if (token === undefined) throw new Error('The world has no token');
  Object.assign(token, { value: TOKEN });
  sandbox = await startSandbox({
    world,
    port: { credentials: [{ clientId: 'the-client-id', clientSecret: CLIENT_SECRET }] },
  });
  proxy = await startForwardProxy({ credentials: `me:${PROXY_PASSWORD}` });
  secrets = { TOKEN, CLIENT_SECRET, PROXY_PASSWORD, accessToken: await accessToken() };
});

afterEach(async () => {
  await Promise.all([sandbox.close(), proxy.close()]);
  await rm(folder, { recursive: true });
});

/** Port gives the same one to everybody with these credentials. */
async function accessToken(): Promise<string> {
  const { url, clientId, clientSecret } = sandbox.port;
  const response = await fetch(`${url}/v1/auth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, clientSecret }),
  });
  const { accessToken: text } = (await response.json()) as { accessToken: string }; // the sandbox's own answer
  return text;
}

/** The ways in which a secret may stand in a text. */
function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    base64(secret),
    Buffer.from(secret).toString('base64url'),
    `Basic ${base64(`me:${secret}`)}`,
    `Bearer ${secret}`,
  ];
}

/** Text that gives away all that there is. */
function givingAway(): string {
  return Object.entries(secrets)
    .map(([name, secret]) => `${name}: ${formsOf(secret).join(' | ')}`)
    .join('; ');
}

/** Settings from every sort of source: JSON in the environment, an env file, an address. */
async function environmentFor(format: string): Promise<Record<string, string>> {
  await writeFile(join(folder, 'secrets.env'), `OCEAN__PORT__CLIENT_SECRET='${CLIENT_SECRET}'\n`);
  const { OCEAN__INTEGRATION__CONFIG__GITLAB_HOST: host, OCEAN__PORT__BASE_URL: baseUrl = '' } = sandbox.environment;
  for (const name of ['summary', 'output']) await writeFile(join(folder, name), '');
  return {
    ...quickRetries,
    OCEAN__INTEGRATION__CONFIG: JSON.stringify({ gitlab_host: host, gitlab_token: TOKEN }),
    OCEAN__PORT__BASE_URL: baseUrl,
    OCEAN__PORT__CLIENT_ID: 'the-client-id',
    HTTP_PROXY: `http://me:${encodeURIComponent(PROXY_PASSWORD)}@${proxy.host}`,
    GPE_ENV_FILE: join(folder, 'secrets.env'),
    GPE_LOG_LEVEL: 'trace',
    GPE_LOG_FORMAT: format,
    GPE_REPORT: join(folder, 'report.json'),
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_OUTPUT: join(folder, 'output'),
  };
}

/** Everything that came out of a run, by where. */
async function outputsOf({ stdout, stderr }: { stdout: string; stderr: string }): Promise<Record<string, string>> {
  const files = ['report.json', 'summary', 'output'].map(async (name) => {
    return [name, await readFile(join(folder, name), 'utf8').catch(() => '')] as const;
  });
  const { examples, logs, metrics, integrations, resyncStates } = sandbox.port.catalog;
  const told = {
    examples,
    logs,
    metrics: [...metrics.values()],
    integrations: [...integrations.values()],
    resyncStates,
  };
  const asked = [
    ...sandbox.gitlab.requests.map(({ path, query }) => path + query),
    ...sandbox.port.requests.map(({ path }) => path),
    ...proxy.requests,
  ];
  return {
    stdout,
    stderr,
    ...Object.fromEntries(await Promise.all(files)),
    port: JSON.stringify(told),
    addresses: JSON.stringify(asked),
  };
}

/** Where secrets are readable, whole or in pieces of ten letters. */
function leaksIn(outputs: Readonly<Record<string, string>>): string[] {
  return Object.entries(outputs).flatMap(([where, text]) =>
    Object.entries(secrets).flatMap(([name, secret]) => {
      const pieces = Array.from({ length: Math.max(secret.length - 9, 0) }, (_, start) =>
        secret.slice(start, start + 10),
      );
      const found = [...formsOf(secret), ...pieces].find((form) => text.includes(form));
      return found === undefined
        ? []
        : [`${name} in ${where}: …${text.slice(text.indexOf(found) - 60, text.indexOf(found) + 60)}`];
    }),
  );
}

interface Situation {
  readonly name: string;
  readonly code: number;
  readonly arrange: () => void | Promise<void>;
  readonly args?: () => readonly string[];
}

const mappingPath = () => join(folder, 'mapping.json');

async function writeMapping(title: string, query = 'true'): Promise<void> {
  const mappings = { identifier: '.id | tostring', blueprint: '"service"', title };
  const resource = { kind: 'project', selector: { query }, port: { entity: { mappings } } };
  await writeFile(mappingPath(), JSON.stringify({ resources: [resource] }));
}

const SITUATIONS: readonly Situation[] = [
  {
    name: 'GitLab refuses the token and quotes it',
    code: 3,
    arrange: () => sandbox.gitlab.control.fail({ path: /./, status: 401, body: { message: givingAway() } }),
  },
  {
    name: 'GitLab quotes secrets in a failure, in text and headers',
    code: 6,
    arrange: () =>
      sandbox.gitlab.control.fail({
        path: /\/groups/,
        status: 500,
        body: `${'no '.repeat(90)}${TOKEN} ${givingAway()}`,
        headers: { 'x-request-id': `id-${TOKEN}` },
      }),
  },
  {
    name: 'GitLab redirects to another origin that has the token in its address',
    code: 6,
    arrange: () => {
      const location = `https://evil.example/${encodeURIComponent(TOKEN)}?token=${encodeURIComponent(TOKEN)}`;
      sandbox.gitlab.control.fail({ path: /\/groups/, status: 302, headers: { location } });
    },
  },
  {
    name: 'GitLab holds secrets that a mapping stumbles over',
    code: 6,
    arrange: async () => {
      for (const [index, project] of sandbox.gitlab.world.projects.entries())
        project.description = index % 2 === 0 ? Object.values(secrets).join(' ') : `${TOKEN} ${CLIENT_SECRET}`;
      await writeMapping('if .id % 2 == 0 then error(.description) else .description | tonumber end');
    },
    args: () => ['--mapping', mappingPath(), '--strict'],
  },
  {
    name: 'Port refuses the credentials and quotes them',
    code: 3,
    arrange: () =>
      sandbox.port.control.fail({ path: '/v1/auth/access_token', status: 401, body: { message: givingAway() } }),
  },
  {
    name: 'Port refuses entities and quotes secrets',
    code: 6,
    arrange: () =>
      sandbox.port.control.fail({ path: /entities\/bulk/, status: 422, body: { error: 'no', message: givingAway() } }),
  },
  {
    name: 'Port fails for ever and quotes secrets',
    code: 4,
    arrange: () => sandbox.port.control.fail({ path: /entities\/bulk/, status: 503, body: `x ${givingAway()}` }),
  },
  {
    name: 'Port takes nothing beside the catalog and quotes secrets',
    code: 0,
    arrange: () =>
      sandbox.port.control.fail({ path: /^\/ingest\/|\/examples$/, status: 500, body: { message: givingAway() } }),
  },
  {
    name: 'a mapping that is no jq has secrets in it',
    code: 2,
    arrange: () => writeMapping(`"${TOKEN} ${CLIENT_SECRET}`, `.a | ${TOKEN} ${CLIENT_SECRET}`),
    args: () => ['--mapping', mappingPath()],
  },
  {
    name: 'a secret was given to a flag that there is not',
    code: 2,
    arrange: () => {},
    args: () => [`--port-client-secret=${CLIENT_SECRET}`],
  },
  {
    name: 'a secret was given to another setting',
    code: 2,
    arrange: () => {},
    args: () => ['--kinds', `project,${TOKEN}`, '--concurrency', CLIENT_SECRET],
  },
];

describe.each(['pretty', 'json'])('no output in the %s format shows a secret, at trace level', (format) => {
  it.each(SITUATIONS)('where $name', async ({ code, arrange, args = () => [] }) => {
    const environment = await environmentFor(format);
    await arrange();

    const finished = await runCommand({ args: args(), environment });

    const outputs = await outputsOf(finished);
    expect(leaksIn(outputs)).toEqual([]);
    expect(finished.code).toBe(code);
    expect(outputs['report.json']).toContain(`"exitCode": ${code}`);
  });

  it('where the program has a fault that nobody foresaw', async () => {
    const fault = join(folder, 'fault.cjs');
    const error = `Object.assign(new TypeError(${JSON.stringify(givingAway())}), { token: ${JSON.stringify(TOKEN)} })`;
    await writeFile(
      fault,
      `process.on('SIGUSR2', () => { throw new Error(${JSON.stringify(TOKEN)}, { cause: ${error} }); });`,
    );
    sandbox.port.control.delay(200);
    const environment = { ...(await environmentFor(format)), NODE_OPTIONS: `--require ${fault}` };
    const { process, finished } = startCommand({ environment });
    // By then the program knows Port's token.
    await until(() => sandbox.port.requests.some(({ path }) => path.startsWith('/v1/integration')));

    process.kill('SIGUSR2');

    const result = await finished;
    expect(leaksIn(await outputsOf(result))).toEqual([]);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('[REDACTED]');
  });
});

describe('secrets in the environment', () => {
  it.each(['--help', '--version'])('are nothing that %s tells', async (flag) => {
    const environment = { ...(await environmentFor('pretty')), GITLAB_TOKEN: TOKEN, PORT_CLIENT_SECRET: CLIENT_SECRET };

    const finished = await runCommand({ args: [flag], environment });

    expect(leaksIn(await outputsOf(finished))).toEqual([]);
    expect(finished.code).toBe(0);
  });
});

describe('a secret of four letters', () => {
  it('is masked as well, also within the header that carries it', async () => {
    secrets = { SHORT_PASSWORD };
    const basic = Buffer.from(`you:${SHORT_PASSWORD}`).toString('base64');
    sandbox.gitlab.control.fail({
      path: /\/groups/,
      status: 403,
      body: { message: `${SHORT_PASSWORD} Basic ${basic}` },
    });
    const environment = await environmentFor('pretty');

    const finished = await runCommand({
      environment: { ...environment, HTTP_PROXY: '', HTTPS_PROXY: `http://you:${SHORT_PASSWORD}@127.0.0.1:9` },
    });

    const outputs = await outputsOf(finished);
    expect(leaksIn(outputs)).toEqual([]);
    expect(outputs['stderr']).toContain('[REDACTED] Basic [REDACTED]');
  });
});
