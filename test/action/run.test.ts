import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { contentsOf, keysOf } from '../support/catalog-state.ts';
import { quickRetries, runCommand } from '../support/command.ts';
import { until } from '../support/scenario.ts';
import { actionFolder } from './action.ts';
import { createRunner, type Runner } from './run-action.ts';

let sandbox: Sandbox;
let runner: Runner;

const start = async () => startSandbox({ world: createWorld({ scale: 0, now: new Date() }) });

beforeEach(async () => {
  [sandbox, runner] = await Promise.all([start(), createRunner()]);
});

afterEach(async () => {
  await Promise.all([sandbox.close(), runner.remove()]);
});

/** The inputs that point the action at the sandbox; GitLab's are in `config`, as users of ocean-sail have them. */
function oceanSailInputs(): Record<string, string> {
  const { gitlab, port } = sandbox;
  return {
    type: 'gitlab-v2',
    port_client_id: port.clientId,
    port_client_secret: port.clientSecret,
    port_base_url: port.url,
    config: `gitlab_host: ${gitlab.url}\ngitlab_token: ${gitlab.token}\n`,
  };
}

function ownInputs(): Record<string, string> {
  const { config: _, ...inputs } = oceanSailInputs();
  return { ...inputs, gitlab_url: sandbox.gitlab.url, gitlab_token: sandbox.gitlab.token };
}

const MAPPING = `
resources:
  - kind: group
    selector: { query: 'true' }
    port: { entity: { mappings: { identifier: .full_path, title: .name, blueprint: '"gitlabGroup"' } } }
`;

const datasourcesOf = ({ port }: Sandbox) => new Set([...port.catalog.entities()].map(({ datasource }) => datasource));

describe('a workflow that uses the action', () => {
  it('fills the catalog as docker run with the same settings does, under the same owner', async () => {
    const other = await startSandbox({ world: sandbox.gitlab.world });

    try {
      const [step] = await Promise.all([
        runner.run({ inputs: oceanSailInputs() }),
        runCommand({ environment: other.environment }),
      ]);

      expect(step).toMatchObject({ code: 0, outputs: { exit_code: '0' } });
      expect(keysOf(sandbox.port.catalog).length).toBeGreaterThan(20);
      const address = new RegExp(sandbox.gitlab.url, 'g');
      const contents = JSON.stringify(contentsOf(sandbox.port.catalog)).replace(address, other.gitlab.url);
      expect(JSON.parse(contents)).toEqual(contentsOf(other.port.catalog));
      expect(datasourcesOf(sandbox)).toEqual(datasourcesOf(other));
    } finally {
      await other.close();
    }
  });

  it('gets outputs, summary and a report', async () => {
    const step = await runner.run({ inputs: ownInputs() });

    expect(step).toMatchObject({ code: 0 });
    const file = step.outputs['report'] ?? '';
    const { totals } = JSON.parse(await readFile(file, 'utf8'));
    expect(file).toMatch(new RegExp(`^${runner.temporary}/.+/report\\.json$`));
    expect(totals.created).toBeGreaterThan(20);
    expect(step.outputs).toMatchObject({ exit_code: '0', created: `${totals.created}`, deleted: '0', failed: '0' });
    expect(step.summary).not.toBe('');
  });

  it.each([
    'host: &host <host>\n# $(touch trace) `touch trace`\ngitlabHost: *host\ngitlabToken: >-\n  <token>\n',
    'gitlab_host: "<host>"\ngitlab_token: \'<token>\'\n',
    'GITLABHOST: <host>\r\nGITLABTOKEN: <token>\r\n',
    '{"gitlabHost": "<host>", "gitlabToken": "<token>"}',
  ])('may write its config in any form: %j', async (form) => {
    const { gitlab } = sandbox;
    const config = form.replaceAll('<host>', gitlab.url).replaceAll('<token>', gitlab.token);

    const step = await runner.run({ inputs: { ...oceanSailInputs(), config, kinds: 'member' } });

    expect(step).toMatchObject({ code: 0 });
    expect(existsSync(join(runner.workspace, 'trace'))).toBe(false);
  });

  it('may give files any name, with quotes, line breaks and what a shell would run', async () => {
    const name = `it's "a" $(touch trace) \`touch trace\`; touch trace\n& ::error::mapping.yml`;
    await runner.write(name, MAPPING);

    const step = await runner.run({ inputs: { ...ownInputs(), mapping: name, initialize_port_resources: 'true' } });

    expect(step).toMatchObject({ code: 0 });
    expect(keysOf(sandbox.port.catalog).every((key) => key.startsWith('gitlabGroup '))).toBe(true);
    expect(existsSync(join(runner.workspace, 'trace'))).toBe(false);
  });

  it('may set what is no input as a variable of the job; an input wins over its variable', async () => {
    const env = { GPE_LOG_LEVEL: 'debug', OCEAN__INTEGRATION__IDENTIFIER: 'of-the-job', OCEAN__PORT__BASE_URL: 'us' };

    const step = await runner.run({ inputs: ownInputs(), env: { ...env, UNRELATED: 'x' } });

    expect(step).toMatchObject({ code: 0 });
    expect(step.log).toContain('DEBUG');
    expect([...sandbox.port.catalog.integrations.keys()]).toEqual(['of-the-job']);
    expect(step.docker.flat()).not.toContain('UNRELATED');
  });

  it('fails with the code of the program', async () => {
    const step = await runner.run({ inputs: { ...ownInputs(), gitlab_token: 'wrong-token' } });

    expect(step).toMatchObject({ code: 3, outputs: { exit_code: '3' } });
  });

  it('stops the export when the job is cancelled', async () => {
    sandbox.gitlab.control.delay(500);
    const { process, finished } = await runner.start({ inputs: ownInputs() });
    await until(() => sandbox.port.catalog.integrations.size > 0 || process.exitCode !== null);

    process.kill('SIGINT');
    const step = await finished;

    expect(step).toMatchObject({ code: 143, outputs: { exit_code: '143' } });
    expect(step.log).toContain('SIGTERM');
  });
});

