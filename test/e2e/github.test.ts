import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { quickRetries, runCommand } from '../support/command.ts';
import { loseAccess } from '../support/gitlab-changes.ts';
import { type Scenario, startFilledScenario, until } from '../support/scenario.ts';

let scenario: Scenario & { restore(): void };
let folder: string;
let variables: { GITHUB_ACTIONS: string; GITHUB_STEP_SUMMARY: string; GITHUB_OUTPUT: string; GPE_REPORT: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exporter-'));
  variables = {
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    GITHUB_OUTPUT: join(folder, 'output'),
    GPE_REPORT: join(folder, 'report.json'),
  };
  scenario = await startFilledScenario(undefined, variables);
}, 60_000);

beforeEach(async () => {
  scenario.restore();
  for (const file of [variables.GITHUB_STEP_SUMMARY, variables.GITHUB_OUTPUT]) await writeFile(file, '');
});

afterAll(async () => {
  await scenario.close();
  await rm(folder, { recursive: true });
});

/** What GitHub would make of a run. */
async function told(stderr: string) {
  return {
    outputs: parseEnv(await readFile(variables.GITHUB_OUTPUT, 'utf8')),
    headline: (await readFile(variables.GITHUB_STEP_SUMMARY, 'utf8')).split('\n')[0],
    annotations: stderr.split('\n').filter((line) => line.startsWith('::')),
  };
}

const nothing = { created: '0', updated: '0', deleted: '0', failed: '0' };

describe('GitHub is told of a run', () => {
  it('that went well', async () => {
    scenario.gitlab.control.deleteProject('acme/platform/empty');

    const { code, stderr } = await scenario.run();

    expect(code).toBe(0);
    expect(await told(stderr)).toEqual({
      outputs: { exit_code: '0', ...nothing, deleted: '1', report: variables.GPE_REPORT },
      headline: '## ✅ GitLab to Port: success, exit code 0',
      annotations: [],
    });
    expect(await readFile(variables.GITHUB_STEP_SUMMARY, 'utf8')).toMatch(/\| 2 project \| \d+ \|/);
  });

  it.each([
    ['a run', ['--no-delete']],
    ['a dry run', ['--dry-run']],
    ['a preview', ['--output', '-']],
  ])('whose mapping has mistakes that do not keep %s from going on, everywhere and once', async (_, flags) => {
    const mapping = join(folder, 'mapping.yml');
    const mappings = '{ identifier: .path_with_namespace, blueprint: \'"service"\', properties: { readme: "1 |" } }';
    await writeFile(
      mapping,
      `{ propertis: 1, resources: [{ kind: project, selector: { query: 'true' }, port: { entity: { mappings: ${mappings} } } }] }`,
    );

    const { code, stderr } = await scenario.run(...flags, '--mapping', mapping);

    const { annotations } = await told(stderr);
    const report = JSON.parse(await readFile(variables.GPE_REPORT, 'utf8'));
    const places = ['propertis', 'resources[0] (project): properties.readme'];
    expect(code, stderr).toBe(0);
    expect(report.warnings.map(({ path }: { path: string }) => path)).toEqual(places);
    expect(annotations).toEqual([
      expect.stringMatching(/^::warning title=propertis::unknown key, ignored/),
      expect.stringMatching(
        /^::warning title=resources\[0] \(project\)%3A properties\.readme::not a valid jq expression/,
      ),
    ]);
    for (const place of places) {
      expect(stderr.split('\n').filter((line) => !line.startsWith('::') && line.includes(place))).toHaveLength(1);
      expect(await readFile(variables.GITHUB_STEP_SUMMARY, 'utf8')).toContain(`- ⚠️ \`${place}\``);
    }
  });

  it('that could not read a group', async () => {
    scenario.gitlab.control.fail({ path: /\/groups\/[^/]+\/merge_requests/, status: 403 });

    const { code, stderr } = await scenario.run();

    expect(code).toBe(6);
    expect(await told(stderr)).toEqual({
      outputs: { exit_code: '6', ...nothing, report: variables.GPE_REPORT },
      headline: '## ⚠️ GitLab to Port: partial, exit code 6',
      annotations: [
        expect.stringMatching(/^::error title=resources\[3\] \(merge-request\)::.*denied.*%0AWhat to do: .*role/),
      ],
    });
  });

  it('whose token GitLab refuses', async () => {
    const environment = { ...scenario.environment, ...quickRetries, ...variables };

    const { code, stderr } = await runCommand({
      environment: { ...environment, OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN: 'glpat-of-nobody' },
    });

    expect(code).toBe(3);
    expect(await told(stderr)).toEqual({
      outputs: { exit_code: '3', ...nothing, report: variables.GPE_REPORT },
      headline: '## ❌ GitLab to Port: refused, exit code 3',
      annotations: [expect.stringMatching(/^::error title=Exit code 3 \(refused\)::.*What to do: .*gitlab\.token/)],
    });
  });

  it.each([['--mapping', 'missing.yml'], ['--kinds', 'projct'], ['--no-such-flag']])(
    'that could not begin (%s)',
    async (...args) => {
      const { code, stderr } = await scenario.run(...args);

      expect(code).toBe(2);
      expect(await told(stderr)).toEqual({
        outputs: { exit_code: '2', ...nothing, report: variables.GPE_REPORT },
        headline: '## ❌ GitLab to Port: usage, exit code 2',
        annotations: [expect.stringMatching(/^::error title=Exit code 2 \(usage\)::/)],
      });
      expect(await readFile(variables.GITHUB_STEP_SUMMARY, 'utf8')).toContain(args.at(-1));
    },
  );

  it('of which the threshold withheld the deletions', async () => {
    loseAccess(scenario.gitlab);

    const { code, stderr } = await scenario.run();

    const { outputs, headline, annotations } = await told(stderr);
    expect(code).toBe(5);
    expect(outputs).toMatchObject({ exit_code: '5', ...nothing });
    expect(headline).toBe('## ⚠️ GitLab to Port: threshold, exit code 5');
    expect(annotations[0]).toMatch(/^::error title=Kept::.*entityDeletionThreshold is 0\.9%0AWhat to do: /);
  });

  it('that SIGTERM stopped', async () => {
    scenario.gitlab.control.delay(20);
    const { process, finished } = scenario.start();
    await until(() => scenario.gitlab.requests.some(({ path }) => path.endsWith('/groups')));

    process.kill('SIGTERM');

    const { code, stderr } = await finished;
    expect(code).toBe(143);
    expect(await told(stderr)).toMatchObject({
      outputs: { exit_code: '143', deleted: '0' },
      headline: '## ❌ GitLab to Port: terminated, exit code 143',
      annotations: [expect.stringMatching(/^::error title=Exit code 143 \(terminated\)::Stopped by SIGTERM%0A/)],
    });
  });
});

