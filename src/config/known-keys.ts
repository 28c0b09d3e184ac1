import { oceanLevels, toKey } from './key.ts';
import { environmentNames, SETTING_NAMES, type SettingName, settingOf } from './settings.ts';

/** A key that stands for a setting, in the spelling that messages show. */
export interface KnownKey {
  readonly key: string;
  readonly setting: SettingName;
  readonly spelling: string;
}

/** The keys of one sort of source; a setting's own are in order of precedence. */
export type KnownKeys = readonly KnownKey[];

/** What Ocean's `OCEAN__` variables stand for. */
export function environmentKeys(): KnownKeys {
  return SETTING_NAMES.flatMap((setting) => {
    const own = environmentNames(setting).flatMap((spelling) => {
      const levels = oceanLevels(spelling);
      return levels === undefined ? [] : [toKnownKey(levels.join('.'), setting, spelling)];
    });
    return [...own, ...(own[0] === undefined ? [] : aliasesOf(setting, own[0].spelling))];
  });
}

/** What a file may hold: our names, the layout of Ocean's `config.yaml` (the same tree as its variables), aliases. */
export function fileKeys(): KnownKeys {
  return SETTING_NAMES.flatMap((setting) => {
    const oceanNames = environmentNames(setting).flatMap((name) => {
      const levels = oceanLevels(name);
      return levels === undefined ? [] : [levels.map(toCamelCase).join('.')];
    });
    const spellings = [setting, ...oceanNames];
    return [...spellings.map((spelling) => toKnownKey(spelling, setting, spelling)), ...aliasesOf(setting, setting)];
  });
}

/** Messages name the setting in their place. */
function aliasesOf(setting: SettingName, spelling: string): KnownKeys {
  return (settingOf(setting).aliases ?? []).map((alias) => toKnownKey(alias, setting, spelling));
}

function toKnownKey(name: string, setting: SettingName, spelling: string): KnownKey {
  return { key: toKey(name.split('.')), setting, spelling };
}

function toCamelCase(level: string): string {
  return level.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Keys that Port's own integration or its Helm chart know and that mean nothing to a run that ends; each stands for all
 * that is below it. Ocean: port_ocean/config/settings.py; helm-charts: charts/port-ocean/values.yaml.
 */
const MEANINGLESS: ReadonlySet<string> = new Set(
  [
    'actionsProcessor',
    'affinity',
    'cachingStorageMode',
    'containerSecurityContext',
    'deleteEntitiesMaxBatchSize',
    'deploymentAnnotations',
    'disableIpOutboundBlocker',
    'eventListener',
    'executionAgent',
    'extraInitContainers',
    'extraLabels',
    'extraVolumeMounts',
    'extraVolumes',
    'fullnameOverride',
    'identityPropagation',
    'image',
    'imagePullPolicy',
    'imagePullSecrets',
    'imageRegistry',
    'ingress',
    'integration.eventListener',
    'integration.extraConfig',
    'integration.incrementalSyncEnabled',
    'integration.incrementalSyncInterval',
    'integration.oauth',
    'integration.processExecution',
    'integration.version',
    'lakehouseBufferIntervalSeconds',
    'lakehouseBufferMaxCount',
    'lakehouseEnabled',
    'liveEvents',
    'livenessProbe',
    'metrics',
    'nameOverride',
    'nodeSelector',
    'oauthAccessTokenFilePath',
    'pathPrefix',
    'podAnnotations',
    'podSecurityContext',
    'podServiceAccount',
    'port.blueprintCacheTtlSeconds',
    'port.featureFlagsCacheTtlSeconds',
    'port.ingestUrl',
    'port.portAppConfigCacheTtl',
    'postgresql',
    'probe',
    'processExecutionMode',
    'processInQueueMaxWorkers',
    'processInQueueTimeout',
    'processingMode',
    'readinessProbe',
    'resources',
    'runtime',
    'scheduleConcurrencyPolicy',
    'secret',
    'securityContext',
    'selfSignedCertificate',
    'service',
    'ssl.port.x509',
    'ssl.thirdParty.x509',
    'statusHeartbeatIntervalSeconds',
    'streaming',
    'streamingEnabled',
    'terminationGracePeriodSeconds',
    'tolerations',
    'upsertEntitiesBatchMaxLength',
    'upsertEntitiesBatchMaxSizeInBytes',
    'workload',
    'yieldItemsToParseBatchSize',
  ].map((name) => toKey(name.split('.'))),
);

/** How many levels of a key name something that means nothing here; undefined where none do. */
export function meaninglessLevels(levels: readonly string[]): number | undefined {
  const depths = levels.map((_, index) => index + 1);
  return depths.find((depth) => MEANINGLESS.has(toKey(levels.slice(0, depth))));
}
