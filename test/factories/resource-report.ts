import { NO_COUNTS } from '../../src/run/counts.ts';
import type { ResourceReport } from '../../src/run/report.ts';

/** A resource of which nothing was read and nothing went wrong. */
export function makeResourceReport(given: Partial<ResourceReport> = {}): ResourceReport {
  return {
    index: 0,
    kind: 'project',
    counts: NO_COUNTS,
    incomplete: [],
    unreadScopes: [],
    fieldErrors: [],
    loadFailures: [],
    warnings: [],
    requests: 0,
    skipped: false,
    cutShort: false,
    ...given,
  };
}
