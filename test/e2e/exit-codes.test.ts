import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { closedAddress } from '../support/closed-address.ts';
import { quickRetries, runCommand, startCommand } from '../support/command.ts';

let sandbox: Sandbox;
let folder: string;

beforeEach(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), 'exporter-'));
});

afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

async function writeMapping(text: string): Promise<string> {
  const path = join(folder, 'mapping.yml');
  await writeFile(path, text);
  return path;
}

/** Resolves when GitLab has been asked something. */
async function firstRequest(): Promise<void> {
  while (sandbox.gitlab.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

const nothingWritten = () => expect(sandbox.port.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);

describe('exit code 1', () => {
  it('stands for an error nobody foresaw, and says what to report', async () => {
    const fault = join(folder, 'fault.cjs');
    await writeFile(fault, 'process.on("SIGUSR2", () => { throw new TypeError("out of the blue"); });');
    sandbox.gitlab.control.delay(300);
    const { process, finished } = startCommand({
      environment: { ...sandbox.environment, NODE_OPTIONS: `--require ${fault}` },
    });
    await firstRequest();

    process.kill('SIGUSR2');

    const result = await finished;
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('This is a bug in gitlab-port-exporter');
    expect(result.stderr).toContain('TypeError: out of the blue');
  });
});

describe('exit code 2', () => {
  it('names every missing setting and the variables that would set it', async () => {
    const result = await runCommand();

    expect(result.code).toBe(2);
    for (const setting of ['gitlab.token', 'port.clientId', 'port.clientSecret'])
      expect(result.stderr).toContain(setting);
    expect(result.stderr).toContain('OCEAN__PORT__CLIENT_ID');
  });

  it('names the variable that a misspelt one was meant to be', async () => {
    const { OCEAN__PORT__CLIENT_ID: clientId = '', ...environment } = sandbox.environment;

    const result = await runCommand({ environment: { ...environment, OCEAN__PORT__CLINT_ID: clientId } });

    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/OCEAN__PORT__CLINT_ID.*did you mean OCEAN__PORT__CLIENT_ID/);
  });

  it('stands for an unknown flag, an unknown kind and a number out of range, all of them named', async () => {
    const flag = await runCommand({ args: ['--dryrun'], environment: sandbox.environment });
    const values = await runCommand({
      args: ['--kinds', 'projects', '--concurrency', '0'],
      environment: sandbox.environment,
    });

    expect([flag.code, values.code]).toEqual([2, 2]);
    expect(flag.stderr).toContain('--dryrun');
    expect(values.stderr).toMatch(/concurrency: .*1 to 32/);
    expect(values.stderr).toMatch(/kinds: .*project, group/);
  });

  it('stands for --exit-code without the dry run that it is about', async () => {
    const result = await runCommand({ args: ['--exit-code'], environment: sandbox.environment });

    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/exitCode: .*--dry-run/);
  });

  it('stands for a mapping that is not valid, before anything is asked of GitLab or Port', async () => {
    const mapping = await writeMapping(`
      resources:
        - kind: projct
          selector: { query: 'true' }
          port: { entity: { mappings: { identifier: .id, blueprint: '"service"' } } }
        - kind: project
          selector: { query: '.archived |' }
          port: { entity: { mappings: { identifier: .id, blueprint: '"service"' } } }
    `);

    const result = await runCommand({ args: ['--mapping', mapping], environment: sandbox.environment });

    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/resources\[0\].*project/);
    expect(sandbox.gitlab.requests).toEqual([]);
    expect(sandbox.port.requests).toEqual([]);
  });

  it('stands for a jq expression that does not compile', async () => {
    const mapping = await writeMapping(`
      resources:
        - kind: project
          selector: { query: '.archived |' }
          port: { entity: { mappings: { identifier: .id, blueprint: '"service"' } } }
    `);

    const result = await runCommand({ args: ['--mapping', mapping], environment: sandbox.environment });

    expect(result.code).toBe(2);
    expect(result.stderr).toContain('resources[0] (project): selector.query');
    expect(sandbox.gitlab.requests).toEqual([]);
  });

  it('stands for an integration without a mapping, which gets no other one', async () => {
    await runCommand({ environment: sandbox.environment });
    const integration = sandbox.port.catalog.integrations.get('my-gitlab-v2-integration');
    if (integration === undefined) throw new Error('The first run made no integration');
    sandbox.port.catalog.integrations.set(integration.installationId, { ...integration, config: {} });
    sandbox.port.control.reset();

    const result = await runCommand({ environment: sandbox.environment });

    expect(result.code).toBe(2);
    expect(result.stderr).toContain('--mapping');
    nothingWritten();
  });

  it('stands for an integration of another type', async () => {
    await runCommand({ environment: sandbox.environment });

    const result = await runCommand({ environment: { ...sandbox.environment, OCEAN__INTEGRATION__TYPE: 'github' } });

    expect(result.code).toBe(2);
    expect(result.stderr).toContain('integration.identifier');
  });
});