describe('whatever GitHub is told', () => {
  it('holds no secret, of a run that fails at trace level', async () => {
    const { environment, gitlab, port } = scenario;
    const secrets = [gitlab.token, port.clientSecret];
    port.control.fail({
      method: 'POST',
      path: /entities\/bulk/,
      status: 422,
      body: { ok: false, message: `not with ${secrets.join(' and ')}` },
    });
    for (const project of gitlab.world.projects) project.description = `${secrets.join(' ')} ${project.path}`;

    const { code, stderr, stdout } = await scenario.run('--log-level', 'trace');

    expect(environment['OCEAN__PORT__CLIENT_SECRET']).toBe(port.clientSecret);
    expect(code).not.toBe(0);
    const files = [variables.GITHUB_STEP_SUMMARY, variables.GITHUB_OUTPUT, variables.GPE_REPORT];
    const texts = [stderr, stdout, ...(await Promise.all(files.map((file) => readFile(file, 'utf8'))))];
    for (const secret of secrets) for (const text of texts) expect(text).not.toContain(secret);
    expect(texts[2]).toContain('[REDACTED]');
  });

  it('holds no command that a name in GitLab brought along', async () => {
    const planted = ['::error::planted', '##[add-mask]planted', '##vso[task.complete]planted', '@everyone <b>planted'];
    const mapping = join(folder, 'mapping.json');
    const port = { entity: { mappings: { identifier: '.id | tostring', blueprint: '"service"', properties: {} } } };
    const failing = (text: string) => ({
      ...port.entity.mappings,
      properties: { url: `error(${JSON.stringify(text)})` },
    });
    const resources = planted.map((text) => ({
      kind: 'project',
      selector: { query: 'true' },
      port: { entity: { mappings: failing(`\n${text}`) } },
    }));
    await writeFile(mapping, JSON.stringify({ resources }));

    const { code, stderr } = await scenario.run('--no-delete', '--strict', '--mapping', mapping);

    const summary = await readFile(variables.GITHUB_STEP_SUMMARY, 'utf8');
    expect(code).toBe(6);
    expect(stderr).toContain('planted');
    expect(stderr).not.toMatch(/##(vso)?\[|^\s*::error::/m);
    expect(summary).toMatch(/`[^`\n]*@everyone <b>planted[^`\n]*`/);
  });

  it('changes no exit code where a file cannot be written', async () => {
    const { environment } = scenario;
    const missing = join(folder, 'missing', 'file');

    const { code, stderr } = await runCommand({
      environment: { ...environment, ...variables, GITHUB_STEP_SUMMARY: missing, GITHUB_OUTPUT: missing },
    });

    expect(code).toBe(0);
    expect(stderr).toMatch(/The summary for GitHub could not be written: ENOENT/);
    expect(stderr).toMatch(/The outputs for GitHub could not be written: ENOENT/);
  });
});
