import type { Settings } from '../config/settings.ts';
import { estimateReading, type ReadingCost } from '../extract/estimate.ts';
import { isPublicSite } from '../extract/gitlab/parents.ts';
import type { Sizes } from '../extract/gitlab/sizes.ts';
import type { Reading } from '../extract/reading.ts';
import type { HttpClient } from '../http/client.ts';
import { type Duration, durationOf, limitedTo, longer } from '../http/pace.ts';
import { countRequests } from '../http/statistics.ts';
import { requestsToRead } from '../load/ownership.ts';
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

type EstimatedSettings = Pick<Settings, 'gitlab' | 'concurrency' | 'dryRun' | 'sendRawDataExamples' | 'noPortLogs'>;

export interface EstimateOptions {
  readonly settings: EstimatedSettings;
  readonly readings: readonly Reading[];
  readonly sizes: Sizes;
  /** How many entities each blueprint holds in Port. */
  readonly held: () => Promise<readonly number[]>;
  readonly http: { readonly gitlab: Client; readonly port: Client };
  /** Requests to Port before entities are read. */
  readonly opening: number;
}

/** Whether the token is let in. */
const OPENING = 1;

/** In a minute, unless an administrator says otherwise (GitLab: "Rate limits"); no header tells. */
const SEARCHES = { gitlabCom: 10, selfManaged: 30 };

/** Estimates both services by the sizes of their listings. Rejects where Port does not tell them. */
export async function estimateRequests(options: EstimateOptions): Promise<RequestEstimate> {
  const { settings, readings, sizes, held, http, opening } = options;
  const concurrency = Math.min(INITIAL_CONCURRENCY, settings.concurrency);
  const [{ costs, uncounted }, holding] = await Promise.all([estimateReading(readings, sizes), held()]);
  const requests = OPENING + sum(costs);
  const perMinute = isPublicSite(settings.gitlab.url) ? SEARCHES.gitlabCom : SEARCHES.selfManaged;
  const searching = limitedTo(
    { perMinute, remaining: perMinute },
    sum(costs.filter(({ isSearch }) => isSearch)),
    `GitLab's usual limit of ${perMinute} searches a minute`,
  );
  const portRequests = opening + requestsToRead(holding) + countTold(settings, readings.length);
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
      uncounted: settings.dryRun ? [] : ['writing, 1 for each 20 entities of a blueprint that differ'],
    },
  };
}

function paceOf(http: Client, concurrency: number) {
  const totalMs = http.statistics().reduce((total, route) => total + route.totalMs, 0);
  const answerMs = totalMs / Math.max(1, countRequests(http));
  return { answerMs, concurrency, allowance: http.allowance() };
}

/** What Port is told of a run: its end, and in records and examples what becomes of each resource (Port: "Metrics and heartbeat"). */
function countTold({ dryRun, sendRawDataExamples, noPortLogs }: EstimatedSettings, resources: number): number {
  if (dryRun) return 0;
  return 5 + (noPortLogs ? 0 : 1) + resources * (sendRawDataExamples ? 3 : 2);
}

function sum(counts: readonly { readonly requests: number }[]): number {
  return counts.reduce((total, { requests }) => total + requests, 0);
}