describe('exit code 3', () => {
  it('stands for a token that GitLab refuses, within seconds and before anything is written to Port', async () => {
    const result = await runCommand({
      environment: { ...sandbox.environment, OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN: 'glpat-of-somebody-else' },
    });

    expect(result.code).toBe(3);
    expect(result.stderr).toContain('gitlab.token');
    expect(sandbox.port.requests).toEqual([]);
  });

  it('stands for credentials that Port refuses, within seconds', async () => {
    const result = await runCommand({
      environment: { ...sandbox.environment, OCEAN__PORT__CLIENT_SECRET: 'not-the-secret' },
    });

    expect(result.code).toBe(3);
    expect(result.stderr).toContain('port.clientSecret');
    expect(sandbox.port.requests).toHaveLength(1);
  });

  it('stands for credentials that may not write', async () => {
    sandbox.port.control.fail({ method: 'POST', path: /entities\/bulk/, status: 403 });

    const result = await runCommand({ environment: { ...sandbox.environment, ...quickRetries } });

    expect(result.code).toBe(3);
  });
});

describe('exit code 4', () => {
  it.each(['OCEAN__INTEGRATION__CONFIG__GITLAB_HOST', 'OCEAN__PORT__BASE_URL'])(
    'stands for a service that cannot be reached (%s)',
    async (variable) => {
      const result = await runCommand({
        environment: { ...sandbox.environment, ...quickRetries, [variable]: await closedAddress() },
      });

      expect(result.code).toBe(4);
      expect(result.stderr).toMatch(/127\.0\.0\.1/);
    },
  );

  it('stands for a Port that keeps failing', async () => {
    sandbox.port.control.fail({ method: 'POST', path: /entities\/bulk/, status: 503 });

    const result = await runCommand({ environment: { ...sandbox.environment, ...quickRetries } });

    expect(result.code).toBe(4);
    expect(result.stderr).toContain('after 3 attempts');
  });
});

describe('exit code 6', () => {
  it('stands for a group list that fails for ever, with the rest loaded', async () => {
    sandbox.gitlab.control.fail({ path: '/groups', status: 500 });

    const result = await runCommand({ environment: { ...sandbox.environment, ...quickRetries } });

    expect(result.code).toBe(6);
    expect(result.stderr).toMatch(/resources\[1\] \(group-with-members\): groups: failed/);
    expect([...sandbox.port.catalog.entities('service')].length).toBeGreaterThan(200);
  });

  it('stands for entities that Port rejects, with the rest loaded', async () => {
    const mapping = await writeMapping(`
      resources:
        - kind: project
          selector: { query: 'true' }
          port:
            entity:
              mappings:
                identifier: .id
                blueprint: '"service"'
                properties: { url: 'if .path == "platform-api" then "no address" else .web_url end' }
    `);

    const result = await runCommand({ args: ['--mapping', mapping], environment: sandbox.environment });

    expect(result.code).toBe(6);
    expect(result.stderr).toMatch(/✗ resources\[0\] \(project\): service \d+: /);
    expect([...sandbox.port.catalog.entities('service')].length).toBeGreaterThan(200);
  });

  it('stands for a selector that gives no boolean', async () => {
    const mapping = await writeMapping(`
      resources:
        - kind: project
          selector: { query: 'if .archived then "yes" else true end' }
          port: { entity: { mappings: { identifier: .id, blueprint: '"service"' } } }
    `);

    const result = await runCommand({ args: ['--mapping', mapping], environment: sandbox.environment });

    expect(result.code).toBe(6);
    expect(result.stderr).toContain('selector.query');
  });
});

describe('exit code 10', () => {
  it('stands for differences that a dry run found, if it is asked to tell', async () => {
    const args = ['--dry-run', '--kinds', 'member'];
    const plain = await runCommand({ args, environment: sandbox.environment });
    const telling = await runCommand({ args: [...args, '--exit-code'], environment: sandbox.environment });

    expect([plain.code, telling.code]).toEqual([0, 10]);
    expect(sandbox.port.catalog.integrations.size).toBe(0);
  });
});

describe('exit codes 130 and 143', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stand for a run that %s stopped', async (signal, code) => {
    sandbox.gitlab.control.delay(300);
    const { process, finished } = startCommand({ environment: sandbox.environment });
    await firstRequest();

    process.kill(signal);

    const result = await finished;
    expect(result).toMatchObject({ code, signal: null });
    expect(result.stderr).toContain(`Stopped by ${signal}`);
  });
});
