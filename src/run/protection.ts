import type { Settings } from '../config/settings.ts';
import type { Mapper } from '../map/mapper.ts';
import type { Mapping } from '../map/mapping.ts';
import type { ResourceReport } from './report.ts';

type Target = Pick<Mapper['targets'][number], 'blueprint'>;

/** A resource as deletion sees it: what it writes, and what became of it. */
export interface JudgedResource {
  readonly targets: readonly Target[];
  readonly report: Pick<ResourceReport, 'index' | 'kind' | 'skipped' | 'cutShort' | 'incomplete'>;
}

/** Why nothing stale is looked for in a whole run: the user wants it so. */
export function whyNotSought(
  { noDelete }: Pick<Settings, 'noDelete'>,
  { entityDeletionThreshold }: Pick<Mapping, 'entityDeletionThreshold'>,
): string | undefined {
  if (noDelete) return '--no-delete';
  return entityDeletionThreshold === 0 ? 'entityDeletionThreshold is 0' : undefined;
}

/** Whether a resource writes a blueprint, or could: one that jq computes may be any. */
export function mayWrite(targets: readonly Target[], blueprint: string): boolean {
  return targets.some((target) => (target.blueprint ?? blueprint) === blueprint);
}

/** Whether two resources could write the same blueprint. */
export function shareBlueprint(one: readonly Target[], other: readonly Target[]): boolean {
  return one.some(({ blueprint }) => (blueprint === undefined ? other.length > 0 : mayWrite(other, blueprint)));
}

/**
 * Why nothing of a blueprint may be deleted: an entity is stale only where everything that could have mapped to it was
 * read to its end. A blueprint that no resource writes trusts none of them.
 */
export function protectionOf(blueprint: string, resources: readonly JudgedResource[]): string | undefined {
  const writing = resources.filter(({ targets }) => mayWrite(targets, blueprint));
  const untrusted = (writing.length > 0 ? writing : resources).find(({ report }) => isIncomplete(report));
  if (untrusted === undefined) return undefined;
  const { index, kind, skipped, cutShort } = untrusted.report;
  const fault = skipped ? 'was left out' : cutShort ? 'was read in part, as --limit says' : 'is incomplete';
  const reason = `resources[${index}] (${kind}) ${fault}`;
  return writing.length > 0 ? reason : `no resource of the mapping writes it, and ${reason}`;
}

function isIncomplete({ skipped, cutShort, incomplete }: JudgedResource['report']): boolean {
  return skipped || cutShort || incomplete.length > 0;
}
