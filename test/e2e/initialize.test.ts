import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import type { PortOptions } from '../../examples/sandbox/port/settings.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { writesTo } from '../support/catalog-state.ts';
import { quickRetries, runCommand } from '../support/command.ts';

const PROVIDED = { provisionEnabled: ['gitlab-v2'], featureFlags: ['USE_PROVISIONED_DEFAULTS'] };
const ORIGIN = 'OCEAN__CREATE_PORT_RESOURCES_ORIGIN';
const DEFAULT_BLUEPRINTS = ['gitlabGroup', 'gitlabMember', 'gitlabMergeRequest', 'service'];

let sandbox: Sandbox;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resources-'));
  await start();
});

afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

async function start(port: PortOptions = {}): Promise<void> {
  sandbox = await startSandbox({ world: createWorld({ scale: 0, now: new Date() }), port });
}

async function restart(port: PortOptions): Promise<void> {
  await sandbox.close();
  await start(port);
}

function run(environment: Readonly<Record<string, string>> = {}, ...args: readonly string[]) {
  sandbox.port.control.reset();
  return runAgain(environment, ...args);
}

/** Without taking back the faults. */
function runAgain(environment: Readonly<Record<string, string>> = {}, ...args: readonly string[]) {
  return runCommand({ args, environment: { ...sandbox.environment, ...quickRetries, ...environment } });
}

async function writeResources(files: Readonly<Record<string, unknown>>): Promise<Record<string, string>> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(content));
  return { OCEAN__RESOURCES_PATH: folder };
}

function integration(): Readonly<Record<string, unknown>> | undefined {
  return sandbox.port.catalog.integrations.get('my-gitlab-v2-integration');
}

function blueprints(): string[] {
  return [...sandbox.port.catalog.blueprints.keys()].sort();
}

/** Requests that only an integration that is not initialised takes. */
function preparations(): string[] {
  return [
    ...sandbox.port.requests.map(({ path }) => path).filter((path) => /provision-enabled|organization/.test(path)),
    ...writesTo(sandbox.port).filter((write) => /(integration(\/[^/]+(\/config)?)?|blueprints(\/[^/]+)?)$/.test(write)),
  ];
}

describe('a new integration', () => {
  it('begins with the default blueprints and mapping, and the next run creates nothing and asks nothing more', async () => {
    const first = await run();
    const initialized = { ...integration() };
    const prepared = preparations();
    const second = await run();

    expect([first.code, second.code]).toEqual([0, 0]);
    expect(prepared).toEqual(expect.arrayContaining(['POST /v1/integration', 'PATCH /v1/blueprints/service']));
    expect(prepared).toContain('/v1/integration/provision-enabled');
    expect(blueprints()).toEqual(DEFAULT_BLUEPRINTS);
    expect(initialized).toMatchObject({ arePortResourcesInitialized: true, createPortResourcesOrigin: 'Default' });
    expect(preparations()).toEqual([]);
  });

  it('begins with what Port provides, and the next run creates nothing and asks nothing more', async () => {
    await restart({ ...PROVIDED, provisionAfterReads: 0 });

    const first = await run();
    const initialized = { ...integration() };
    const second = await run();

    expect([first.code, second.code]).toEqual([0, 0]);
    expect(blueprints()).toEqual(['provisionedProject']);
    expect(initialized).toMatchObject({ arePortResourcesInitialized: true, createPortResourcesOrigin: 'Port' });
    expect(sandbox.port.catalog.count('provisionedProject')).toBeGreaterThan(0);
    expect(preparations()).toEqual([]);
  });

  it('begins with the default where that is wanted of a Port that provides, under its old name too', async () => {
    await restart(PROVIDED);

    const { code } = await run({ [ORIGIN]: 'Ocean' });

    expect(code).toBe(0);
    expect(blueprints()).toEqual(DEFAULT_BLUEPRINTS);
  });

  it('begins with the default where Port provides nothing, and says so to who wanted Port', async () => {
    const { code, stderr } = await run({ [ORIGIN]: 'Port' });

    expect(code).toBe(0);
    expect(stderr).toContain('Port provides none for the type gitlab-v2');
    expect(blueprints()).toEqual(DEFAULT_BLUEPRINTS);
  });
});

