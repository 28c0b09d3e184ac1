import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { Report } from '../../src/cli/report-format.ts';
import { contentsOf, copyCatalog } from '../support/catalog-state.ts';
import { launcher, quickRetries, runCommand, startCommand } from '../support/command.ts';
import { startScenario, until } from '../support/scenario.ts';

const example = (kind: string) =>
  fileURLToPath(new URL(`../../examples/mappings/${kind}/port-app-config.yml`, import.meta.url));

let sandbox: Sandbox;
let restore: () => void;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ world: createWorld({ now: new Date() }) });
  const empty = copyCatalog(sandbox.port.catalog);
  restore = () => {
    sandbox.port.catalog.clear();
    copyCatalog(empty, sandbox.port.catalog);
    for (const { control } of [sandbox.gitlab, sandbox.port]) control.reset();
  };
});

beforeEach(async () => {
  restore();
  folder = await mkdtemp(join(tmpdir(), 'preview-'));
  return () => rm(folder, { recursive: true });
});

afterAll(() => sandbox.close());

/** GitLab's address and token, and nothing of Port. */
function gitlabAlone(): Record<string, string> {
  return { GITLAB_URL: sandbox.gitlab.url, GITLAB_TOKEN: sandbox.gitlab.token, ...quickRetries };
}

/** Previews without Port's address and credentials. */
async function preview(...args: readonly string[]) {
  return runCommand({ args, environment: gitlabAlone() });
}

interface Line {
  readonly blueprint: string;
  readonly identifier: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

function linesOf(text: string): readonly Line[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

async function readReport(path: string): Promise<Report> {
  return Report.parse(JSON.parse(await readFile(path, 'utf8')));
}

describe('a preview with a mapping of its own', () => {
  it('writes what a run would bring into Port, and asks nothing of Port', async () => {
    const previewed = await preview('--mapping', example('project'), '--output', '-');
    const asked = [...sandbox.port.requests];

    const exported = await runCommand({ args: ['--mapping', example('project')], environment: sandbox.environment });
    const stored = [...sandbox.port.catalog.entities('service')];
    expect([previewed.code, exported.code], previewed.stderr).toEqual([0, 0]);
    expect(asked).toEqual([]);
    expect(stored.length).toBeGreaterThan(200);
    const byIdentifier = new Map(stored.map((entity) => [entity.identifier, entity]));
    const lines = linesOf(previewed.stdout);
    expect(new Set(lines.map(({ identifier }) => identifier))).toEqual(new Set(byIdentifier.keys()));
    for (const { identifier, properties } of lines) {
      // Port keeps no property that is null.
      const kept = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
      expect(byIdentifier.get(identifier)?.properties).toEqual(kept);
    }
  });

  it('shows on standard error what was mapped, and on standard output lines alone', async () => {
    const { stdout, stderr } = await preview('--mapping', example('group'), '--output', '-');

    const [, read, mapped] = /^0 group +(\d+) +0 +(\d+) +0 +0$/m.exec(stderr) ?? [];
    expect(read).toBe(mapped);
    expect(linesOf(stdout)).toHaveLength(Number(mapped));
    expect(stderr).toMatch(/^Resource +Read +Filtered +Mapped +Without identifier +Failed$/m);
  });

  it("keeps the mapping's order", async () => {
    const { stdout } = await preview('--mapping', example('all'), '--output', '-', '--limit', '3');

    const firstSeen = [...new Set(linesOf(stdout).map(({ blueprint }) => blueprint))];
    expect(firstSeen.slice(0, 2)).toEqual(['gitlabMember', 'gitlabGroup']);
    expect(firstSeen.length).toBeGreaterThan(5);
  });

  it('ends with 6 where a part of GitLab could not be read, and writes the rest', async () => {
    const path = new RegExp(`/groups/${groupId('acme/payments')}/members`);
    sandbox.gitlab.control.fail({ path, status: 403 });
    const file = join(folder, 'entities.ndjson');

    const { code, stderr } = await preview('--mapping', example('group-with-members'), '--output', file);

    expect(code).toBe(6);
    expect(stderr).toContain('acme/payments: members: denied');
    expect(linesOf(await readFile(file, 'utf8')).length).toBeGreaterThan(5);
  });

  it('ends with 2 where the mapping is not valid, before anything is asked', async () => {
    const mapping = join(folder, 'mapping.yml');
    await writeFile(mapping, 'resources: [{kind: projekt}]');

    const { code, stdout } = await preview('--mapping', mapping, '--output', '-');

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(sandbox.gitlab.requests).toEqual([]);
  });

  it('says in its report that it is one', async () => {
    const report = join(folder, 'report.json');

    await preview('--mapping', example('group'), '--output', join(folder, 'entities.ndjson'), '--report', report);

    expect(await readReport(report)).toMatchObject({ preview: true, exitCode: 0, resources: [{ cutShort: false }] });
  });
});

function groupId(path: string): number | undefined {
  return sandbox.gitlab.world.groups.find(({ fullPath }) => fullPath === path)?.id;
}

describe('a preview with the mapping in Port', () => {
  it('reads it and leaves Port as it is', async () => {
    await runCommand({ environment: sandbox.environment });
    const before = contentsOf(sandbox.port.catalog);
    sandbox.port.control.reset();

    const { code, stdout, stderr } = await runCommand({
      args: ['--output', '-', '--limit', '2'],
      environment: sandbox.environment,
    });

    expect(code, stderr).toBe(0);
    expect(linesOf(stdout).map(({ blueprint }) => blueprint)).toContain('service');
    expect(sandbox.port.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/auth/access_token',
      'GET /v1/integration/my-gitlab-v2-integration',
    ]);
    expect(contentsOf(sandbox.port.catalog)).toEqual(before);
  });

  it('takes the default mapping where there is no integration yet, and says so', async () => {
    const { code, stdout, stderr } = await runCommand({
      args: ['--output', '-', '--limit', '2', '--kinds', 'project'],
      environment: sandbox.environment,
    });

    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Port holds no mapping for the integration yet.*the default mapping/);
    expect(linesOf(stdout)).toHaveLength(2);
    expect(sandbox.port.catalog.integrations.size).toBe(0);
  });
});

