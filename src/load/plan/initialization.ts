import { anyExists, type Blueprint } from '../blueprints.ts';
import type { Defaults } from '../defaults/defaults.ts';
import { namesOfExtras } from '../extras.ts';
import { type Initialized, type InitializeOptions, isEmptyConfig } from '../initialize.ts';
import type { Integration, Origin } from '../integration.ts';
import { hasConfig } from '../provisioning.ts';

const PROVIDED = 'blueprints and mapping (by Port)';

/** What `initializeIntegration` would do, without doing it: the integration as it would be then. */
export async function planInitialization(options: InitializeOptions): Promise<Initialized> {
  const { options: identity, stored, origin, defaults, initializePortResources } = options;
  const integration: Integration = stored ?? { config: CONFIGS[origin](defaults) };
  const created = stored === undefined ? [`integration ${identity.identifier}`] : [];
  if (origin === 'port' && !hasConfig(integration)) created.push(PROVIDED);
  const isReady = !initializePortResources || integration.arePortResourcesInitialized === true;
  if (isReady || origin !== 'default') return { integration, config: integration.config, created, refused: [] };

  const coming = (await anyExists(options.port, defaults.blueprints)) ? [] : defaults.blueprints;
  const needsMapping = isEmptyConfig(integration.config);
  return {
    integration,
    config: needsMapping ? defaults.mapping : integration.config,
    created: [...created, ...namesOf(coming, needsMapping, defaults)],
    refused: [],
    coming,
  };
}

/** What a new integration is created with. */
const CONFIGS: Readonly<Record<Origin, (defaults: Defaults) => unknown>> = {
  default: ({ mapping }) => mapping,
  empty: () => ({ resources: [] }),
  port: () => undefined,
};

function namesOf(coming: readonly Blueprint[], needsMapping: boolean, defaults: Defaults): readonly string[] {
  return [
    ...coming.map(({ identifier }) => `blueprint ${identifier}`),
    ...(needsMapping ? ['default mapping'] : []),
    ...(coming.length > 0 ? namesOfExtras(defaults) : []),
  ];
}
