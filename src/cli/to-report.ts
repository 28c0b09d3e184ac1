import type { CheckGroup } from '../check/check.ts';
import { ConfigError, EXIT_CODES, type ExitCode, type ExporterError, InternalError } from '../errors.ts';
import type { RouteStatistics } from '../http/statistics.ts';
import type { Mask } from '../log/mask.ts';
import { countEntities, sumCounts } from '../run/counts.ts';
import type { PlanReport, RunReport } from '../run/report.ts';
import { causesOf } from './failure.ts';
import type { Report } from './report-format.ts';

/** The end of an invocation: of a run, of a check, or of what failed before one. */
export type Ended = Pick<RunReport, 'exitCode' | 'error'> &
  Partial<RunReport> & { readonly checks?: readonly CheckGroup[] };

/** What a report says beside what the run did. */
export interface ReportFacts {
  readonly version: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** As far as they are known. */
  readonly settings:
    | {
        readonly strict: boolean;
        readonly dryRun: boolean;
        readonly output?: string | undefined;
        readonly integration: { readonly type: string; readonly identifier: string };
      }
    | undefined;
  readonly mask: Mask;
}

/** The report as plain data in its documented shape, each text of it masked. */
export function toReport(ended: Ended, { version, startedAt, finishedAt, settings, mask }: ReportFacts): Report {
  const { exitCode, error, engine, warnings = [], resources = [], unreadBlueprints = [], stale, routes = [] } = ended;
  const { plan, checks, estimate } = ended;
  const report: Report = {
    formatVersion: 1,
    version,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    durationSeconds: (finishedAt.getTime() - startedAt.getTime()) / 1000,
    exitCode,
    outcome: outcomeNamed(exitCode),
    strict: settings?.strict ?? false,
    dryRun: settings?.dryRun ?? false,
    preview: settings?.output !== undefined,
    ...(error && { error: toFailure(error) }),
    unwritten: [],
    ...(engine !== undefined && { engine }),
    ...(settings && { integration: pickOwner(settings.integration) }),
    totals: {
      ...sumCounts(resources),
      deleted: countEntities(stale?.deleted),
      withheld: countEntities(stale?.withheld),
    },
    warnings,
    resources,
    unreadBlueprints,
    ...(stale && { stale }),
    ...(plan && { plan: { totals: totalsOf(plan), ...plan } }),
    ...(checks && { checks: checks.flatMap(toChecks) }),
    ...(estimate && { estimate }),
    requests: toRequests(routes),
  };
  // Text by text: a mask that went over the whole JSON could break it.
  return JSON.parse(JSON.stringify(report), (_key, value: unknown) =>
    typeof value === 'string' ? mask(value) : value,
  );
}

function totalsOf({ blueprints }: PlanReport): NonNullable<Report['plan']>['totals'] {
  const totals = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  for (const { created, updated, deleted, unchanged } of blueprints) {
    totals.created += created.length;
    totals.updated += updated.length;
    totals.deleted += deleted.length;
    totals.unchanged += unchanged;
  }
  return totals;
}

/** The name of an exit code. */
export function outcomeNamed(code: ExitCode): Report['outcome'] {
  const entry = EXIT_CODES.find((candidate) => candidate.code === code);
  if (entry === undefined) throw new InternalError(`The exit code ${code} has no name`);
  return entry.name;
}

function toChecks({ name: group, results }: CheckGroup): NonNullable<Report['checks']> {
  return results.map(({ exit: _, ...result }) => ({ group, ...result }));
}

function toFailure(error: ExporterError): NonNullable<Report['error']> {
  const { code, message, hint, topic } = error;
  const isConfigError = error instanceof ConfigError;
  return {
    code,
    message,
    ...(hint !== undefined && { hint }),
    ...(topic !== undefined && { topic }),
    causes: isConfigError ? [] : causesOf(error),
    issues: isConfigError ? error.issues : [],
  };
}

function pickOwner({ type, identifier }: { readonly type: string; readonly identifier: string }) {
  return { type, identifier };
}

type Traffic = Omit<Report['requests']['services'][number], 'service'>;

function toRequests(routes: readonly RouteStatistics[]): Report['requests'] {
  const services = [...new Set(routes.map(({ service }) => service))];
  return {
    services: services.map((service) => ({
      service,
      ...toTraffic(routes.filter((route) => route.service === service)),
    })),
    routes: routes.map((route) => ({ service: route.service, route: route.route, ...toTraffic([route]) })),
  };
}

function toTraffic(routes: readonly RouteStatistics[]): Traffic {
  const sum = (field: Exclude<keyof RouteStatistics, 'service' | 'route'>) =>
    routes.reduce((total, route) => total + route[field], 0);
  return {
    requests: sum('requests'),
    retries: sum('retries'),
    failures: sum('failures'),
    bytes: sum('bytes'),
    answerSeconds: Math.round(sum('totalMs')) / 1000,
    waitedSeconds: Math.round(sum('waitedMs')) / 1000,
  };
}
