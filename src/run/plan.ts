import { createPlannedDeletion } from '../load/plan/deletion.ts';
import { findMissingTargets } from '../load/plan/missing-targets.ts';
import { type BlueprintChanges, PlannedChanges } from '../load/plan/planned-changes.ts';
import { createPlannedUpsert } from '../load/plan/upsert.ts';
import type { PortCatalog } from '../load/port-catalog.ts';
import { portUserAgent } from '../load/port-client.ts';
import type { StoredBlueprints } from '../load/stored-blueprints.ts';
import type { Services } from './connect.ts';
import type { OpenedRun } from './open.ts';
import type { PlanReport, StaleReport } from './report.ts';
import type { RunOptions } from './run.ts';
import type { Writes } from './writes.ts';

/** The writes of a dry run, which come to a plan. */
export interface PlannedWrites extends Writes {
  /** When everything is mapped and it is known what is stale. */
  finish(stale: StaleReport): Promise<PlanReport>;
}

/** What the parts of a plan look at. */
interface Known {
  readonly catalog: PortCatalog;
  readonly blueprints: StoredBlueprints;
}

/** Takes the place of `createWrites`: the run goes on as it would, and nothing is sent. */
export function planWrites(
  { settings, version, mask }: RunOptions,
  { port }: Services,
  { mapping, prepared, coming: comingBlueprints }: OpenedRun,
  { catalog, blueprints }: Known,
): PlannedWrites {
  const changes = new PlannedChanges();
  const coming = new Set(comingBlueprints.map(({ identifier }) => identifier));
  const { concurrency } = settings;
  const datasource = `${portUserAgent(settings.integration, version)}/exporter`;
  const merge = mapping.enableMergeEntity;
  return {
    upsert: createPlannedUpsert({ port, changes, merge, blueprints, coming, datasource, concurrency, mask }),
    remove: createPlannedDeletion(changes),
    isOutdated: ({ from, relation, value }) =>
      catalog.blueprints.get(from.blueprint)?.table.hasReplaced(from.identifier, `relations.${relation}`, value) ===
      true,
    async finish({ withheld }) {
      const known = { port, catalog, blueprints: await blueprints.read(), coming };
      const missing = [];
      for (const key of await findMissingTargets(known, changes.targets)) {
        // Of the protected blueprints, whose names begin with an underscore, Port makes none (Port: "Entities").
        if (mapping.createMissingRelatedEntities && !key.blueprint.startsWith('_')) changes.noteStub(key);
        else missing.push(key);
      }
      const concerned = [...catalog.blueprints.keys(), ...withheld.map(({ blueprint }) => blueprint)];
      return { prepared, blueprints: withCounts(changes, concerned, catalog), missing };
    },
  };
}

/** The changes of each blueprint, and how many entities stay as they are; in the order of their names. */
function withCounts(
  changes: PlannedChanges,
  concerned: readonly string[],
  catalog: PortCatalog,
): PlanReport['blueprints'] {
  const changed = new Map(changes.blueprints.map((blueprint) => [blueprint.blueprint, blueprint]));
  const names = new Set([...concerned, ...changed.keys()]);
  return [...names].sort().map((blueprint) => {
    const table = catalog.blueprints.get(blueprint)?.table;
    const counts = { unchanged: table?.count('unchanged') ?? 0, failed: table?.count('failed') ?? 0 };
    return { ...(changed.get(blueprint) ?? noChanges(blueprint)), ...counts };
  });
}

function noChanges(blueprint: string): BlueprintChanges {
  return { blueprint, created: [], stubs: [], updated: [], deleted: [], dependents: [] };
}

/** Whether a run would change anything in Port. */
export function hasDifferences({ prepared, blueprints }: PlanReport): boolean {
  return (
    prepared.length > 0 ||
    blueprints.some(({ created, updated, deleted }) => created.length + updated.length + deleted.length > 0)
  );
}
