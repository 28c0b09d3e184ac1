import { describeOutcome, describeUntouched } from '../ending.ts';
import { addressOf } from '../more.ts';
import { describePlan } from '../plan.ts';
import type { Problem } from '../problems.ts';
import type { Report } from '../report-format.ts';
import { deletedLabel, describeDeleted, describeDuration, describeService, tableOfResources } from '../summary.ts';
import { code, table } from './markdown.ts';

const OUTCOME_MARKS: Partial<Record<Report['outcome'], string>> = {
  success: '✅',
  differences: '✅',
  partial: '⚠️',
  threshold: '⚠️',
};
const MARKS = { error: '❌', warning: '⚠️', note: '' };

/** What a run did, as Markdown of at most `maxBytes` bytes in UTF-8: outcome, what to act on, figures. */
export function renderStepSummary(report: Report, problems: readonly Problem[], maxBytes: number): string {
  const { exitCode, outcome, resources, stale, plan } = report;
  const lines = [
    `## ${OUTCOME_MARKS[outcome] ?? '❌'} ${titleOf(report)}: ${outcome}, exit code ${exitCode}`,
    '',
    describeOutcome(report),
    '',
  ];
  if (plan !== undefined) lines.push(`${describePlan(plan)} The figures below tell what a run would do.`, '');
  const urgent = problems.filter(({ severity }) => severity !== 'note');
  if (urgent.length > 0) lines.push('### To look at', '', ...urgent.flatMap(renderProblem), '');
  if (resources.length > 0) lines.push('### Resources', '', ...table(tableOfResources(report)), '');
  if (stale !== undefined) lines.push(`${deletedLabel(report)}: ${describeDeleted(report, code)}`, '');
  for (const { where, texts } of problems.filter(({ severity }) => severity === 'note'))
    lines.push(...texts.map((text) => `${where}: ${code(text)}`), '');
  if (resources.length > 0) lines.push(`${describeService('GitLab', report)}.`, `${describeService('Port', report)}.`);
  lines.push(`${describeDuration(report)}.`, ...describeUntouched(report));
  return shorten(lines, maxBytes);
}

function titleOf({ checks, dryRun, preview }: Report): string {
  if (checks !== undefined) return 'Check of GitLab to Port';
  if (dryRun) return 'Dry run of GitLab to Port';
  return preview ? 'Preview of GitLab to Port' : 'GitLab to Port';
}

function renderProblem({ severity, where, texts, remedy, topic }: Problem): string[] {
  return [
    `- ${MARKS[severity]} ${code(where)}`,
    ...texts.map((text) => `  - ${code(text)}`),
    ...(remedy ? [`  - What to do: ${code(remedy)}`] : []),
    ...(topic ? [`  - More: ${addressOf(topic)}`] : []),
  ];
}

/** As many whole lines as there is room for. */
function shorten(lines: readonly string[], maxBytes: number): string {
  const end = '\n… cut off: GitHub takes no longer summary.\n';
  let room = maxBytes - Buffer.byteLength(end);
  const kept: string[] = [];
  for (const line of lines) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) return kept.length === 0 ? '' : `${kept.join('\n')}\n${end}`;
    kept.push(line);
  }
  return `${kept.join('\n')}\n`;
}
