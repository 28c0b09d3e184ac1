import { setMaxListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type Defaults, packagedDefaults } from '../../src/load/defaults/defaults.ts';
import { initializeIntegration, isEmptyConfig, needsDefaults } from '../../src/load/initialize.ts';
import { readIntegration } from '../../src/load/integration.ts';
import { createFakeClock } from '../http/fake-clock.ts';
import { addBlueprint, type OpenPort, openPort } from './sandbox-port.ts';

const OPTIONS = { identifier: 'ours', type: 'gitlab-v2', version: '1.2.3' };
const OWN_MAPPING = { resources: [{ kind: 'project' }] };

function waiting() {
  const { signal } = new AbortController();
  // The sleepers of a fake clock stay among the listeners.
  setMaxListeners(0, signal);
  return { clock: createFakeClock(), signal };
}

type Changes = Partial<Omit<Parameters<typeof initializeIntegration>[0], 'port' | 'options' | 'stored'>>;

async function initialize({ port }: OpenPort, changes: Changes = {}) {
  return initializeIntegration({
    port,
    options: OPTIONS,
    stored: await readIntegration(port, OPTIONS),
    origin: 'default',
    defaults: packagedDefaults,
    initializePortResources: true,
    waiting: waiting(),
    ...changes,
  });
}

function integrationOf({ catalog }: OpenPort) {
  return catalog.integrations.get(OPTIONS.identifier);
}

function addIntegration({ catalog }: OpenPort, fields: Readonly<Record<string, unknown>>): void {
  const { identifier, type, version } = OPTIONS;
  const integration = { _id: 'i', installationId: identifier, installationAppType: type, version, ...fields };
  catalog.integrations.set(identifier, integration);
}

function writesTo({ requests }: OpenPort, part: string): readonly unknown[] {
  return requests.filter(({ method, path }) => method !== 'GET' && path.includes(part)).map(({ body }) => body);
}

describe('an organisation that this program has never seen', () => {
  it('gets the integration, the blueprints and the mapping', async () => {
    const sandbox = openPort();

    const { created } = await initialize(sandbox);

    expect(integrationOf(sandbox)).toMatchObject({
      installationAppType: 'gitlab-v2',
      version: '1.2.3',
      processingMode: 'ocean-core',
      arePortResourcesInitialized: true,
      config: packagedDefaults.mapping,
    });
    expect(sandbox.catalog.blueprints.size).toBe(4);
    expect(created).toEqual([
      'integration ours',
      ...packagedDefaults.blueprints.map(({ identifier }) => `blueprint ${identifier}`),
    ]);
    expect(sandbox.catalog.resyncsTriggered).toEqual([]);
  });

  it('gets the integration alone where nothing else is wanted', async () => {
    const sandbox = openPort();

    await initialize(sandbox, { initializePortResources: false });

    expect(sandbox.catalog.blueprints.size).toBe(0);
    expect(integrationOf(sandbox)?.['arePortResourcesInitialized']).toBeUndefined();
  });

  it('keeps its own blueprints where one has the name of a default', async () => {
    const sandbox = openPort();
    addBlueprint(sandbox, 'service');

    const { created } = await initialize(sandbox);

    expect([...sandbox.catalog.blueprints.keys()]).toEqual(['service']);
    expect(created).toEqual(['integration ours']);
    expect(integrationOf(sandbox)).toMatchObject({ arePortResourcesInitialized: true });
  });
});

