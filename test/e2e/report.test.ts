import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Report } from '../../src/cli/report-format.ts';
import { type Finished, quickRetries, runCommand } from '../support/command.ts';
import { loseAccess } from '../support/gitlab-changes.ts';
import { type Scenario, startFilledScenario, until } from '../support/scenario.ts';

let scenario: Scenario & { restore(): void };
let folder: string;
let file: string;

beforeAll(async () => {
  scenario = await startFilledScenario();
}, 60_000);

beforeEach(async () => {
  scenario.restore();
  folder = await mkdtemp(join(tmpdir(), 'exporter-'));
  file = join(folder, 'report.json');
  return () => rm(folder, { recursive: true });
});

afterAll(() => scenario.close());

async function readReport(path = file): Promise<Report> {
  return Report.parse(JSON.parse(await readFile(path, 'utf8')));
}

async function writeMapping(text: string): Promise<string> {
  const path = join(folder, 'mapping.yml');
  await writeFile(path, text);
  return path;
}

describe('the report of a run', () => {
  it('that went well tells what it read, mapped, wrote and deleted', async () => {
    scenario.gitlab.control.deleteProject('acme/platform/empty');
    scenario.gitlab.control.writeFile('acme/payments/mirror', 'CODEOWNERS', '* @ada\n');

    const { code, stdout } = await scenario.run('--report', file);

    const report = await readReport();
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(report).toMatchObject({
      formatVersion: 1,
      exitCode: 0,
      outcome: 'success',
      strict: false,
      integration: { type: 'gitlab-v2', identifier: 'my-gitlab-v2-integration' },
      totals: { filtered: 0, created: 0, updated: 1, unchanged: 62, failed: 0, deleted: 1 },
      unreadBlueprints: [],
      stale: { deleted: [{ blueprint: 'service', count: 1 }], refused: [] },
    });
    expect(report.error).toBeUndefined();
    expect(report.resources.map(({ kind }) => kind)).toEqual([
      'member',
      'group-with-members',
      'project',
      'merge-request',
    ]);
    // Groups that the mapping does not give, and that others point at.
    expect(report.stale?.withheld).toEqual([
      { blueprint: 'gitlabGroup', count: 3, cause: 'referenced', reason: expect.any(String) },
    ]);
    expect(report.requests.services.map(({ service }) => service)).toEqual(['GitLab', 'Port']);
    const gitlab = report.requests.services[0];
    expect(gitlab?.requests).toBe(scenario.gitlab.requests.length);
    expect(Date.parse(report.finishedAt) - Date.parse(report.startedAt)).toBeCloseTo(report.durationSeconds * 1000, 3);
    expect(await readdir(folder)).toEqual(['report.json']);
  });

  it('goes to standard output as -, alone', async () => {
    const { code, stdout } = await scenario.run('--report', '-', '--log-level', 'debug');

    expect(code).toBe(0);
    expect(Report.parse(JSON.parse(stdout))).toMatchObject({ outcome: 'success' });
  });

  it('is the same in the log as JSON', async () => {
    const { stderr } = await scenario.run('--report', file, '--log-format', 'json');

    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ level: 'info', msg: 'Finished' });
    expect(lines.at(-1).report).toEqual(await readReport());
  });

  it('that could not read a group tells which, and what is kept for it', async () => {
    const mapping = await writeMapping(`
      resources:
        - kind: merge-request
          selector: { query: 'true' }
          port: { entity: { mappings: { identifier: .id | tostring, blueprint: '"gitlabMergeRequest"' } } }
    `);
    scenario.gitlab.control.fail({ path: /\/groups\/[^/]+\/merge_requests/, status: 403 });

    const { code } = await scenario.run('--report', file, '--mapping', mapping);

    const report = await readReport();
    expect(code).toBe(6);
    expect(report).toMatchObject({ exitCode: 6, outcome: 'partial', totals: { deleted: 0 } });
    const [resource] = report.resources;
    expect(resource?.unreadScopes.map(({ state }) => state)).toContain('denied');
    expect(resource?.incomplete).toHaveLength(resource?.unreadScopes.length ?? -1);
    expect(report.stale?.withheld).toContainEqual(
      expect.objectContaining({ blueprint: 'gitlabMergeRequest', cause: 'incomplete' }),
    );
  });

  it('with a token that GitLab refuses tells so, and that nothing was done', async () => {
    const { gitlab, environment } = scenario;
    for (const path of ['/user', '/personal_access_tokens/self', '/metadata', '/version'])
      gitlab.control.fail({ path, status: 401 });

    const { code } = await runCommand({
      args: ['--report', file],
      environment: { ...environment, ...quickRetries, OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN: 'glpat-of-nobody' },
    });

    const report = await readReport();
    expect(code).toBe(3);
    expect(report).toMatchObject({
      exitCode: 3,
      outcome: 'refused',
      error: { code: 'CREDENTIALS_REFUSED', hint: expect.any(String) },
      totals: { read: 0, created: 0, deleted: 0 },
      resources: [],
    });
    expect(report.stale).toBeUndefined();
  });

  it('with a mapping that is not valid lists all that is wrong', async () => {
    const mapping = await writeMapping(`
      resources:
        - kind: project
          selector: { query: '.archived |' }
          port: { entity: { mappings: { identifier: .id, blueprint: '"service"' } } }
    `);

    const { code } = await scenario.run('--report', file, '--mapping', mapping);

    expect(code).toBe(2);
    expect(await readReport()).toMatchObject({
      outcome: 'usage',
      error: { code: 'CONFIG_INVALID', issues: [{ path: 'resources[0] (project): selector.query' }] },
    });
  });

  it.each([['--concurrency', '0'], ['--no-such-flag']])(
    'with settings that are not valid (%s) is written where the environment says',
    async (...args) => {
      const { code } = await runCommand({ args, environment: { ...scenario.environment, GPE_REPORT: file } });

      const report = await readReport();
      expect(code).toBe(2);
      expect(report).toMatchObject({ outcome: 'usage', error: { code: 'CONFIG_INVALID' } });
      expect(report.integration).toBeUndefined();
      expect(JSON.stringify(report.error?.issues)).toContain(args[0]?.replace(/^--(?=concurrency)/, ''));
    },
  );

  it('of which the threshold withheld the deletions tells how many', async () => {
    loseAccess(scenario.gitlab);

    const { code } = await scenario.run('--report', file);

    const { outcome, totals, stale } = await readReport();
    expect({ code, outcome }).toEqual({ code: 5, outcome: 'threshold' });
    expect(totals.withheld).toBeGreaterThan(50);
    expect(totals.deleted).toBe(0);
    expect(new Set(stale?.withheld.map(({ cause }) => cause))).toEqual(new Set(['threshold']));
  });

  it('that was stopped tells what it had come to', async () => {
    for (const { control } of [scenario.gitlab, scenario.port]) control.delay(20);
    const { process, finished } = scenario.start('--report', file);
    await until(() => scenario.gitlab.requests.some(({ path }) => path.endsWith('/groups')));

    process.kill('SIGTERM');

    const { code } = await finished;
    const report = await readReport();
    expect(code).toBe(143);
    expect(report).toMatchObject({ outcome: 'terminated', error: { code: 'INTERRUPTED' }, totals: { deleted: 0 } });
    expect(report.resources.length).toBeGreaterThan(0);
    expect(report.stale).toBeUndefined();
  });
});

