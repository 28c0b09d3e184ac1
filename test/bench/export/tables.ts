import type { MeasuredExport } from './measure-run.ts';
import { leastOfGitLab, leastOfPort } from './minimum.ts';
import type { Cell } from './run-stage.ts';

type Lines = readonly (readonly (string | number)[])[];

/** Duration, processor time and memory of every run. */
export function describeRuns(cells: readonly Cell[]): string {
  const lines = cells.flatMap(({ projects, latencyMs, first, second }) =>
    Object.entries({ first, second }).map(([name, run]) => [
      projects,
      latencyMs,
      name,
      entitiesOf(run),
      run.seconds.toFixed(1),
      run.processorSeconds.toFixed(1),
      ((run.processorSeconds / entitiesOf(run)) * 1000).toFixed(2),
      run.peakMegabytes.toFixed(0),
      run.childrenMegabytes.toFixed(0),
      requestsTo(run, 'GitLab'),
      requestsTo(run, 'Port'),
      run.report.totals.created + run.report.totals.updated,
      `${((run.serverSeconds / run.seconds) * 100).toFixed(0)} %`,
    ]),
  );
  const columns =
    'projects,ms,run,entities,seconds,CPU s,CPU s/1000,peak MB,children MB,to GitLab,to Port,written,server busy';
  return toMarkdown(columns.split(','), lines);
}

/** How much faster than the sequential client. */
export function describeBaseline(cells: readonly Cell[]): string {
  const lines = cells.flatMap(({ projects, latencyMs, first, baseline }) => {
    if (baseline === undefined) return [];
    const ratio = `${(baseline.seconds / first.seconds).toFixed(1)} x`;
    const used = [first.processorSeconds.toFixed(1), baseline.processorSeconds.toFixed(1)];
    return [[projects, latencyMs, first.seconds.toFixed(1), baseline.seconds.toFixed(1), ratio, ...used]];
  });
  return toMarkdown(['projects', 'ms', 'seconds', 'sequential', 'faster', 'CPU s', 'sequential CPU s'], lines);
}

/** Requests of one cell by route, beside the least that its data allow; what Port is told beside the catalog is no part of the sums. */
export function describeRequests({ first, second }: Cell): string {
  const leastFirst = leastOf(first, first, 'first');
  const leastSecond = leastOf(second, first, 'second');
  const routes = [...new Set([...Object.keys(leastFirst), ...requestsOf(first).keys(), ...requestsOf(second).keys()])];
  const lines = routes.map((route) => [
    route,
    ...columnsOf(leastFirst[route], requestsOf(first).get(route)),
    ...columnsOf(leastSecond[route], requestsOf(second).get(route)),
  ]);
  const sums = (['GitLab', 'Port'] as const).map((service) => [
    `**${service}**`,
    ...Object.values(totals(first, leastFirst, service)),
    ratioToLeast(first, first, 'first', service).toFixed(2),
    ...Object.values(totals(second, leastSecond, service)),
    ratioToLeast(second, first, 'second', service).toFixed(2),
  ]);
  return toMarkdown(['route', 'least', 'first run', 'ratio', 'least', 'second run', 'ratio'], [...lines, ...sums]);
}

/** How many times the least requests a run sent to a service; what Port is told beside the catalog does not count. */
export function ratioToLeast(
  run: MeasuredExport,
  firstRun: MeasuredExport,
  name: 'first' | 'second',
  service: 'GitLab' | 'Port',
): number {
  const { least, sent } = totals(run, leastOf(run, firstRun, name), service);
  return sent / least;
}

/** What Port is told beside the catalog, as often as time passes. */
const TELLING = /\/(syncMetrics|heartbeat|logs|examples)\b/;

function totals(run: MeasuredExport, leastByRoute: Readonly<Record<string, number>>, service: string) {
  const sumOf = (requests: Iterable<readonly [route: string, count: number]>) =>
    [...requests]
      .filter(([route]) => route.startsWith(service) && !TELLING.test(route))
      .reduce((sum, [, count]) => sum + count, 0);
  return { least: sumOf(Object.entries(leastByRoute)), sent: sumOf(requestsOf(run)) };
}

/** A table of Markdown whose columns are as wide as their longest text. */
export function toMarkdown(columns: readonly string[], lines: Lines): string {
  const texts = [columns, columns.map(() => '---'), ...lines.map((line) => line.map(toText))];
  const widths = columns.map((_, column) => Math.max(...texts.map((line) => line[column]?.length ?? 0)));
  return texts
    .map((line) => `| ${line.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`)
    .join('\n');
}

function toText(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString('en') : value;
}

function columnsOf(least: number | undefined, sent = 0): readonly (string | number)[] {
  return [least ?? '', sent, least ? (sent / least).toFixed(2) : ''];
}

function leastOf({ told }: MeasuredExport, first: MeasuredExport, run: 'first' | 'second') {
  const named = (service: string, least: Readonly<Record<string, number>>) =>
    Object.entries(least).map(([route, count]) => [`${service} ${route}`, count] as const);
  const lists = [...named('GitLab', leastOfGitLab(told.sizes)), ...named('Port', leastOfPort(first.told.counts, run))];
  return Object.fromEntries(lists) as Readonly<Record<string, number>>;
}

function requestsOf({ report }: MeasuredExport): ReadonlyMap<string, number> {
  return new Map(report.requests.routes.map(({ service, route, requests }) => [`${service} ${route}`, requests]));
}

function requestsTo({ report }: MeasuredExport, wanted: string): number {
  return report.requests.services.find(({ service }) => service === wanted)?.requests ?? 0;
}

function entitiesOf({ told }: MeasuredExport): number {
  return Object.values(told.counts).reduce((total, count) => total + count, 0);
}
