import { type ExitCode, exitCode } from '../errors.ts';
import { hasDifferences } from './plan.ts';
import type { ResourceReport, RunReport } from './report.ts';

/** The part of a report that its exit code follows from. */
export type Results = Pick<RunReport, 'resources' | 'unreadBlueprints' | 'stale' | 'plan'>;

/** What the user wants the exit code to tell: warnings, and that a dry run found differences. */
export interface Strictness {
  readonly strict: boolean;
  readonly exitCode: boolean;
}

/** What a run is worth that nothing ended early. */
export function outcomeOf(results: Results, { strict, exitCode: tellsDifferences }: Strictness): ExitCode {
  const { resources, unreadBlueprints, stale, plan } = results;
  const isPartial = resources.some(
    (resource) => hasFailed(resource) || (strict && resource.warnings.length + resource.fieldErrors.length > 0),
  );
  const isRefused = (stale?.refused.length ?? 0) + (plan?.missing.length ?? 0) > 0;
  if (isPartial || isRefused || unreadBlueprints.length > 0 || stale?.failure !== undefined) return exitCode('partial');
  if (stale?.withheld.some(({ cause }) => cause === 'threshold')) return exitCode('threshold');
  return exitCode(tellsDifferences && plan !== undefined && hasDifferences(plan) ? 'differences' : 'success');
}

/** Whether a resource is not all in Port. */
export function hasFailed({ incomplete, counts, loadFailures }: ResourceReport): boolean {
  // What else maps to an entity that failed may have gone in: then it is not among the failed any more.
  return incomplete.length + counts.failed + loadFailures.length > 0;
}
