import { checkAccess } from '../extract/gitlab/access.ts';
import { packagedDefaults } from '../load/defaults/defaults.ts';
import { readDefaults } from '../load/defaults/folder.ts';
import { initializeIntegration, isEmptyConfig, needsDefaults } from '../load/initialize.ts';
import { readIntegration } from '../load/integration.ts';
import type { Services } from './connect.ts';
import { type PreparedMapping, prepareMapping } from './prepare.ts';
import type { RunOptions } from './run.ts';

/** A run that has been let in everywhere and knows what to do. */
export interface OpenedRun extends PreparedMapping {
  /** By Port's clock: what was updated since is not stale. */
  readonly startedAt: Date;
}

/** Everything is checked, and both services have let us in, before the first write. */
export async function openRun(options: RunOptions, { gitlab, port }: Services): Promise<OpenedRun> {
  const { settings, version, observe, log } = options;
  const { initializePortResources, resourcesPath } = settings;
  const defaults = resourcesPath === undefined ? packagedDefaults : await readDefaults(resourcesPath);
  const given = options.mapping && (await prepareMapping(options.mapping.data, options.mapping.origin, options));

  observe({ type: 'stage', stage: 'Checking access to GitLab and Port' });
  await checkAccess(gitlab);
  const startedAt = await port.signIn();

  const integration = { ...settings.integration, version };
  const stored = await readIntegration(port, integration);
  const isNew = needsDefaults(stored, initializePortResources) && isEmptyConfig(stored?.config);
  const config = isNew ? defaults.mapping : stored?.config;
  const prepared = given ?? (await prepareMapping(config ?? {}, 'the mapping in Port', options));
  for (const { path, message, origin } of prepared.warnings) log.warn({ path, origin }, message);
  const created = await initializeIntegration(port, integration, stored, defaults, initializePortResources);
  if (created.length > 0) log.info({ created: created.join(', ') }, 'Prepared Port');
  return { ...prepared, startedAt };
}
