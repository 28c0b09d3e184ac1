import type { ResourceReport } from '../../src/run/report.ts';

/** A resource of which nothing was read and nothing went wrong. */
export function makeResourceReport(given: Partial<ResourceReport> = {}): ResourceReport {
  return {
    index: 0,
    kind: 'project',
    counts: {
      read: 0,
      filtered: 0,
      unmappable: 0,
      unevaluated: 0,
      mapped: 0,
      withoutIdentifier: 0,
      created: 0,
      updated: 0,
      unchanged: 0,
      failed: 0,
    },
    incomplete: [],
    unreadScopes: [],
    fieldErrors: [],
    loadFailures: [],
    warnings: [],
    requests: 0,
    skipped: false,
    ...given,
  };
}
