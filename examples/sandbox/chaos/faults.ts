import { ALTERED_ANSWERS } from './altered-answers.ts';
import { BATCH_FAULTS } from './batch-faults.ts';
import { BROKEN_CONNECTIONS } from './broken-connections.ts';
import { RATE_LIMITS } from './rate-limits.ts';
import { REFUSALS } from './refusals.ts';
import type { ChaosFault } from './struck.ts';

/** THE table of faults. */
export const FAULTS = {
  ...RATE_LIMITS,
  ...REFUSALS,
  ...BROKEN_CONNECTIONS,
  ...ALTERED_ANSWERS,
  ...BATCH_FAULTS,
} as const satisfies Readonly<Record<string, ChaosFault>>;

export type FaultName = keyof typeof FAULTS;

/** A row of the table, its optional fields visible. */
export function faultNamed(name: FaultName): ChaosFault {
  return FAULTS[name];
}
