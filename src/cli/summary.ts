import { printable } from '../log/printable.ts';
import { number } from './number.ts';
import { exportProblems, type Problem, staleProblems } from './problems.ts';
import type { Report } from './report-format.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

/** The figures of a resource that people see, in this order. */
const FIGURES = ['read', 'filtered', 'mapped', 'created', 'updated', 'unchanged', 'failed'] as const;

/** Columns of an ordinary terminal. */
const WIDTH = 80;

/** What a person should look at: of each resource, and of Port. Empty where all went well. */
export function renderProblems(report: Report, style: Style): string[] {
  return exportProblems(report).flatMap((problem) => renderProblem(problem, style));
}

/** What a run did, for people: what went wrong first, then the figures of each resource and of each service. */
export function renderSummary(report: Report, style: Style): string {
  if (report.resources.length === 0) return '';
  const lines = renderProblems(report, style);
  if (lines.length > 0) lines.push('');
  lines.push(...renderCounts(report, style));
  if (report.stale) lines.push(`${deletedLabel(report)}: ${describeDeleted(report, (name) => printable(name))}`);
  lines.push(...staleProblems(report).flatMap((problem) => renderProblem(problem, style)));
  lines.push('');
  for (const service of ['GitLab', 'Port']) {
    lines.push(describeService(service, report));
    if (service === 'GitLab') lines.push(...renderRequests(report));
  }
  lines.push(describeDuration(report));
  if (report.dryRun) lines.push('Nothing was written: this was a dry run.');
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
export function describeService(name: string, { requests }: Report): string {
  const traffic = requests.services.find(({ service }) => service === name);
  const waited = traffic?.waitedSeconds ?? 0;
  return [
    `${name}: ${count(traffic?.requests ?? 0, 'request', 'requests')}`,
    count(traffic?.retries ?? 0, 'retry', 'retries'),
    ...(waited > 0 ? [`${seconds(waited)} waited for rate limits`] : []),
  ].join(', ');
}

/** How long it took, and which jq mapped. */
export function describeDuration({ durationSeconds, engine }: Report): string {
  return `Took ${seconds(durationSeconds)}${engine === undefined ? '' : `, mapped by ${engine}`}`;
}

/** The rows of the table of resources: titles, each resource, totals. */
export function tableOfResources({ resources, totals }: Report): string[][] {
  const titles = FIGURES.map((figure) => figure.charAt(0).toUpperCase() + figure.slice(1));
  const rows = resources.map(({ index, kind, counts, skipped }) =>
    skipped
      ? [`${index} ${kind}`, 'left out']
      : [`${index} ${kind}`, ...FIGURES.map((figure) => number(counts[figure]))],
  );
  return [['Resource', ...titles], ...rows, ['Total', ...FIGURES.map((figure) => number(totals[figure]))]];
}

function renderCounts(report: Report, style: Style): string[] {
  const [header = '', ...body] = renderTable(tableOfResources(report));
  return [style('bold', header), ...body];
}

function renderProblem({ severity, where, texts, remedy }: Problem, style: Style): string[] {
  const marks = { error: `${style('red', '✗')} `, warning: `${style('yellow', '!')} `, note: '' };
  return [
    ...texts.map((text) => `${marks[severity]}${printable(where)}: ${printable(text)}`),
    ...(remedy === undefined ? [] : [`  ${style('cyan', 'What to do:')} ${printable(remedy)}`]),
  ];
}

/** What each resource cost, in lines that fit a terminal. */
function renderRequests({ resources }: Report): string[] {
  const costs = resources
    .filter(({ requests }) => requests > 0)
    .map(({ kind, requests }) => `${kind} ${number(requests)}`);
  const lines: string[] = [];
  for (const cost of costs) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + cost.length < WIDTH - 4) lines[lines.length - 1] = `${last}, ${cost}`;
    else lines.push(cost);
  }
  return lines.map((line) => `  ${line}`);
}

function count(value: number, one: string, many: string): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
