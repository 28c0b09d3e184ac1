import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeCatalog } from '../../examples/sandbox/port/summary.ts';
import { startSandbox } from '../../examples/sandbox/start.ts';
import { Report } from '../../src/cli/report-format.ts';
import { quickRetries, runCommand } from '../support/command.ts';
import { type Scenario, startFilledScenario } from '../support/scenario.ts';

let scenario: Scenario & { restore(): void };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exporter-'));
  scenario = await startFilledScenario();
}, 60_000);

beforeEach(() => {
  scenario.restore();
  scenario.port.control.reset();
});

afterAll(async () => {
  await scenario.close();
  await rm(folder, { recursive: true });
});

/** A check, which must leave Port as it was. */
async function check(environment: Readonly<Record<string, string>> = {}, ...args: readonly string[]) {
  const { port } = scenario;
  const before = structuredClone(describeCatalog(port.catalog));
  const finished = await runCommand({
    args: ['--check', ...args],
    environment: { ...scenario.environment, ...quickRetries, ...environment },
  });
  expect(describeCatalog(port.catalog)).toEqual(before);
  expect(new Set(port.requests.map(({ method, path }) => (method === 'GET' ? 'GET' : path)))).toEqual(
    new Set(port.requests.length === 0 ? [] : ['/v1/auth/access_token', 'GET']),
  );
  // The lines without the breaks that make them fit.
  return { ...finished, text: finished.stdout.replaceAll(/\n {4}(?=\S)/g, ' ') };
}

describe('a check', () => {
  it('finds nothing wrong after a run, and reads no project', async () => {
    scenario.gitlab.control.reset();

    const { code, text, stderr } = await check();

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(text).toContain('\n  ✓ gitlab.token: set (environment variable OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN)\n');
    expect(text).toMatch(
      /\n {2}✓ token: personal access token of port-exporter, scopes read_api, expires \S+ \(in 20\d/,
    );
    expect(text).toContain('\n  ✓ mapping: the mapping in Port is valid: 4 resources');
    expect(text).toContain('\n  ✓ service: 14 properties and 1 relation fit\n');
    expect(text).toMatch(/0 checks failed, 0 warnings: exit code 0 \(success\)\. Nothing was written\.\n$/);
    expect(stderr + text).not.toContain(scenario.gitlab.token);
    expect(scenario.gitlab.requests.map(({ path }) => path).sort()).toEqual(
      ['groups', 'groups', 'groups', 'metadata', 'personal_access_tokens/self', 'projects', 'projects', 'user'].map(
        (path) => `/api/v4/${path}`,
      ),
    );
  });

  it('finds a misspelt property, a missing blueprint and a token that ends soon, all at once', async () => {
    const [token] = scenario.gitlab.world.tokens;
    if (token === undefined) throw new Error('The world has a token');
    Object.assign(token, { expiresOn: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10) });
    const entity = (blueprint: string, properties: object) => ({
      entity: { mappings: { identifier: '.id | tostring', blueprint: `"${blueprint}"`, properties } },
    });
    scenario.changeMapping({
      resources: [
        { kind: 'project', selector: { query: 'true' }, port: entity('service', { langauge: '.a', url: '.web_url' }) },
        { kind: 'issue', selector: { query: 'true' }, port: entity('gitlabIssue', {}) },
      ],
    });

    const { code, text } = await check();

    expect(code).toBe(6);
    expect(text).toMatch(/ {2}! token: .* \(in 5 days\) What to do: Rotate the token/);
    expect(text).toMatch(/ {2}✗ service: properties\.langauge: .* Did you mean language\?/);
    expect(text).toMatch(/ {2}✗ gitlabIssue: Port has no such blueprint; resources\[1\] \(issue\) maps to it/);
    expect(text).toMatch(/2 checks failed, 1 warning: exit code 6 \(partial\)/);
  });

  it('goes on where GitLab cannot be reached, and tells that from a token that is refused', async () => {
    const away = await check({ OCEAN__INTEGRATION__CONFIG__GITLAB_HOST: 'http://127.0.0.1:1' });
    const refused = await check({ OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN: 'glpat-sandbox-expired' });

    expect([away.code, refused.code]).toEqual([4, 3]);
    expect(away.text).toMatch(/✗ address: .* the connection was refused \(ECONNREFUSED\) What to do: Check the host/);
    expect(away.text).toContain('  - token: GitLab could not be reached\n');
    expect(refused.text).toMatch(/✓ address: \S+ answers\n {2}✗ token: .*has expired.*401.*Token is expired/);
    for (const { text } of [away, refused]) expect(text).toContain('  ✓ service: 14 properties and 1 relation fit\n');
  });

  it('tells missing settings and a wrong mapping file together, and asks Port nothing without credentials', async () => {
    const mapping = join(folder, 'mapping.yml');
    await writeFile(mapping, 'resources:\n  - kind: project\n');

    const { code, text } = await check({ OCEAN__PORT__CLIENT_ID: '' }, '--mapping', mapping);

    expect(code).toBe(2);
    expect(text).toContain('  ✗ port.clientId: required; set OCEAN__PORT__CLIENT_ID or PORT_CLIENT_ID');
    expect(text).toContain('  ✓ visible: ');
    expect(text).toContain('  - address: not asked: port.clientId has to be put right first\n');
    expect(text).toMatch(/✗ resources\[0\] \(project\): selector: is missing/);
    expect(scenario.port.requests).toEqual([]);
  });

  it('is no dry run', async () => {
    const { code, text } = await check({}, '--dry-run');

    expect(code).toBe(2);
    expect(text).toContain('✗ check: expected without dryRun (--dry-run)');
  });

  it('takes warnings for failures with --strict', async () => {
    const variables = { OCEAN__INTEGRATION__IDENTIFER: 'mine' };

    const [lenient, strict] = [await check(variables), await check(variables, '--strict')];

    expect([lenient.code, strict.code]).toEqual([0, 2]);
    expect(strict.text).toMatch(/1 warning \(failures: --strict\): exit code 2 \(usage\)/);
  });

  it('goes into the report, and into the annotations of GitHub', async () => {
    const report = join(folder, 'report.json');
    const variables = {
      OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN: 'glpat-sandbox-limited',
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    };

    const { code, stderr } = await check(variables, '--report', report);

    expect(code).toBe(3);
    const { checks, exitCode } = Report.parse(JSON.parse(await readFile(report, 'utf8')));
    expect(exitCode).toBe(3);
    expect(checks).toContainEqual(expect.objectContaining({ group: 'GitLab', title: 'token', state: 'failed' }));
    expect(stderr).toMatch(/^::error title=GitLab%3A token::/m);
    expect(await readFile(variables.GITHUB_STEP_SUMMARY, 'utf8')).toContain(
      '## ❌ Check of GitLab to Port: refused, exit code 3\n\n1 check failed, 0 warnings, 2 skipped',
    );
  });
});

describe('a check before the first run', () => {
  it('says what that creates, and creates nothing', async () => {
    const sandbox = await startSandbox();
    try {
      const { code, stdout } = await runCommand({ args: ['--check'], environment: sandbox.environment });

      expect(code).toBe(0);
      expect(stdout).toContain('the first run\n    creates integration my-gitlab-v2-integration');
      expect(sandbox.port.catalog.integrations.size + sandbox.port.catalog.blueprints.size).toBe(0);
    } finally {
      await sandbox.close();
    }
  });
});
