import type { Blueprint, Integration } from './catalog.ts';
import type { Port } from './settings.ts';

const FLAG = 'USE_PROVISIONED_DEFAULTS';

/** What this Port creates for an integration; the real one's blueprints and mapping are larger. */
const BLUEPRINT: Blueprint = {
  identifier: 'provisionedProject',
  title: 'Project',
  schema: { properties: { url: { type: 'string', format: 'url' } } },
  relations: {},
};

const CONFIG = {
  deleteDependentEntities: true,
  createMissingRelatedEntities: true,
  resources: [
    {
      kind: 'project',
      selector: { query: 'true' },
      port: {
        entity: {
          mappings: {
            identifier: '.path_with_namespace | gsub(" "; "")',
            title: '.name',
            blueprint: '"provisionedProject"',
            properties: { url: '.web_url' },
          },
        },
      },
    },
  ],
};

/** Begins to prepare an integration where its type and the organisation allow it; else it stays as it is. */
export function startProvisioning({ catalog, settings }: Port, { installationId, ...fields }: Integration): void {
  const isEnabled = settings.provisionEnabled.some((type) => type === fields['installationAppType']);
  if (!isEnabled || !settings.featureFlags.includes(FLAG)) return;
  catalog.provisioning.set(installationId, settings.provisionAfterReads);
}

/** What changes of an integration when it is read: its preparation goes on, and ends with a blueprint and a mapping. */
export function finishProvisioning(
  { catalog, checkEntity }: Port,
  { installationId }: Integration,
): Readonly<Record<string, unknown>> | undefined {
  const left = catalog.provisioning.get(installationId);
  if (left === undefined) return undefined;
  if (left > 0) {
    catalog.provisioning.set(installationId, left - 1);
    return undefined;
  }
  catalog.provisioning.delete(installationId);
  checkEntity.compile(BLUEPRINT);
  catalog.blueprints.set(BLUEPRINT.identifier, BLUEPRINT);
  return { config: CONFIG };
}