describe('the container', () => {
  const incomplete = { port_client_id: 'the-id', port_client_secret: 'the-secret', gitlab_token: '' };

  /** Ends before it reads anything: the program wants a token. */
  async function runOf(inputs: Record<string, string>, env: Record<string, string> = {}): Promise<readonly string[]> {
    const { docker, code } = await runner.run({ inputs: { ...incomplete, ...inputs }, env });
    expect(code).toBe(2);
    return docker.find(([command]) => command === 'run') ?? [];
  }

  it("can change nothing but the step's own files and the folder of the report", async () => {
    const args = await runOf({ report: 'out put/report.json' });

    const { workspace, temporary } = runner;
    const mounts = args.filter((_, index) => args[index - 1] === '-v');
    expect(args).toEqual(expect.arrayContaining(['--rm', '--read-only', '--cap-drop', 'no-new-privileges']));
    expect(args[args.indexOf('--user') + 1]).toBe(`${process.getuid?.()}:${process.getgid?.()}`);
    expect(args[args.indexOf('--workdir') + 1]).toBe(workspace);
    expect(mounts.sort()).toEqual(
      [
        `${workspace}:${workspace}:ro`,
        `${workspace}/out put:${workspace}/out put`,
        `${temporary}/set_output:${temporary}/set_output`,
        `${temporary}/step_summary:${temporary}/step_summary`,
      ].sort(),
    );
  });

  it('gets variables by name, so that no value is among the arguments', async () => {
    const args = await runOf(
      { config: 'gitlab_host: http://127.0.0.1:1', kinds: 'project' },
      { HTTPS_PROXY: 'http://user:proxy-password@127.0.0.1:1', no_proxy: '127.0.0.1', GPE_RETRY_ATTEMPTS: '1' },
    );

    const names = args.filter((_, index) => args[index - 1] === '-e');
    expect(names).toEqual(expect.arrayContaining(['HTTPS_PROXY', 'no_proxy', 'GITHUB_OUTPUT', 'NO_COLOR']));
    expect(names).toEqual(expect.arrayContaining(['OCEAN__PORT__CLIENT_SECRET', 'GPE_KINDS', 'GPE_RETRY_ATTEMPTS']));
    expect(names.filter((name) => name.includes('='))).toEqual([]);
    expect(args.join(' ')).not.toMatch(/the-id|the-secret|proxy-password/);
  });

  it("is built from the action's own Dockerfile when there is no input image", async () => {
    const { docker } = await runner.run({ inputs: { ...incomplete, platform: 'linux/arm64' } });

    const [build = [], run = []] = docker;
    expect(build[0]).toBe('build');
    expect(build.at(-1)).toBe(actionFolder);
    expect(build.join(' ')).toContain('--platform linux/arm64 ');
    expect(run.join(' ')).toContain('--platform linux/arm64 ');
    expect(run.at(-1)).toBe('sha256:0123abcd');
  });

  it.each([
    [{ image: 'registry.test/team/exporter' }, 'registry.test/team/exporter:latest'],
    [{ image: 'registry.test:5000/exporter', version: '1.2' }, 'registry.test:5000/exporter:1.2'],
    [{ image: 'registry.test:5000/exporter:1.0', version: '1.2' }, 'registry.test:5000/exporter:1.0'],
    [{ image: 'exporter@sha256:0123', version: 'latest' }, 'exporter@sha256:0123'],
  ])('is that of the inputs %j', async (inputs, image) => {
    const { docker } = await runner.run({ inputs: { ...incomplete, ...inputs } });

    expect(docker.map(([command]) => command)).toEqual(['run']);
    expect(docker[0]?.at(-1)).toBe(image);
  });

  it('may write into the workspace only when the report goes into its top folder', async () => {
    const args = await runOf({ report: 'report.json' });

    const { workspace } = runner;
    expect(args.filter((argument) => argument.startsWith(workspace))).toEqual([
      `${workspace}:${workspace}:rw`,
      workspace,
    ]);
  });

  it('trusts the certificates of the input', async () => {
    await mkdir(join(runner.workspace, 'tls'));
    const file = await runner.write('tls/my ca.pem', '');

    const args = await runOf({ ca_certificates: 'tls/my ca.pem' });

    expect(args).toContain(`${file}:/usr/local/share/ca-certificates/action.crt:ro`);
  });
});

