import { UpstreamError } from '../../errors.ts';
import { type EntityKey, identifiedBy, readEntities } from '../ownership.ts';
import type { PortCatalog } from '../port-catalog.ts';
import type { PortClient } from '../port-client.ts';
import { type MappedTargets, relationTargets } from '../relations.ts';
import type { StoredBlueprint } from '../stored-blueprints.ts';

export interface MissingTargetsOptions {
  readonly port: PortClient;
  readonly catalog: PortCatalog;
  readonly blueprints: ReadonlyMap<string, StoredBlueprint>;
  /** Blueprints that Port does not have yet. */
  readonly coming: ReadonlySet<string>;
}

const LOOKED_UP_AT_ONCE = 100;

/** What the mapped entities point at, and neither Port holds nor the run creates. */
export async function findMissingTargets(options: MissingTargetsOptions, targets: MappedTargets): Promise<EntityKey[]> {
  const missing: EntityKey[] = [];
  for (const [blueprint, identifiers] of unmapped(options, targets)) {
    const found = options.coming.has(blueprint)
      ? new Set()
      : await findStored(options.port, blueprint, [...identifiers]);
    for (const identifier of identifiers) if (!found.has(identifier)) missing.push({ blueprint, identifier });
  }
  return missing;
}

/** Targets that the run knows nothing of: they may be there, of another data source. */
function unmapped({ catalog, blueprints }: MissingTargetsOptions, targets: MappedTargets): Map<string, Set<string>> {
  const relations = relationTargets(blueprints);
  const unknown = new Map<string, Set<string>>();
  for (const [blueprint, byRelation] of targets) {
    for (const [relation, identifiers] of byRelation) {
      const target = relations.get(blueprint)?.get(relation);
      if (target === undefined) continue;
      const table = catalog.blueprints.get(target)?.table;
      const rest = [...identifiers].filter((identifier) => !table?.isInPort(identifier));
      if (rest.length > 0) unknown.set(target, new Set([...(unknown.get(target) ?? []), ...rest]));
    }
  }
  return unknown;
}

async function findStored(port: PortClient, blueprint: string, identifiers: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  try {
    for (let start = 0; start < identifiers.length; start += LOOKED_UP_AT_ONCE) {
      const query = identifiedBy(identifiers.slice(start, start + LOOKED_UP_AT_ONCE));
      for await (const page of readEntities(port, blueprint, [], query))
        for (const { identifier } of page) found.add(identifier);
    }
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.status !== 404) throw error;
  }
  return found;
}