describe('an integration that is there already', () => {
  it('is left as it is once it is initialised, even without a mapping', async () => {
    const sandbox = openPort();
    addIntegration(sandbox, { arePortResourcesInitialized: true, processingMode: 'ocean-core', config: {} });

    const { created } = await initialize(sandbox);

    expect(created).toEqual([]);
    expect(sandbox.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual([
      '/v1/auth/access_token',
    ]);
  });

  it('keeps its mapping while it is initialised', async () => {
    const sandbox = openPort();
    addIntegration(sandbox, { config: OWN_MAPPING });

    await initialize(sandbox);

    expect(integrationOf(sandbox)).toMatchObject({ config: OWN_MAPPING, arePortResourcesInitialized: true });
    expect(sandbox.catalog.blueprints.size).toBe(4);
  });

  it('gets the default mapping where it has none', async () => {
    const sandbox = openPort();
    addIntegration(sandbox, { config: {} });

    const { created } = await initialize(sandbox);

    expect(integrationOf(sandbox)).toMatchObject({ config: packagedDefaults.mapping });
    expect(created).toContain('default mapping');
  });

  it('stays uninitialised where something fails, so that the next run tries again', async () => {
    const sandbox = openPort();
    sandbox.control.fail({ path: '/v1/blueprints/gitlabGroup', method: 'PATCH', status: 422, times: 1 });

    await expect(initialize(sandbox)).rejects.toMatchObject({ status: 422 });
    const between = { ...integrationOf(sandbox) };
    const left = sandbox.catalog.blueprints.size;
    await initialize(sandbox);

    expect([between['arePortResourcesInitialized'], left]).toEqual([undefined, 0]);
    expect(integrationOf(sandbox)).toMatchObject({ arePortResourcesInitialized: true });
    expect(sandbox.catalog.blueprints.size).toBe(4);
  });

  it('is told this version, in requests that are never empty', async () => {
    const sandbox = openPort();
    addIntegration(sandbox, { version: '0.0.1', arePortResourcesInitialized: true, config: OWN_MAPPING });

    await initialize(sandbox);

    expect(writesTo(sandbox, '/integration')).toEqual([{ version: '1.2.3', processingMode: 'ocean-core' }]);
    expect(sandbox.catalog.resyncsTriggered).toEqual([]);
  });
});

describe('an integration that begins empty', () => {
  it('is initialised, and gets neither blueprints nor resources to map', async () => {
    const sandbox = openPort();

    const { created, config } = await initialize(sandbox, { origin: 'empty' });

    expect(sandbox.catalog.blueprints.size).toBe(0);
    expect(integrationOf(sandbox)).toMatchObject({
      createPortResourcesOrigin: 'Empty',
      arePortResourcesInitialized: true,
      config: { resources: [] },
    });
    expect([created, config]).toEqual([['integration ours'], { resources: [] }]);
  });

  it('keeps a mapping that somebody gave it already', async () => {
    const sandbox = openPort();
    addIntegration(sandbox, { config: OWN_MAPPING });

    await initialize(sandbox, { origin: 'empty' });

    expect(integrationOf(sandbox)).toMatchObject({ config: OWN_MAPPING, arePortResourcesInitialized: true });
  });
});

describe('an integration that Port provides for', () => {
  const provided = { provisionEnabled: ['gitlab-v2'], featureFlags: ['USE_PROVISIONED_DEFAULTS'] };

  it('gets what Port creates, however long that takes, and nothing of this program', async () => {
    const sandbox = openPort({ ...provided, provisionAfterReads: 2 });
    const clock = createFakeClock();

    const { config } = await initialize(sandbox, { origin: 'port', waiting: { ...waiting(), clock } });

    expect([...sandbox.catalog.blueprints.keys()]).toEqual(['provisionedProject']);
    expect(config).toMatchObject({ resources: [{ kind: 'project' }] });
    expect(integrationOf(sandbox)).toMatchObject({
      createPortResourcesOrigin: 'Port',
      arePortResourcesInitialized: true,
      config,
    });
    expect(clock.sleeps).toEqual([3000, 4650]);
  });

  it('fails where Port creates nothing, and is waited for again by the next run', async () => {
    const sandbox = openPort({ ...provided, provisionAfterReads: 31 });
    const clock = createFakeClock();

    const failed = await initialize(sandbox, { origin: 'port', waiting: { ...waiting(), clock } }).catch(
      (error: unknown) => error,
    );
    const between = { ...integrationOf(sandbox) };
    await initialize(sandbox, { origin: 'port' });

    expect(failed).toMatchObject({ exit: 'unreachable', hint: expect.stringContaining('Run again later') });
    expect(between['arePortResourcesInitialized']).toBeUndefined();
    expect([clock.sleeps.length, Math.max(...clock.sleeps)]).toEqual([29, 30_000]);
    expect(integrationOf(sandbox)).toMatchObject({ arePortResourcesInitialized: true });
  });

  it('is not waited for once the run is stopped', async () => {
    const sandbox = openPort({ ...provided, provisionAfterReads: 1 });
    const reason = new Error('stopped');

    const outcome = initialize(sandbox, {
      origin: 'port',
      waiting: { clock: createFakeClock(), signal: AbortSignal.abort(reason) },
    });

    await expect(outcome).rejects.toBe(reason);
    expect(integrationOf(sandbox)?.['arePortResourcesInitialized']).toBeUndefined();
  });

  it('is not waited for where it has a mapping already', async () => {
    const sandbox = openPort(provided);
    addIntegration(sandbox, { config: OWN_MAPPING, createPortResourcesOrigin: 'Port' });
    const clock = createFakeClock();

    const { config } = await initialize(sandbox, { origin: 'port', waiting: { ...waiting(), clock } });

    expect([config, clock.sleeps]).toEqual([OWN_MAPPING, []]);
    expect(integrationOf(sandbox)).toMatchObject({ arePortResourcesInitialized: true });
  });
});

describe('actions, scorecards and pages', () => {
  const scorecard = { identifier: 'maturity', title: 'Maturity', rules: [] };
  const defaults: Defaults = {
    ...packagedDefaults,
    actions: [
      { identifier: 'scaffold', trigger: { type: 'self-service' }, invocationMethod: { type: 'WEBHOOK', url: 'u' } },
    ],
    scorecards: [{ blueprint: 'service', data: [scorecard] }],
    pages: [{ identifier: 'home', title: 'Home' }],
  };

  it('are created with the blueprints', async () => {
    const sandbox = openPort();

    const { created, refused } = await initialize(sandbox, { defaults });

    expect([...sandbox.catalog.actions.keys()]).toEqual(['scaffold']);
    expect([...sandbox.catalog.scorecards.values()]).toEqual([{ ...scorecard, blueprint: 'service' }]);
    expect(sandbox.catalog.pages.has('home')).toBe(true);
    expect(created.slice(-3)).toEqual(['action scaffold', 'scorecard maturity of service', 'page home']);
    expect(refused).toEqual([]);
  });

  it('that Port refuses are named, and keep nothing else from being created', async () => {
    const sandbox = openPort();
    sandbox.control.fail({ path: '/v1/blueprints/service/scorecards', status: 403 });
    sandbox.catalog.pages.add('home');

    const { refused } = await initialize(sandbox, { defaults });

    expect(refused).toEqual([
      expect.stringMatching(/^scorecard maturity of service: .*403/),
      expect.stringMatching(/^page home: .*409/),
    ]);
    expect([...sandbox.catalog.actions.keys()]).toEqual(['scaffold']);
    expect(integrationOf(sandbox)).toMatchObject({ arePortResourcesInitialized: true });
  });

  it('are left out where the blueprints were not created by this run', async () => {
    const sandbox = openPort();
    addBlueprint(sandbox, 'service');

    await initialize(sandbox, { defaults });

    expect([sandbox.catalog.actions.size, sandbox.catalog.scorecards.size, sandbox.catalog.pages.size]).toEqual([
      0, 0, 0,
    ]);
  });

  it('end with the run where it is stopped', async () => {
    const { port, ...sandbox } = openPort();
    const reason = new Error('stopped');
    const stoppable = {
      ...port,
      send: (request: Parameters<typeof port.send>[0]) =>
        request.endpoint.path === 'actions' ? Promise.reject(reason) : port.send(request),
    };

    await expect(initialize({ ...sandbox, port: stoppable }, { defaults })).rejects.toBe(reason);

    expect(integrationOf({ ...sandbox, port })?.['arePortResourcesInitialized']).toBeUndefined();
  });
});

describe('isEmptyConfig', () => {
  it.each([undefined, null, {}, 'text', { resources: [] }, { resources: 'x' }])('says so of %j', (config) => {
    expect(isEmptyConfig(config)).toBe(true);
  });

  it('takes a mapping with a resource for one', () => {
    expect(isEmptyConfig(OWN_MAPPING)).toBe(false);
  });
});

describe('needsDefaults', () => {
  const stored = { config: {} };

  it.each([
    ['a missing integration', undefined, true, true],
    ['a missing integration, even where no resources are wanted', undefined, false, true],
    ['one that is not initialised', stored, true, true],
    ['one that is not initialised, where no resources are wanted', stored, false, false],
    ['one that is initialised', { ...stored, arePortResourcesInitialized: true }, true, false],
  ])('decides for %s', (_, integration, wanted, expected) => {
    expect(needsDefaults(integration, wanted)).toBe(expected);
  });
});
