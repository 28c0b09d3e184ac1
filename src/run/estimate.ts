import type { Settings } from '../config/settings.ts';
import { estimateReading, type ReadingCost } from '../extract/estimate.ts';
import { isPublicSite } from '../extract/gitlab/parents.ts';
import type { Sizes } from '../extract/gitlab/sizes.ts';
import type { Reading } from '../extract/reading.ts';
import type { HttpClient } from '../http/client.ts';
import { type Duration, durationOf, limitedTo, longer } from '../http/pace.ts';
import { countRequests } from '../http/statistics.ts';
import { requestsToFindStale, requestsToRead } from '../load/ownership.ts';
import { INITIAL_CONCURRENCY } from './connect.ts';

/** What one service is going to be asked, and how long that takes at least. */
interface ServiceEstimate extends Duration {
  readonly requests: number;
  /** What takes further requests that nobody can count before, for people. */
  readonly uncounted: readonly string[];
}

/** The request plan of a run: what it is going to take, told before most of it is done. */
export interface RequestEstimate {
  readonly gitlab: ServiceEstimate & {
    /** What each resource reads; what several share is with the first. */
    readonly costs: readonly Omit<ReadingCost, 'isSearch'>[];
  };
  readonly port: ServiceEstimate;
}

type Client = Pick<HttpClient, 'statistics' | 'allowance'>;

type EstimatedSettings = Pick<
  Settings,
  'gitlab' | 'answerSearchesFromTrees' | 'concurrency' | 'dryRun' | 'strict' | 'sendRawDataExamples' | 'noPortLogs'
>;

export interface EstimateOptions {
  readonly settings: EstimatedSettings;
  readonly readings: readonly Reading[];
  readonly sizes: Sizes;
  /** How many entities each blueprint holds in Port. */
  readonly held: () => Promise<readonly number[]>;
  readonly http: { readonly gitlab: Client; readonly port: Client };
  /** Requests to Port before entities are read. */
  readonly opening: number;
  /** Whether stale entities are looked for. */
  readonly seeksStale: boolean;
}

/** Whether the token is let in. */
const OPENING = 1;

/** In a minute, unless an administrator says otherwise (GitLab: "Rate limits"); no header tells. */
const SEARCHES = { gitlabCom: 10, selfManaged: 30 };

/** Estimates both services by the sizes of their listings. Rejects where Port does not tell them. */
export async function estimateRequests(options: EstimateOptions): Promise<RequestEstimate> {
  const { settings, readings, sizes, held, http, opening, seeksStale } = options;
  const concurrency = Math.min(INITIAL_CONCURRENCY, settings.concurrency);
  const [{ costs, uncounted }, holding] = await Promise.all([estimateReading(readings, sizes, settings), held()]);
  const requests = OPENING + sum(costs);
  const perMinute = isPublicSite(settings.gitlab.url) ? SEARCHES.gitlabCom : SEARCHES.selfManaged;
  const searching = limitedTo(
    { perMinute, remaining: perMinute },
    sum(costs.filter(({ isSearch }) => isSearch)),
    `GitLab's usual limit of ${perMinute} searches a minute`,
  );
  const stale = seeksStale ? requestsToFindStale(holding) : 0;
  const further = settings.dryRun ? countPlanned(settings) : countTold(settings, readings.length, seeksStale);
  const portRequests = opening + requestsToRead(holding) + stale + further;
  return {
    gitlab: {
      requests,
      ...longer(durationOf(requests, paceOf(http.gitlab, concurrency)), searching),
      uncounted,
      costs: costs.map(({ kind, what, requests: ofCost }) => ({ kind, what, requests: ofCost })),
    },
    port: {
      requests: portRequests,
      ...durationOf(portRequests, paceOf(http.port, concurrency)),
      uncounted: uncountedOf(settings, seeksStale),
    },
  };
}

function paceOf(http: Client, concurrency: number) {
  const totalMs = http.statistics().reduce((total, route) => total + route.totalMs, 0);
  const answerMs = totalMs / Math.max(1, countRequests(http));
  return { answerMs, concurrency, allowance: http.allowance() };
}

/** A dry run compares with the blueprints, which a strict one has read when it opens. */
function countPlanned({ strict }: EstimatedSettings): number {
  return strict ? 0 : 1;
}

/**
 * What Port is told of a run: its end, a heartbeat, and in records and examples that it begins and ends, and so do each
 * resource and the search for what is stale (Port: "Metrics and heartbeat").
 */
function countTold(
  { sendRawDataExamples, noPortLogs }: EstimatedSettings,
  resources: number,
  seeksStale: boolean,
): number {
  // The search for what is stale may end before Port has been told that it began.
  return 4 + (seeksStale ? 1 : 0) + (noPortLogs ? 0 : 1) + resources * (sendRawDataExamples ? 3 : 2);
}

/** What follows from how GitLab and Port differ. */
function uncountedOf({ dryRun }: EstimatedSettings, seeksStale: boolean): readonly string[] {
  const written = dryRun
    ? 'reading what would change, 1 for each 100 entities of a blueprint that differ'
    : 'writing, 1 for each 20 entities of a blueprint that differ';
  if (!seeksStale) return [written];
  return [
    written,
    dryRun ? 'reading what points at stale entities' : 'deleting, and reading what points at stale entities',
  ];
}

function sum(counts: readonly { readonly requests: number }[]): number {
  return counts.reduce((total, { requests }) => total + requests, 0);
}
