import { endpoint } from '../http/endpoint.ts';
import { createBlueprints } from './blueprints.ts';
import type { Defaults } from './defaults/defaults.ts';
import { createIntegration, type Integration, type IntegrationOptions, updateIntegration } from './integration.ts';
import type { PortClient } from './port-client.ts';

/** Whether Port holds no resources to map; such an integration gets the default mapping while it is new. */
export function isEmptyConfig(config: unknown): boolean {
  const resources =
    typeof config === 'object' && config !== null && 'resources' in config ? config.resources : undefined;
  return !Array.isArray(resources) || resources.length === 0;
}

/** Whether the default blueprints and mapping are still to be created (Port: "Which config counts"). */
export function needsDefaults(stored: Integration | undefined, initializePortResources: boolean): boolean {
  return stored === undefined || (initializePortResources && stored.arePortResourcesInitialized !== true);
}

/**
 * Brings the integration object up to date: creates it with the default mapping, tells Port this version, and on a new
 * integration creates the default blueprints. A failure leaves it uninitialised, so that the next run tries again.
 *
 * @returns what was created, for people.
 */
export async function initializeIntegration(
  port: PortClient,
  options: IntegrationOptions,
  stored: Integration | undefined,
  defaults: Defaults,
  initializePortResources: boolean,
): Promise<readonly string[]> {
  const created: string[] = [];
  const integration = stored ?? (await createIntegration(port, options, defaults.mapping));
  if (stored === undefined) created.push(`integration ${options.identifier}`);
  await updateIntegration(port, options, integration);
  if (!initializePortResources || integration.arePortResourcesInitialized === true) return created;

  if (await createBlueprints(port, defaults.blueprints)) {
    created.push(...defaults.blueprints.map(({ identifier }) => `blueprint ${identifier}`));
  }
  if (isEmptyConfig(integration.config)) {
    await port.send({
      method: 'PATCH',
      endpoint: endpoint`integration/${options.identifier}/config`,
      body: { config: defaults.mapping },
      idempotent: true,
    });
    created.push('default mapping');
  }
  await port.send({
    method: 'PATCH',
    endpoint: endpoint`integration/${options.identifier}`,
    body: { arePortResourcesInitialized: true, version: options.version },
    idempotent: true,
  });
  return created;
}
