import { type ExitCode, exitCode } from '../errors.ts';
import type { RunReport } from './report.ts';

/** What a run is worth that nothing ended early; `strict` counts warnings as failures. */
export function outcomeOf({ resources, stale }: Pick<RunReport, 'resources' | 'stale'>, strict: boolean): ExitCode {
  const isPartial = resources.some(
    ({ incomplete, counts, warnings, fieldErrors }) =>
      incomplete.length > 0 || counts.failed > 0 || (strict && warnings.length + fieldErrors.length > 0),
  );
  if (isPartial || stale?.unknown !== undefined || (stale?.refused.length ?? 0) > 0) return exitCode('partial');
  return exitCode(stale?.withheld.some(({ cause }) => cause === 'threshold') ? 'threshold' : 'success');
}
