import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../src/run/outcome.ts';
import type { ResourceReport, StaleReport } from '../../src/run/report.ts';
import { makeResourceReport } from '../factories/resource-report.ts';

function makeStale(changes: Partial<StaleReport> = {}): StaleReport {
  return { deleted: [], withheld: [], refused: [], ...changes };
}

const { counts } = makeResourceReport();
const failure = { blueprint: 'service', identifier: 'a', message: 'refused', count: 1 };
const withheld = (cause: 'incomplete' | 'referenced' | 'threshold') =>
  makeStale({ withheld: [{ blueprint: 'service', count: 1, reason: 'why', cause }] });

describe('the code of a run that nothing ended early', () => {
  it.each<[string, number, ResourceReport[], StaleReport | undefined]>([
    ['all went well', 0, [makeResourceReport()], makeStale()],
    ['nothing was looked for', 0, [makeResourceReport()], makeStale({ notSought: '--no-delete' })],
    ['it never came to the deletions', 0, [makeResourceReport()], undefined],
    ['stale entities stay because others point at them', 0, [makeResourceReport()], withheld('referenced')],
    ['a resource was left out on purpose', 0, [makeResourceReport({ skipped: true })], withheld('incomplete')],
    [
      'objects were filtered',
      0,
      [makeResourceReport({ counts: { ...counts, filtered: 1, withoutIdentifier: 1 } })],
      makeStale(),
    ],
    ['fields were null', 0, [makeResourceReport({ warnings: ['x'] })], makeStale()],
    ['a resource is incomplete', 6, [makeResourceReport({ incomplete: ['x'] })], makeStale()],
    ['an entity failed', 6, [makeResourceReport({ counts: { ...counts, failed: 1 } })], makeStale()],
    ['a part of an entity failed', 6, [makeResourceReport({ loadFailures: [failure] })], makeStale()],
    ['Port refused to delete', 6, [makeResourceReport()], makeStale({ refused: [failure] })],
    ['it is not known what is stale', 6, [makeResourceReport()], makeStale({ failure: '500' })],
    ['the threshold withheld', 5, [makeResourceReport()], withheld('threshold')],
    [
      'the threshold withheld and an entity failed',
      6,
      [makeResourceReport({ incomplete: ['x'] })],
      withheld('threshold'),
    ],
  ])('where %s is %i', (_, code, resources, stale) => {
    expect(outcomeOf({ resources, unreadBlueprints: [], ...(stale && { stale }) }, false)).toBe(code);
  });

  it.each([
    ['a warning', { warnings: ['x'] }],
    ['a field that failed', { fieldErrors: [{ field: 'title', message: 'x', count: 1 }] }],
  ])('counts %s as a failure when strict', (_, changes) => {
    // Only how many there are counts.
    const resources = [makeResourceReport(changes as Partial<ResourceReport>)];

    const results = { resources, unreadBlueprints: [] };

    expect([outcomeOf(results, false), outcomeOf(results, true)]).toEqual([0, 6]);
  });

  it('counts a blueprint that Port would not show as a failure', () => {
    const unreadBlueprints = [{ blueprint: 'service', reason: '500' }];

    expect(outcomeOf({ resources: [makeResourceReport()], unreadBlueprints }, false)).toBe(6);
  });
});
