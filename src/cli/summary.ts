import type { RouteStatistics } from '../http/statistics.ts';
import type { Withheld } from '../load/reconcile.ts';
import type { ResourceReport, RunReport, StaleReport } from '../run/report.ts';
import { number } from './number.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

const FIGURES = ['read', 'filtered', 'mapped', 'created', 'updated', 'unchanged', 'failed'] as const;

/** Columns of an ordinary terminal. */
const WIDTH = 80;

/** Failures of one resource that are shown; the rest is a number. */
const SHOWN_FAILURES = 5;

/** What a person should look at: of each resource, and of Port. Empty where all went well. */
export function renderProblems(report: RunReport, style: Style): string[] {
  return [
    ...report.resources.flatMap((resource) => renderResourceProblems(resource, style)),
    ...report.unreadBlueprints.map(
      ({ blueprint, reason }) =>
        `${style('red', '✗')} blueprint ${printable(blueprint)}: its entities could not be read from Port, so all were written: ${printable(reason)}`,
    ),
  ];
}

/** What a run did, for people: what went wrong first, then the figures of each resource and of each service. */
export function renderSummary(report: RunReport, style: Style): string {
  const lines = renderProblems(report, style);
  if (report.resources.length === 0) return '';
  if (lines.length > 0) lines.push('');
  lines.push(...renderCounts(report.resources, style));
  if (report.stale) lines.push(...renderStale(report.stale, style));
  lines.push('');
  for (const service of ['GitLab', 'Port']) {
    const routes = report.routes.filter((route) => route.service === service);
    lines.push(renderService(service, routes));
    if (service === 'GitLab') lines.push(...renderRequests(report.resources));
  }
  lines.push(`Took ${seconds(report.durationMs)}, mapped by ${report.engine}`);
  return `${lines.join('\n')}\n`;
}

function renderCounts(resources: readonly ResourceReport[], style: Style): string[] {
  const rows = resources.map(({ index, kind, counts, skipped }) =>
    skipped
      ? [`${index} ${kind}`, 'left out']
      : [`${index} ${kind}`, ...FIGURES.map((figure) => number(counts[figure]))],
  );
  const totals = FIGURES.map((figure) => number(resources.reduce((sum, { counts }) => sum + counts[figure], 0)));
  const titles = FIGURES.map((figure) => figure.charAt(0).toUpperCase() + figure.slice(1));
  const [header = '', ...body] = renderTable([['Resource', ...titles], ...rows, ['Total', ...totals]]);
  return [style('bold', header), ...body];
}

function renderStale({ deleted, withheld, refused, notSought, failure }: StaleReport, style: Style): string[] {
  const total = deleted.reduce((sum, { count }) => sum + count, 0);
  const each = deleted.map(({ blueprint, count }) => `${printable(blueprint)} ${number(count)}`).join(', ');
  const refusals = refused.map(({ blueprint, identifier, message }) => `${blueprint} ${identifier}: ${message}`);
  return [
    notSought === undefined ? `Deleted: ${number(total)}${each && ` (${each})`}` : `Deleted: nothing, ${notSought}`,
    ...withheld.map((kept) => renderWithheld(kept, style)),
    ...shorten(refusals).map((text) => `${style('red', '✗')} Not deleted: ${printable(text)}`),
    ...(failure === undefined ? [] : [`${style('red', '✗')} Stale entities were left: ${printable(failure)}`]),
  ];
}

function renderWithheld({ blueprint, count, cause, reason }: Withheld, style: Style): string {
  const what = `${number(count)} of ${printable(blueprint)}`;
  if (cause === 'referenced') return `Kept: ${what}, which GitLab did not give but other entities point at`;
  return `${style('yellow', '!')} Kept: ${what}, not seen in this run: ${printable(reason)}`;
}

function renderResourceProblems(resource: ResourceReport, style: Style): string[] {
  const name = `resources[${resource.index}] (${resource.kind})`;
  const { unreadScopes, fieldErrors, loadFailures, warnings, counts, incomplete } = resource;
  const serious = [
    ...incomplete.map((reason) => reason),
    ...loadFailures.map(
      ({ blueprint, identifier, message, count }) =>
        `${count === 1 ? `${blueprint} ${identifier}` : `${number(count)} entities of ${blueprint}, such as ${identifier}`}: ${message}`,
    ),
  ];
  const minor = [
    ...fieldErrors.map(
      ({ field, count, message, example }) =>
        `${field}: ${number(count)} ${count === 1 ? 'object' : 'objects'}${example === undefined ? '' : `, such as ${example}`}: ${message}`,
    ),
    ...warnings,
    ...(counts.withoutIdentifier > 0 ? [`${number(counts.withoutIdentifier)} without identifier were left out`] : []),
  ];
  const hint = unreadScopes.some(({ state }) => state === 'denied')
    ? ["what is denied: give the token's user a role there, or leave it out of the mapping"]
    : [];
  return [
    ...shorten(serious).map((text) => `${style('red', '✗')} ${name}: ${printable(text)}`),
    ...hint.map((text) => `  ${style('cyan', 'What to do:')} ${text}`),
    ...shorten(minor).map((text) => `${style('yellow', '!')} ${name}: ${printable(text)}`),
  ];
}

function shorten(texts: readonly string[]): string[] {
  if (texts.length <= SHOWN_FAILURES) return [...texts];
  return [...texts.slice(0, SHOWN_FAILURES), `and ${texts.length - SHOWN_FAILURES} more`];
}

function renderService(service: string, routes: readonly RouteStatistics[]): string {
  const sum = (field: 'requests' | 'retries' | 'waitedMs') => routes.reduce((total, route) => total + route[field], 0);
  const waited = sum('waitedMs');
  return `${service}: ${count(sum('requests'), 'request', 'requests')}, ${count(sum('retries'), 'retry', 'retries')}${
    waited > 0 ? `, ${seconds(waited)} waited for rate limits` : ''
  }`;
}

/** What each resource cost, in lines that fit a terminal. */
function renderRequests(resources: readonly ResourceReport[]): string[] {
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

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
