import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeCatalog } from '../../examples/sandbox/port/summary.ts';
import { startSandbox } from '../../examples/sandbox/start.ts';
import { Report } from '../../src/cli/report-format.ts';
import { contentsOf, keysOf, writesTo } from '../support/catalog-state.ts';
import { runCommand } from '../support/command.ts';
import { type Scenario, startFilledScenario, startScenario } from '../support/scenario.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exporter-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** All that Port holds and was told, its bookkeeping included. */
function stateOf({ port }: Scenario): unknown {
  return structuredClone(describeCatalog(port.catalog));
}

/** A dry run with a report, which must leave Port as it was. */
async function plan(scenario: Scenario, ...args: readonly string[]) {
  const path = join(folder, 'report.json');
  const before = stateOf(scenario);
  const finished = await scenario.dryRun('--exit-code', '--report', path, ...args);
  expect(stateOf(scenario)).toEqual(before);
  expect(scenario.port.requests.filter(({ method }) => method !== 'GET')).not.toContainEqual(
    expect.objectContaining({ path: expect.not.stringMatching(/access_token$|\/search$|datasource-entities$/) }),
  );
  const report = Report.parse(JSON.parse(await readFile(path, 'utf8')));
  return { ...finished, report };
}

/** The keys of a plan's entities of one sort, as `blueprint identifier`. */
function keysIn({ plan }: Report, sort: 'created' | 'updated' | 'deleted'): string[] {
  const blueprints = plan?.blueprints ?? [];
  return blueprints
    .flatMap(({ blueprint, [sort]: entities }) =>
      entities.map((entity) => `${blueprint} ${typeof entity === 'string' ? entity : entity.identifier}`),
    )
    .sort();
}

/** What a run has made of the catalog since. */
function compare(before: Record<string, unknown>, after: Record<string, unknown>) {
  const keys = Object.keys(after);
  return {
    created: keys.filter((key) => !(key in before)).sort(),
    updated: keys.filter((key) => key in before && JSON.stringify(after[key]) !== JSON.stringify(before[key])).sort(),
    deleted: Object.keys(before)
      .filter((key) => !(key in after))
      .sort(),
  };
}

/** Runs, and expects that it does what was planned. */
async function expectAsPlanned(scenario: Scenario, report: Report, ...args: readonly string[]): Promise<void> {
  const before = contentsOf(scenario.port.catalog);
  await scenario.run(...args);
  const sorts = ['created', 'updated', 'deleted'] as const;
  const planned = Object.fromEntries(sorts.map((sort) => [sort, keysIn(report, sort)]));
  expect(planned).toEqual(compare(before, contentsOf(scenario.port.catalog)));
}

/** A mapping of one project, whose group is not there; answers its file. */
async function pointAtNobody(settings: object, fields: object = {}): Promise<string> {
  const relations = { group: '"of-nobody"' };
  const mappings = { identifier: '.path_with_namespace', blueprint: '"service"', ...fields, relations };
  const resource = { kind: 'project', selector: { query: '.path == "ledger"' }, port: { entity: { mappings } } };
  const mapping = join(folder, 'mapping.json');
  await writeFile(mapping, JSON.stringify({ ...settings, resources: [resource] }));
  return mapping;
}

describe('a dry run against an empty Port', () => {
  it('plans integration, blueprints and every entity, and the run does just that', async () => {
    const scenario = await startScenario();
    try {
      const { code, stdout, stderr, report } = await plan(scenario);

      expect(code).toBe(10);
      expect(report).toMatchObject({ outcome: 'differences', dryRun: true });
      expect(stdout).toContain(
        '  + create  integration my-gitlab-v2-integration\n  + create  blueprint gitlabMember\n',
      );
      expect(stdout).toMatch(/\nPlan: \d+ to create, 0 to update, 0 to delete, 0 unchanged; nothing was written\.\n$/);
      expect(stderr).toContain('Nothing was written: this was a dry run.');
      await expectAsPlanned(scenario, report);
      expect(keysIn(report, 'created')).toEqual(keysOf(scenario.port.catalog));
    } finally {
      await scenario.close();
    }
  });
});

