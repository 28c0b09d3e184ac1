import { endpoint } from '../http/endpoint.ts';
import { type Blueprint, createBlueprints } from './blueprints.ts';
import type { Defaults } from './defaults/defaults.ts';
import { createExtras, type ExtrasOutcome } from './extras.ts';
import {
  createIntegration,
  type Integration,
  type IntegrationOptions,
  type Origin,
  updateIntegration,
} from './integration.ts';
import type { PortClient } from './port-client.ts';
import { hasConfig, type Waiting, waitForProvisioning } from './provisioning.ts';

export interface InitializeOptions {
  readonly port: PortClient;
  readonly options: IntegrationOptions;
  readonly stored: Integration | undefined;
  readonly origin: Origin;
  readonly defaults: Defaults;
  readonly initializePortResources: boolean;
  /** For what Port creates by itself. */
  readonly waiting: Waiting;
}

export interface Initialized {
  readonly integration: Integration;
  /** The mapping that Port holds now, unchecked. */
  readonly config: unknown;
  /** For people, and so is what Port refused of what a run can do without. */
  readonly created: readonly string[];
  readonly refused: readonly string[];
  /** Blueprints that Port does not have yet and a dry run takes for created. */
  readonly coming?: readonly Blueprint[];
}

/** What an integration that is not initialised has got. */
interface Provided extends ExtrasOutcome {
  readonly config: unknown;
}

/** Whether Port holds no resources to map; such an integration gets the default mapping while it is new. */
export function isEmptyConfig(config: unknown): boolean {
  const resources =
    typeof config === 'object' && config !== null && 'resources' in config ? config.resources : undefined;
  return !Array.isArray(resources) || resources.length === 0;
}

/** Whether what the integration begins with is still to be created (Port: "Which config counts"). */
export function needsDefaults(stored: Integration | undefined, initializePortResources: boolean): boolean {
  return stored === undefined || (initializePortResources && stored.arePortResourcesInitialized !== true);
}

/**
 * Brings the integration object up to date: creates it, tells Port this version, and gives an integration that is not
 * initialised what its origin says. A failure leaves it uninitialised, so that the next run tries again.
 */
export async function initializeIntegration(options: InitializeOptions): Promise<Initialized> {
  const { port, options: identity, stored, origin, defaults, initializePortResources } = options;
  const mapping = origin === 'default' ? defaults.mapping : { resources: [] };
  const integration = stored ?? (await createIntegration(port, identity, origin, mapping));
  const created = stored === undefined ? [`integration ${identity.identifier}`] : [];
  await updateIntegration(port, identity, integration);
  if (!initializePortResources || integration.arePortResourcesInitialized === true) {
    return { integration, config: integration.config, created, refused: [] };
  }
  const provided = await provide[origin](options, integration);
  await port.send({
    method: 'PATCH',
    endpoint: endpoint`integration/${identity.identifier}`,
    body: { arePortResourcesInitialized: true, version: identity.version },
    idempotent: true,
  });
  return { ...provided, integration, created: [...created, ...provided.created] };
}

const provide: Readonly<
  Record<Origin, (options: InitializeOptions, integration: Integration) => Promise<Provided> | Provided>
> = {
  default: createDefaults,
  empty: (_, { config }) => ({ config, created: [], refused: [] }),
  async port({ port, options, waiting }, integration) {
    if (hasConfig(integration)) return { config: integration.config, created: [], refused: [] };
    const { config } = await waitForProvisioning(port, options, waiting);
    return { config, created: ['blueprints and mapping (by Port)'], refused: [] };
  },
};

async function createDefaults({ port, options, defaults }: InitializeOptions, { config }: Integration) {
  const isCreated = await createBlueprints(port, defaults.blueprints);
  const blueprints = isCreated ? defaults.blueprints.map(({ identifier }) => `blueprint ${identifier}`) : [];
  const needsMapping = isEmptyConfig(config);
  if (needsMapping) {
    await port.send({
      method: 'PATCH',
      endpoint: endpoint`integration/${options.identifier}/config`,
      body: { config: defaults.mapping },
      idempotent: true,
    });
  }
  const extras = isCreated ? await createExtras(port, defaults) : { created: [], refused: [] };
  return {
    config: needsMapping ? defaults.mapping : config,
    created: [...blueprints, ...(needsMapping ? ['default mapping'] : []), ...extras.created],
    refused: extras.refused,
  };
}
