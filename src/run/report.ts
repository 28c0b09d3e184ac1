import type { ExitCode, ExporterError } from '../errors.ts';
import type { RouteStatistics } from '../http/statistics.ts';
import type { LoadFailure } from '../load/loader.ts';
import type { FieldError } from '../map/field-errors.ts';
import type { UnreadScope } from './ledger.ts';

/** Objects and entities of one resource, by what became of them. */
export interface ResourceCounts {
  /** Raw objects that GitLab gave. */
  read: number;
  /** Objects for which the selector said false. */
  filtered: number;
  /** Objects that the mapping could not be applied to: `fieldErrors` says why. */
  unmappable: number;
  /** Entities that the mapping made. */
  mapped: number;
  /** Results of the mapping without identifier or blueprint. */
  withoutIdentifier: number;
  created: number;
  updated: number;
  /** Entities that could not be loaded. */
  failed: number;
}

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
  /** Left out by `--kinds`, or not reached. */
  readonly skipped: boolean;
}

/** Failures of the same kind: the first stands for all. */
export interface CountedFailure extends LoadFailure {
  readonly count: number;
}

/** What a run did; `error` is what ended it early. */
export interface RunReport {
  readonly exitCode: ExitCode;
  readonly error?: ExporterError;
  /** The jq that ran the mapping. */
  readonly engine: string;
  readonly resources: readonly ResourceReport[];
  /** What was asked of GitLab and Port. */
  readonly routes: readonly RouteStatistics[];
  readonly durationMs: number;
}
