import { describe, expect, it } from 'vitest';
import { packagedDefaults } from '../../src/load/defaults/defaults.ts';
import { initializeIntegration, isEmptyConfig, needsDefaults } from '../../src/load/initialize.ts';
import { readIntegration } from '../../src/load/integration.ts';
import { addBlueprint, type OpenPort, openPort } from './sandbox-port.ts';

const OPTIONS = { identifier: 'ours', type: 'gitlab-v2', version: '1.2.3' };
const OWN_MAPPING = { resources: [{ kind: 'project' }] };

async function initialize({ port }: OpenPort, initializePortResources = true): Promise<readonly string[]> {
  const stored = await readIntegration(port, OPTIONS);
  return initializeIntegration(port, OPTIONS, stored, packagedDefaults, initializePortResources);
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

    const created = await initialize(sandbox);

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

    await initialize(sandbox, false);

    expect(sandbox.catalog.blueprints.size).toBe(0);
    expect(integrationOf(sandbox)?.['arePortResourcesInitialized']).toBeUndefined();
  });

  it('keeps its own blueprints where one has the name of a default', async () => {
    const sandbox = openPort();
    addBlueprint(sandbox, 'service');

    const created = await initialize(sandbox);

    expect([...sandbox.catalog.blueprints.keys()]).toEqual(['service']);
    expect(created).toEqual(['integration ours']);
    expect(integrationOf(sandbox)).toMatchObject({ arePortResourcesInitialized: true });
  });
});

describe('an integration that is there already', () => {
  it('is left as it is once it is initialised, even without a mapping', async () => {
    const sandbox = openPort();
    addIntegration(sandbox, { arePortResourcesInitialized: true, processingMode: 'ocean-core', config: {} });

    const created = await initialize(sandbox);

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

    const created = await initialize(sandbox);

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