describe('a new integration that begins empty', () => {
  it('is there for a mapping to be written in Port, which the run says and ends with 2', async () => {
    const first = await run({ [ORIGIN]: 'Empty' });
    const initialized = { ...integration() };
    const second = await run({ [ORIGIN]: 'Empty' });

    expect([first.code, second.code]).toEqual([2, 2]);
    expect(first.stderr).toContain('integration my-gitlab-v2-integration');
    expect(first.stderr).toMatch(/What to do: .*mapping in Port.* --mapping/);
    expect(initialized).toMatchObject({ arePortResourcesInitialized: true, config: { resources: [] } });
    expect(blueprints()).toEqual([]);
    expect(writesTo(sandbox.port)).toEqual([]);
  });

  it('is filled from a mapping file, which Port does not get', async () => {
    sandbox.port.catalog.blueprints.set('thing', {
      ...{ identifier: 'thing', title: 'Thing', relations: {} },
      schema: { properties: {} },
    });
    const mapping = join(folder, 'mapping.yml');
    await writeFile(
      mapping,
      `resources:
        - kind: project
          selector: { query: 'true' }
          port: { entity: { mappings: { identifier: .id, blueprint: '"thing"' } } }
      `,
    );

    const { code } = await run({ [ORIGIN]: 'Empty' }, '--mapping', mapping);

    expect(code).toBe(0);
    expect(blueprints()).toEqual(['thing']);
    expect(sandbox.port.catalog.count('thing')).toBeGreaterThan(0);
    expect(integration()).toMatchObject({ config: { resources: [] } });
  });
});

describe('a folder of resources', () => {
  const scorecard = { identifier: 'maturity', title: 'Maturity', rules: [] };

  it('is created whole, but for what Port refuses, which is a warning that names it', async () => {
    const resources = await writeResources({
      'scorecards.json': [{ blueprint: 'service', data: [scorecard, { ...scorecard, identifier: 'not allowed' }] }],
      'pages.json': [{ identifier: 'home', title: 'Home' }],
    });

    const { code, stderr } = await run(resources);

    expect(code).toBe(0);
    expect(stderr).toMatch(/scorecard not allowed of service: .*422/);
    expect([...sandbox.port.catalog.scorecards.values()]).toMatchObject([{ identifier: 'maturity' }]);
    expect(sandbox.port.catalog.pages.has('home')).toBe(true);
    expect(integration()).toMatchObject({ arePortResourcesInitialized: true });
  });

  it('that is not valid ends the run with 2 and the place, before anything is asked of Port', async () => {
    const resources = await writeResources({ 'scorecards.json': [{ blueprint: 'service', data: {} }] });

    const { code, stderr } = await run(resources);

    expect(code).toBe(2);
    expect(stderr).toMatch(/scorecards\[0\]\.data: expected a list.*scorecards\.json, line 1, column \d+/);
    expect(sandbox.port.requests).toEqual([]);
  });

  it('whose mapping is not valid ends the run with 2 and the file, before anything is written', async () => {
    const resources = await writeResources({ 'port-app-config.json': { resources: [{ kind: 'projct' }] } });

    const { code, stderr } = await run(resources);

    expect(code).toBe(2);
    expect(stderr).toMatch(/resources\[0\].*port-app-config\.json/);
    expect(writesTo(sandbox.port)).toEqual([]);
  });
});

describe('default blueprints that Port refuses', () => {
  it('are removed again, and the next run creates them', async () => {
    sandbox.port.control.fail({ path: '/v1/blueprints/gitlabGroup', method: 'PATCH', status: 422 });

    const failed = await runAgain();
    const between = { ...integration() };
    const left = blueprints();
    const repaired = await run();

    expect([failed.code, repaired.code]).toEqual([4, 0]);
    expect([left, between['arePortResourcesInitialized']]).toEqual([[], undefined]);
    expect(blueprints()).toEqual(DEFAULT_BLUEPRINTS);
    expect(integration()).toMatchObject({ arePortResourcesInitialized: true });
  });
});