describe('the action', () => {
  it.each([
    [{ type: 'github' }, 'The input type must be gitlab-v2'],
    [{ image: 'registry.test/port-ocean-gitlab-v2:latest' }, "The input image names Port's own integration"],
    [{ ca_certificates: 'missing.pem' }, 'The file of the input ca_certificates does not exist'],
  ])('refuses the inputs %j before it starts anything', async (inputs, message) => {
    const step = await runner.run({ inputs: { ...ownInputs(), ...inputs } });

    expect(step).toMatchObject({ code: 2, outputs: { exit_code: '2' }, docker: [] });
    expect(step.log).toContain(`::error title=gitlab-port-exporter::${message}`);
  });

  it.each([125, 126, 127, 137])(
    'says so when docker run ends with %i, which is no code of the program',
    async (code) => {
      await runner.replaceDocker(`[ "$1" = build ] || exit ${code}`);

      const step = await runner.run({ inputs: ownInputs() });

      expect(step).toMatchObject({ code, outputs: { exit_code: String(code) } });
      expect(step.log).toContain('::error title=gitlab-port-exporter::');
    },
  );

  it('does not take an image that cannot be built for an error of the program', async () => {
    await runner.replaceDocker('exit 1');

    const step = await runner.run({ inputs: ownInputs() });

    expect(step).toMatchObject({ code: 125, outputs: { exit_code: '125' } });
    expect(step.log).toContain('::error title=gitlab-port-exporter::Docker could not build the image');
  });

  it('leaves a line of its own to the program: codes such as 4 need no second annotation', async () => {
    const step = await runner.run({
      inputs: { ...ownInputs(), port_base_url: 'http://127.0.0.1:1' },
      env: quickRetries,
    });

    expect(step).toMatchObject({ code: 4, outputs: { exit_code: '4' } });
    expect(step.log).not.toContain('::error title=gitlab-port-exporter::Docker');
  });
});