describe('a limit', () => {
  it('reads so many objects of each resource and no page beyond them', async () => {
    const report = join(folder, 'report.json');

    const { code, stdout, stderr } = await preview(
      ...['--mapping', example('project'), '--output', '-', '--limit', '5', '--report', report],
    );

    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^0 project +5 +1 +4 /m);
    expect(linesOf(stdout)).toHaveLength(4);
    expect(stderr).not.toContain('was not read to its end');
    const lists = sandbox.gitlab.requests.filter(({ path }) => path === '/api/v4/projects');
    expect(lists).toHaveLength(1);
    // Languages, files and a search of five projects, not of the whole page.
    expect(sandbox.gitlab.requests.length).toBeLessThan(30);
    expect((await readReport(report)).resources).toMatchObject([{ cutShort: true, incomplete: [], unreadScopes: [] }]);
  });

  it('makes a dry run quick, which then takes nothing for stale that it did not read', async () => {
    const scenario = await startScenario();
    onTestFinished(() => scenario.close());
    await scenario.run('--mapping', example('project'));
    const report = join(folder, 'report.json');

    const { code, stderr } = await scenario.dryRun('--mapping', example('project'), '--limit', '5', '--report', report);

    expect(code, stderr).toBe(0);
    const told = await readReport(report);
    expect(told).not.toHaveProperty('estimate');
    expect(told).toMatchObject({
      totals: { read: 5, deleted: 0 },
      resources: [{ cutShort: true, incomplete: [] }],
      stale: {
        deleted: [],
        withheld: expect.arrayContaining([
          expect.objectContaining({
            blueprint: 'service',
            reason: 'resources[0] (project) was read in part, as --limit says',
          }),
        ]),
      },
    });
  });

  it('is refused for a run that writes to Port', async () => {
    const { code, stderr } = await runCommand({ args: ['--limit', '5'], environment: sandbox.environment });

    expect(code).toBe(2);
    expect(stderr).toMatch(
      /limit: expected together with output \(--output\) or dryRun \(--dry-run\).*\(flag --limit\)/,
    );
  });
});

describe('the output', () => {
  it('may be read in part', async () => {
    const command = `set -o pipefail; '${process.execPath}' '${launcher}' --mapping '${example('project')}' --output - | head -1`;

    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], {
      env: { PATH: process.env['PATH'], ...gitlabAlone() },
    });

    expect(linesOf(stdout)).toHaveLength(1);
    expect(stderr).not.toMatch(/EPIPE|Error|not read to its end/);
  });

  it('that a second signal ended at once leaves nothing behind', async () => {
    const running = startCommand({
      args: ['--mapping', example('project'), '--output', join(folder, 'entities.ndjson')],
      environment: gitlabAlone(),
    });
    sandbox.gitlab.control.delay(500);
    await until(() => sandbox.gitlab.requests.some(({ path }) => path === '/api/v4/projects'));
    const during = await readdir(folder);

    running.process.kill('SIGINT');
    running.process.kill('SIGTERM');
    const { code } = await running.finished;

    expect(during).toEqual([expect.stringMatching(/\.tmp$/)]);
    expect([130, 143]).toContain(code);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is a file only when all of it is written', async () => {
    const file = join(folder, 'entities.ndjson');
    await writeFile(file, 'of an earlier preview');
    sandbox.gitlab.control.fail({ path: '/projects', status: 500 });
    const running = startCommand({
      args: ['--mapping', example('all'), '--output', file],
      environment: { ...gitlabAlone(), GPE_RETRY_ATTEMPTS: '50', GPE_RETRY_BASE_DELAY: '1' },
    });
    await until(() => sandbox.gitlab.requests.some(({ path }) => path === '/api/v4/projects'));

    running.process.kill('SIGINT');
    const { code } = await running.finished;

    expect(code).toBe(130);
    expect(await readdir(folder)).toEqual([]);
  });

  it('that cannot be written is refused before anything is asked', async () => {
    const { code, stderr } = await preview('--mapping', example('group'), '--output', join(folder, 'missing', 'file'));

    expect(code).toBe(2);
    expect(stderr).toMatch(/output: expected a file in a folder that exists, found .* \(flag --output\)/);
    expect(sandbox.gitlab.requests).toEqual([]);
  });

  it('is none of a dry run', async () => {
    const { code, stderr } = await runCommand({
      args: ['--dry-run', '--output', '-'],
      environment: sandbox.environment,
    });

    expect(code).toBe(2);
    expect(stderr).toContain('output: a preview compares nothing with Port');
    expect(sandbox.gitlab.requests).toEqual([]);
  });

  it('is not where the report goes', async () => {
    const { code, stderr } = await preview('--mapping', example('group'), '--output', '-', '--report', '-');

    expect(code).toBe(2);
    expect(stderr).toContain('output: expected another place than that of the report');
  });
});
