import { type ExitCode, exitCode } from '../errors.ts';
import type { ResourceReport, RunReport } from './report.ts';

/** The part of a report that its exit code follows from. */
export type Results = Pick<RunReport, 'resources' | 'unreadBlueprints' | 'stale'>;

/** What a run is worth that nothing ended early; `strict` counts warnings as failures. */
export function outcomeOf({ resources, unreadBlueprints, stale }: Results, strict: boolean): ExitCode {
  const isPartial = resources.some(
    (resource) => hasFailed(resource) || (strict && resource.warnings.length + resource.fieldErrors.length > 0),
  );
  if (isPartial || unreadBlueprints.length > 0 || stale?.failure !== undefined || (stale?.refused.length ?? 0) > 0)
    return exitCode('partial');
  return exitCode(stale?.withheld.some(({ cause }) => cause === 'threshold') ? 'threshold' : 'success');
}

/** Whether a resource is not all in Port. */
export function hasFailed({ incomplete, counts, loadFailures }: ResourceReport): boolean {
  // What else maps to an entity that failed may have gone in: then it is not among the failed any more.
  return incomplete.length + counts.failed + loadFailures.length > 0;
}
