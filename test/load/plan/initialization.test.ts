import { describe, expect, it } from 'vitest';
import { type Defaults, packagedDefaults } from '../../../src/load/defaults/defaults.ts';
import { type InitializeOptions, initializeIntegration } from '../../../src/load/initialize.ts';
import { readIntegration } from '../../../src/load/integration.ts';
import { planInitialization } from '../../../src/load/plan/initialization.ts';
import { createReadOnlyPort } from '../../../src/load/read-only-port.ts';
import { createFakeClock } from '../../http/fake-clock.ts';
import { addBlueprint, type OpenPort, openPort } from '../sandbox-port.ts';

const IDENTITY = { identifier: 'ours', type: 'gitlab-v2', version: '1.2.3' };
const OWN_MAPPING = { resources: [{ kind: 'project' }] };

const withPage: Defaults = { ...packagedDefaults, pages: [{ identifier: 'overview', type: 'dashboard', widgets: [] }] };

async function optionsFor({ port }: OpenPort, changes: Partial<InitializeOptions> = {}): Promise<InitializeOptions> {
  return {
    port,
    options: IDENTITY,
    stored: await readIntegration(port, IDENTITY),
    origin: 'default',
    defaults: packagedDefaults,
    initializePortResources: true,
    waiting: { clock: createFakeClock(), signal: new AbortController().signal },
    ...changes,
  };
}

function addIntegration({ catalog }: OpenPort, fields: Readonly<Record<string, unknown>>): void {
  const { identifier, type, version } = IDENTITY;
  catalog.integrations.set(identifier, {
    _id: 'i',
    installationId: identifier,
    installationAppType: type,
    version,
    ...fields,
  });
}

describe('a planned initialization', () => {
  it.each<[string, (sandbox: OpenPort) => void, Partial<InitializeOptions>]>([
    ['that Port has never heard of', () => {}, {}],
    ['that is to begin with nothing', () => {}, { origin: 'empty' }],
    ['of which only the object is wanted', () => {}, { initializePortResources: false }],
    ['with more defaults than blueprints', () => {}, { defaults: withPage }],
    ['without a mapping', (sandbox) => addIntegration(sandbox, { config: {} }), {}],
    ['with a mapping of its own', (sandbox) => addIntegration(sandbox, { config: OWN_MAPPING }), {}],
    [
      'that is initialised',
      (sandbox) => addIntegration(sandbox, { config: OWN_MAPPING, arePortResourcesInitialized: true }),
      {},
    ],
    ['where one of the blueprints exists', (sandbox) => addBlueprint(sandbox, 'service'), {}],
  ])('foresees what an integration gets %s, and writes nothing', async (_, prepare, changes) => {
    const sandbox = openPort();
    prepare(sandbox);
    const options = await optionsFor(sandbox, changes);

    const planned = await planInitialization({ ...options, port: createReadOnlyPort(sandbox.port) });
    const before = new Set(sandbox.catalog.blueprints.keys());
    const done = await initializeIntegration(options);

    expect({ created: planned.created, config: planned.config }).toEqual({
      created: done.created,
      config: done.config,
    });
    const added = [...sandbox.catalog.blueprints.keys()].filter((blueprint) => !before.has(blueprint));
    expect((planned.coming ?? []).map(({ identifier }) => identifier)).toEqual(added);
  });

  it('says that Port itself would provide, and not what', async () => {
    const sandbox = openPort();

    const { created } = await planInitialization(await optionsFor(sandbox, { origin: 'port' }));

    expect(created).toEqual(['integration ours', 'blueprints and mapping (by Port)']);
  });
});
