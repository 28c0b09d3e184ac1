import { backOffAfter } from '../http/policy.ts';
import { type DeleteEntities, deleteEntities } from '../load/delete.ts';
import type { StoredReference } from '../load/relations.ts';
import { createUpsert, type Upsert } from '../load/upsert.ts';
import type { Services } from './connect.ts';
import type { OpenedRun } from './open.ts';
import type { RunOptions } from './run.ts';

/** How a run writes: to Port, or in a dry run into a plan. All that a dry run does otherwise while it exports. */
export interface Writes {
  readonly upsert: Upsert;
  readonly remove: DeleteEntities;
  /** Whether a reference that Port still holds would be gone by now. */
  readonly isOutdated?: (reference: StoredReference) => boolean;
}

/** Writes to Port. */
export function createWrites(
  { settings, signal, clock }: RunOptions,
  { port }: Services,
  { mapping }: OpenedRun,
): Writes {
  const { concurrency } = settings;
  const { enableMergeEntity: merge, createMissingRelatedEntities } = mapping;
  const { baseDelay, maxDelay } = settings.retry;
  const delays = { baseDelayMs: baseDelay * 1000, maxDelayMs: maxDelay * 1000 };
  const pause = (attempt: number) => clock.sleep(backOffAfter(attempt, delays), signal).catch(() => undefined);
  const upsert = createUpsert({ port, merge, createMissingRelatedEntities, concurrency, signal, pause });
  return { upsert, remove: deleteEntities };
}