describe('a dry run against a filled Port', () => {
  let scenario: Scenario & { restore(): void };

  beforeAll(async () => {
    scenario = await startFilledScenario();
  }, 60_000);

  beforeEach(() => {
    scenario.restore();
    scenario.port.control.reset();
  });

  afterAll(() => scenario.close());

  function editInPort(identifier: string, description: string): void {
    const entity = scenario.port.catalog.entity('service', identifier);
    if (entity === undefined) throw new Error('The first run has created it');
    scenario.port.catalog.put({ ...entity, properties: { ...entity.properties, description } });
  }

  it('finds no differences after a run', async () => {
    const { code, stdout } = await plan(scenario, '--quiet');

    expect(code).toBe(0);
    expect(stdout).toMatch(/No differences\. Port is up to date\.\n$/);
  });

  it('plans what drifted with old and new values, and the run does just that', async () => {
    const { gitlab, port } = scenario;
    editInPort('acme/payments/ledger', 'Edited by hand');
    editInPort('acme/payments/mirror', gitlab.token);
    const gone = port.catalog.entity('gitlabMergeRequest', '5058');
    if (gone !== undefined) port.catalog.remove(gone);
    gitlab.control.deleteProject('acme/platform/empty');
    gitlab.control.deleteMergeRequest(5001);

    const { code, stdout, stderr, report } = await plan(scenario);

    expect(code).toBe(10);
    expect(stdout).toContain('  + create  5058\n  - delete  5001\n');
    expect(stdout).toContain('  ~ update  acme/payments/ledger\n      properties.description: "Edited by hand" → ""\n');
    expect(stdout).toContain('  ! withheld  3: entities that stay point at them\n');
    expect(stdout).toContain('Plan: 1 to create, 2 to update, 2 to delete, 59 unchanged; nothing was written.');
    expect(stdout).toContain('properties.description: "[REDACTED]" → ');
    expect(`${stdout}${stderr}${JSON.stringify(report)}`).not.toContain(gitlab.token);
    expect(keysIn(report, 'deleted')).toEqual(['gitlabMergeRequest 5001', 'service acme/platform/empty']);
    await expectAsPlanned(scenario, report);
  });

  it('deletes in the plan what nothing points at any more once the run has written', async () => {
    const { gitlab, port } = scenario;
    // In Port it still points at a project that vanishes; the mapping will have it point at another.
    const mergeRequest = port.catalog.entity('gitlabMergeRequest', '5058');
    if (mergeRequest === undefined) throw new Error('The first run has created it');
    const relations = { ...mergeRequest.relations, service: 'acme/platform/empty' };
    port.catalog.put({ ...mergeRequest, relations });
    gitlab.control.deleteProject('acme/platform/empty');

    const { report } = await plan(scenario);

    expect(keysIn(report, 'deleted')).toEqual(['service acme/platform/empty']);
    await expectAsPlanned(scenario, report);
  });

  it('honours --no-delete and --kinds', async () => {
    scenario.gitlab.control.deleteProject('acme/platform/empty');

    const kept = await plan(scenario, '--no-delete');
    const limited = await plan(scenario, '--kinds', 'member');

    expect([kept.code, limited.code]).toEqual([0, 0]);
    expect(kept.stdout).toContain('Nothing is deleted: --no-delete.');
    expect(limited.stdout).toMatch(/! withheld {2}15: resources\[2\] \(project\) was left out/);
  });

  it('ends as the run would where the threshold withholds deletions, or GitLab cannot be read', async () => {
    scenario.changeMapping({ entityDeletionThreshold: 0.01 });
    for (const project of ['acme/platform/empty', 'acme/payments/ledger'])
      scenario.gitlab.control.deleteProject(project);
    const guarded = await plan(scenario);
    scenario.gitlab.control.fail({ path: '/groups', status: 500 });
    const partial = await plan(scenario);

    expect([guarded.code, partial.code]).toEqual([5, 6]);
    expect(guarded.stdout).toMatch(/! withheld {2}\d+: only \d+ of \d+ entities would remain/);
  });

  it('plans the stubs that Port makes, and a replacement that clears what it does not name', async () => {
    const mapping = await pointAtNobody({ enableMergeEntity: false }, { title: '.name' });

    const { stdout, report } = await plan(scenario, '--no-delete', '--mapping', mapping);

    expect(stdout).toContain('+ create  of-nobody (empty: others point at it)');
    expect(stdout).toMatch(/properties\.url: ".*" → nothing/);
    await expectAsPlanned(scenario, report, '--no-delete', '--mapping', mapping);
  });

  it('foresees what Port refuses for want of a related entity', async () => {
    const mapping = await pointAtNobody({ createMissingRelatedEntities: false });

    const { code, stdout } = await plan(scenario, '--no-delete', '--mapping', mapping);
    const run = await scenario.run('--no-delete', '--mapping', mapping);

    expect([code, run.code]).toEqual([6, 6]);
    expect(stdout).toContain('  ! missing  gitlabGroup of-nobody');
  });

  it('leaves standard output to the report where that goes there', async () => {
    const { stdout } = await scenario.dryRun('--report', '-');

    expect(Report.parse(JSON.parse(stdout))).toMatchObject({ dryRun: true, exitCode: 0, plan: { prepared: [] } });
  });

  it('writes without --dry-run what it is not let write with it', async () => {
    editInPort('acme/payments/ledger', 'Edited by hand');

    await scenario.run();

    expect(writesTo(scenario.port)).toEqual(['POST /v1/blueprints/service/entities/bulk']);
  });
});

describe('a dry run that cannot be', () => {
  it('is one whose mapping Port has not provided yet, unless one is given', async () => {
    const port = { provisionEnabled: ['gitlab-v2'], featureFlags: ['USE_PROVISIONED_DEFAULTS'] };
    const sandbox = await startSandbox({ port });
    try {
      const { code, stdout, stderr } = await runCommand({ args: ['--dry-run'], environment: sandbox.environment });

      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/A dry run cannot foresee the mapping[\s\S]*--mapping/);
      expect(sandbox.port.catalog.integrations.size).toBe(0);
    } finally {
      await sandbox.close();
    }
  });
});
