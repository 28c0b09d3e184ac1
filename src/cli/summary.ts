import { amount, number } from '../amount.ts';
import { printable } from '../log/printable.ts';
import { describeUntouched } from './ending.ts';
import { addressOf } from './more.ts';
import { exportProblems, type Problem, staleProblems } from './problems.ts';
import type { Report } from './report-format.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

/** The figures of a resource that people see, in this order, with their titles. */
const FIGURES = {
  read: 'Read',
  filtered: 'Filtered',
  mapped: 'Mapped',
  created: 'Created',
  updated: 'Updated',
  unchanged: 'Unchanged',
  failed: 'Failed',
} as const;

/** Of a preview, which writes nothing to Port. */
const PREVIEW_FIGURES = {
  read: 'Read',
  filtered: 'Filtered',
  mapped: 'Mapped',
  withoutIdentifier: 'Without identifier',
  failed: 'Failed',
} as const;

/** The figures that go first where the terminal is too narrow: what was written and what failed stay longest. */
const EXPENDABLE = ['Filtered', 'Without identifier', 'Mapped', 'Unchanged', 'Read', 'Updated', 'Created'];

/** Columns of an ordinary terminal. */
const WIDTH = 80;

/** What a person should look at: of the mapping, of each resource, and of Port. Empty where all went well. */
export function renderProblems(report: Report, style: Style): string {
  return renderList(exportProblems(report), style)
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * What a run did, for people: what went wrong first, then the figures of each resource and of each service. `columns`
 * are those of the terminal, where there is one.
 */
export function renderSummary(report: Report, style: Style, columns?: number): string {
  if (report.resources.length === 0) return renderProblems(report, style);
  const problems = [...exportProblems(report), ...staleProblems(report)];
  const having = (severity: Problem['severity']) => problems.filter((problem) => problem.severity === severity);
  const lines = renderList([...having('error'), ...having('warning')], style);
  if (lines.length > 0) lines.push('');
  lines.push(...renderCounts(report, style, columns));
  if (report.stale) lines.push(`${deletedLabel(report)}: ${describeDeleted(report, (name) => printable(name))}`);
  lines.push(...renderList(having('note'), style), '');
  for (const service of ['GitLab', 'Port'] as const) {
    lines.push(describeService(service, report));
    if (service === 'GitLab') lines.push(...renderRequests(report, Math.min(columns ?? WIDTH, WIDTH)));
  }
  lines.push(describeDuration(report), ...describeUntouched(report));
  return `${lines.join('\n')}\n`;
}

/** What stands before the number of entities that were deleted. */
export function deletedLabel({ dryRun }: Report): string {
  return dryRun ? 'To delete' : 'Deleted';
}

/** How many entities were deleted, and of which blueprints, whose names `show` makes harmless. */
export function describeDeleted({ stale, totals }: Report, show: (name: string) => string): string {
  if (stale?.notSought !== undefined) return `nothing, ${stale.notSought}`;
  const each = (stale?.deleted ?? []).map(({ blueprint, count }) => `${show(blueprint)} ${number(count)}`).join(', ');
  return `${number(totals.deleted)}${each && ` (${each})`}`;
}

/** What one service was asked, and how long it made the run wait. */
export function describeService(name: 'GitLab' | 'Port', { requests, estimate }: Report): string {
  const traffic = requests.services.find(({ service }) => service === name);
  const waited = traffic?.waitedSeconds ?? 0;
  return [
    `${name}: ${amount(traffic?.requests ?? 0, 'request')}${describeEstimate(name === 'GitLab' ? estimate?.gitlab : estimate?.port)}`,
    amount(traffic?.retries ?? 0, 'retry', 'retries'),
    ...(waited > 0 ? [`${seconds(waited)} waited for rate limits`] : []),
  ].join(', ');
}

function describeEstimate(estimate: { readonly requests: number; readonly uncounted: readonly string[] } | undefined) {
  if (estimate === undefined) return '';
  return ` (estimated ${number(estimate.requests)}${estimate.uncounted.length > 0 ? ' or more' : ''})`;
}

/** How long it took, and which jq mapped. */
export function describeDuration({ durationSeconds, engine }: Report): string {
  return `Took ${seconds(durationSeconds)}${engine === undefined ? '' : `, mapped by ${engine}`}`;
}

/** The rows of the table of resources: titles, each resource, totals. */
export function tableOfResources({ resources, totals, preview, error }: Report): string[][] {
  const titles: Partial<Record<keyof Report['resources'][number]['counts'], string>> = preview
    ? PREVIEW_FIGURES
    : FIGURES;
  const figures = Object.keys(titles) as (keyof typeof titles)[]; // keys() forgets which keys a constant has
  const rows = resources.map(({ index, kind, counts, skipped }) =>
    skipped
      ? // What `--kinds` leaves out is not begun either, where something has ended the run.
        [`${index} ${kind}`, error === undefined ? 'left out' : 'not begun']
      : [`${index} ${kind}`, ...figures.map((figure) => number(counts[figure]))],
  );
  return [
    ['Resource', ...Object.values(titles)],
    ...rows,
    ['Total', ...figures.map((figure) => number(totals[figure]))],
  ];
}

function renderCounts(report: Report, style: Style, columns = Number.POSITIVE_INFINITY): string[] {
  const [header = '', ...body] = renderTable(tableOfResources(report), { width: columns, expendable: EXPENDABLE });
  return [style('bold', header), ...body];
}

/** Problems in their order; those with one remedy stand together, and it is said once. */
function renderList(problems: readonly Problem[], style: Style): string[] {
  const groups = new Map<unknown, Problem[]>();
  for (const problem of problems) {
    const key = problem.remedy ?? problem;
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()].flatMap((group) => [
    ...group.flatMap((problem) => renderProblem(problem, style)),
    ...renderAdvice(group[0], style),
  ]);
}

function renderProblem({ severity, where, texts }: Problem, style: Style): string[] {
  const marks = { error: `${style('red', '✗')} `, warning: `${style('yellow', '!')} `, note: '' };
  return texts.map((text) => `${marks[severity]}${printable(where)}: ${printable(text)}`);
}

function renderAdvice({ remedy, topic }: Pick<Problem, 'remedy' | 'topic'> = {}, style: Style): string[] {
  return [
    ...(remedy === undefined ? [] : [`  ${style('cyan', 'What to do:')} ${printable(remedy)}`]),
    ...(topic === undefined ? [] : [`  ${style('cyan', 'More:')} ${addressOf(topic)}`]),
  ];
}

/** What each resource cost, in lines that fit a terminal. */
function renderRequests({ resources }: Report, width: number): string[] {
  const costs = resources
    .filter(({ requests }) => requests > 0)
    .map(({ kind, requests }) => `${kind} ${number(requests)}`);
  const lines: string[] = [];
  for (const cost of costs) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + cost.length < width - 4) lines[lines.length - 1] = `${last}, ${cost}`;
    else lines.push(cost);
  }
  return lines.map((line) => `  ${line}`);
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
