import { describe, expect, it } from 'vitest';
import { renderStepSummary } from '../../src/cli/github/step-summary.ts';
import { renderSummary } from '../../src/cli/summary.ts';
import { makeResourceReport } from '../factories/resource-report.ts';
import { makeReport } from './make-report.ts';

const FIGURES = ['read', 'filtered', 'mapped', 'created', 'updated', 'unchanged', 'failed'] as const;

/** No two of them are the same, so that none can stand in the place of another. */
const counts = (first: number) => ({
  ...makeResourceReport().counts,
  ...Object.fromEntries(FIGURES.map((figure, index) => [figure, first + index])),
});

const report = makeReport({
  exitCode: 6,
  resources: [
    makeResourceReport({ index: 0, kind: 'project', counts: counts(1_000_000) }),
    makeResourceReport({ index: 1, kind: 'job', counts: counts(2000) }),
  ],
  stale: { deleted: [{ blueprint: 'service', count: 3141 }], withheld: [], refused: [] },
});

const plain = (_format: unknown, text: string) => text;

/** The rows of figures, commas left out. */
function figuresIn(text: string): number[][] {
  const rows = text.split('\n').filter((line) => /^(\| )?(0 project|1 job|Total) /.test(line));
  return rows.map((row) => [...row.replaceAll(',', '').matchAll(/ (\d+)(?= |$)/g)].map(([, figure]) => Number(figure)));
}

describe('the figures of a run', () => {
  it('are the same in the report, in the summary and in that of the job', () => {
    const inReport = [...report.resources.map((resource) => resource.counts), report.totals].map((figures) =>
      FIGURES.map((figure) => figures[figure]),
    );

    const [terminal, job] = [renderSummary(report, plain), renderStepSummary(report, [], 100_000)].map(figuresIn);

    expect(new Set(inReport.flat()).size).toBe(21);
    expect(terminal).toEqual(inReport);
    expect(job?.map((row) => row.slice(-7))).toEqual(inReport);
  });

  it('say the same of what was deleted', () => {
    const texts = [renderSummary(report, plain), renderStepSummary(report, [], 100_000)];

    expect(report.totals.deleted).toBe(3141);
    for (const text of texts) expect(text).toContain('Deleted: 3,141 (');
  });
});