/** Runs the command with its streams as a shell redirects them: `2>/dev/full`. */
function runRedirected(redirection: string, ...args: readonly string[]): Promise<Finished> {
  return runCommand({ args, redirection, environment: { ...scenario.environment, ...quickRetries } });
}

describe.skipIf(process.platform !== 'linux')('a log that cannot be written', () => {
  it('does not keep a run from its end, but from a success', async () => {
    scenario.gitlab.control.deleteProject('acme/platform/empty');

    const { code } = await runRedirected('2>/dev/full', '--report', file);

    expect(code).toBe(6);
    expect(await readReport()).toMatchObject({
      exitCode: 6,
      outcome: 'partial',
      unwritten: [{ what: 'log', reason: expect.stringContaining('ENOSPC') }],
      totals: { unchanged: 63, deleted: 1 },
    });
  });

  it('is in the report though the summary was the first to be refused', async () => {
    const { code } = await runRedirected('2>/dev/full', '--report', file, '--log-level', 'error');

    expect(code).toBe(6);
    expect(await readReport()).toMatchObject({ exitCode: 6, unwritten: [{ what: 'log' }] });
  });

  it.each(['2>/dev/full', '2>&-'])(
    'is no failure where nothing was to be said, or to nobody (%s)',
    async (redirection) => {
      const quiet = redirection === '2>&-' ? [] : ['--quiet'];

      const { code } = await runRedirected(redirection, '--report', file, ...quiet);

      expect(code).toBe(0);
      expect(await readReport()).toMatchObject({ exitCode: 0, unwritten: [] });
    },
  );
});

describe.skipIf(process.platform !== 'linux')('standard output that cannot be written', () => {
  it.each([
    [['--report', '-'], 'The report could not be written: ENOSPC.*exit code 0'],
    [['--check'], 'The result could not be written: ENOSPC.*exit code 0'],
    [['--output', '-', '--limit', '1'], 'The entities could not be written to standard output'],
    [['--help'], '^Error: Standard output could not be written\n.*ENOSPC.*\n$'],
    [['--version'], '^Error: Standard output could not be written: ENOSPC.*\n$'],
  ])('is told, and fails what was asked for (%j)', async (args, message) => {
    const { code, stderr } = await runRedirected('>/dev/full', ...args);

    expect(code).toBe(6);
    expect(stderr).toMatch(new RegExp(message));
  });

  it('is no failure of a run that has nothing to say there', async () => {
    expect(await runRedirected('>/dev/full')).toMatchObject({ code: 0 });
  });
});

describe('a report that cannot be written', () => {
  it('stops the run before anything is asked where that is known', async () => {
    const { code, stderr } = await scenario.run('--report', join(folder, 'missing', 'report.json'));

    expect(code).toBe(2);
    expect(stderr).toMatch(/report: expected a file in a folder that exists.*\(flag --report\)/);
    expect(scenario.gitlab.requests).toEqual([]);
  });

  it.each([[[]], [['--check']], [['--concurrency', '0']]])(
    'since it is the mapping leaves it as it is (%j)',
    async (args) => {
      const mapping = await writeMapping('resources: []');

      const { code, stdout, stderr } = await scenario.run('--mapping', mapping, '--report', mapping, ...args);

      expect(code).toBe(2);
      expect(stdout + stderr).toMatch(/report: expected another file than that of mapping/);
      expect(await readFile(mapping, 'utf8')).toBe('resources: []');
    },
  );

  it('makes a run that went well a partial one', async () => {
    const { code, stderr } = await scenario.run('--report', '/dev/full');

    expect(code).toBe(6);
    expect(stderr).toMatch(/The report could not be written: ENOSPC.*exit code 0/);
  });
});
