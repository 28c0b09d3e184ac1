import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../src/run/outcome.ts';
import type { PlanReport, ResourceReport, StaleReport } from '../../src/run/report.ts';
import { makeResourceReport } from '../factories/resource-report.ts';

function makeStale(changes: Partial<StaleReport> = {}): StaleReport {
  return { deleted: [], withheld: [], refused: [], ...changes };
}

const LENIENT = { strict: false, exitCode: false };

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
    expect(outcomeOf({ resources, unreadBlueprints: [], ...(stale && { stale }) }, LENIENT)).toBe(code);
  });

  it.each([
    ['a warning', { warnings: ['x'] }],
    ['a field that failed', { fieldErrors: [{ field: 'title', message: 'x', count: 1 }] }],
  ])('counts %s as a failure when strict', (_, changes) => {
    // Only how many there are counts.
    const resources = [makeResourceReport(changes as Partial<ResourceReport>)];

    const results = { resources, unreadBlueprints: [] };

    expect([outcomeOf(results, LENIENT), outcomeOf(results, { ...LENIENT, strict: true })]).toEqual([0, 6]);
  });

  it('counts a blueprint that Port would not show as a failure', () => {
    const unreadBlueprints = [{ blueprint: 'service', reason: '500' }];

    expect(outcomeOf({ resources: [makeResourceReport()], unreadBlueprints }, LENIENT)).toBe(6);
  });

  describe('of a dry run', () => {
    const nothing = { blueprint: 'service', created: [], stubs: [], updated: [], deleted: [], dependents: [] };
    const plan = (changes: object = {}, rest: Partial<PlanReport> = {}): PlanReport => ({
      prepared: [],
      blueprints: [{ ...nothing, unchanged: 1, failed: 0, ...changes }],
      missing: [],
      ...rest,
    });
    const results = { resources: [makeResourceReport()], unreadBlueprints: [], stale: makeStale() };

    it.each<[string, PlanReport, number]>([
      ['there are no differences', plan(), 0],
      ['something would be created', plan({ created: ['a'] }), 10],
      ['something would be updated', plan({ updated: [{ identifier: 'a' }] }), 10],
      ['something would be deleted', plan({ deleted: ['a'] }), 10],
      ['the integration would be created', plan({}, { prepared: ['integration mine'] }), 10],
      ['Port would refuse something', plan({ created: ['a'] }, { missing: [failure] }), 6],
    ])('tells, if it is asked to, whether %s', (_, planned, code) => {
      const asked = outcomeOf({ ...results, plan: planned }, { ...LENIENT, exitCode: true });

      expect(asked).toBe(code);
      expect(outcomeOf({ ...results, plan: planned }, LENIENT)).toBe(code === 10 ? 0 : code);
    });

    it('tells of withheld deletions before differences', () => {
      const stale = withheld('threshold');

      expect(outcomeOf({ ...results, stale, plan: plan({ created: ['a'] }) }, { ...LENIENT, exitCode: true })).toBe(5);
    });
  });
});
