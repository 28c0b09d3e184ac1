import type { ConfigIssue, ExitCode, ExporterError } from '../errors.ts';
import type { RouteStatistics } from '../http/statistics.ts';
import type { EntityKey } from '../load/ownership.ts';
import type { BlueprintChanges } from '../load/plan/planned-changes.ts';
import type { Withheld } from '../load/reconcile.ts';
import type { CountedFailure } from '../load/tally.ts';
import type { FieldError } from '../map/field-errors.ts';
import type { ResourceCounts } from './counts.ts';
import type { RequestEstimate } from './estimate.ts';
import type { UnreadScope } from './ledger.ts';

/** What became of one resource of the mapping. */
export interface ResourceReport {
  /** Position in the mapping, from 0. */
  readonly index: number;
  readonly kind: string;
  readonly counts: ResourceCounts;
  /** Why the resource does not hold all that it should; empty when it does. */
  readonly incomplete: readonly string[];
  readonly unreadScopes: readonly UnreadScope[];
  readonly fieldErrors: readonly FieldError[];
  /** Entities that could not be loaded: the first of each reason, with their number. */
  readonly loadFailures: readonly CountedFailure[];
  readonly warnings: readonly string[];
  /** Requests to GitLab while it was exported; what several resources share counts at the first. */
  readonly requests: number;
  /** Left out by `--kinds`, or not reached. */
  readonly skipped: boolean;
  /** Not all was read, on purpose: the limit was reached, or nobody took more. */
  readonly cutShort: boolean;
}

/** What became of the entities that this integration owns and this run did not map. */
export interface StaleReport {
  readonly deleted: readonly { readonly blueprint: string; readonly count: number }[];
  /** Kept on purpose. */
  readonly withheld: readonly Withheld[];
  /** Port would not delete them. */
  readonly refused: readonly (EntityKey & { readonly message: string })[];
  /** Why nothing was looked for: the user wants it so. */
  readonly notSought?: string;
  /** Why what is stale was not deleted, or not all of it: Port would not tell or do it. */
  readonly failure?: string;
}

/** What a run would change in Port. */
export interface PlanReport {
  /** What a new integration would begin with, such as `blueprint service`. */
  readonly prepared: readonly string[];
  readonly blueprints: readonly (BlueprintChanges & { readonly unchanged: number; readonly failed: number })[];
  /** What entities point at, is not there and would not be created: Port would refuse them. */
  readonly missing: readonly EntityKey[];
}

/** What a run did; `error` is what ended it early. */
export interface RunReport {
  readonly exitCode: ExitCode;
  readonly error?: ExporterError;
  /** What to correct in the mapping, though it could be run. */
  readonly warnings: readonly ConfigIssue[];
  /** The jq that ran the mapping. */
  readonly engine: string;
  readonly resources: readonly ResourceReport[];
  /** Blueprints whose entities could not be read from Port, so that all were written and none deleted. */
  readonly unreadBlueprints: readonly { readonly blueprint: string; readonly reason: string }[];
  /** Absent when the run did not come that far. */
  readonly stale?: StaleReport;
  /** Only of a dry run that came to its end; the rest then tells what a run would do. */
  readonly plan?: PlanReport;
  /** What it was going to ask; absent when the run ended before that was known. */
  readonly estimate?: RequestEstimate;
  /** What was asked of GitLab and Port. */
  readonly routes: readonly RouteStatistics[];
}
