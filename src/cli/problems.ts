import type { Withheld } from '../load/reconcile.ts';
import { number } from './number.ts';
import type { Report } from './report-format.ts';

/** Something about one place that a person should know; terminal, annotations and Markdown each show it in their way. */
export interface Problem {
  /** `note`: nothing is wrong. */
  readonly severity: 'error' | 'warning' | 'note';
  /** Whether the exit code says so too. */
  readonly isFailure: boolean;
  readonly where: string;
  /** One sentence each; a long list is shortened. Names in them are GitLab's and Port's: untrusted. */
  readonly texts: readonly string[];
  /** What to do. */
  readonly remedy?: string;
}

type Resource = Report['resources'][number];

/** Sentences about one place that are shown; the rest is a number. */
const SHOWN_TEXTS = 5;

/** All that is worth knowing of how a run went wrong: the error that ended it, of the export, of what is stale. */
export function problemsOf(report: Report): Problem[] {
  return [...errorProblems(report), ...exportProblems(report), ...staleProblems(report)];
}

/** Of each resource, and of Port. */
export function exportProblems({ error, resources, unreadBlueprints, strict, dryRun }: Report): Problem[] {
  const facts = { strict, isCutShort: error !== undefined };
  return [
    ...resources.flatMap((resource) => resourceProblems(resource, facts)),
    ...unreadBlueprints.map(({ blueprint, reason }) =>
      failure(`blueprint ${blueprint}`, [
        `its entities could not be read from Port, so all ${dryRun ? 'would be' : 'were'} written: ${reason}`,
      ]),
    ),
  ];
}

/** Of entities that were not deleted. */
export function staleProblems({ stale, error, resources }: Report): Problem[] {
  if (stale === undefined) return [];
  // Where nothing failed, what was not seen is what `--kinds` leaves out.
  const isChosen = error === undefined && resources.every(({ incomplete }) => incomplete.length === 0);
  const refused = stale.refused.map(({ blueprint, identifier, message }) => `${blueprint} ${identifier}: ${message}`);
  return [
    ...stale.withheld.map((kept) => keptProblem(kept, isChosen)),
    ...(refused.length > 0 ? [failure('Not deleted', shorten(refused))] : []),
    ...(stale.failure === undefined ? [] : [failure('Stale entities were left', [stale.failure])]),
  ];
}

function errorProblems({ error, exitCode, outcome }: Report): Problem[] {
  if (error === undefined) return [];
  const issues = error.issues.map(
    ({ path, message, origin }) => `${path}: ${message}${origin === undefined ? '' : ` (${origin})`}`,
  );
  const texts = [error.message, ...issues, ...error.causes.map((cause) => `because: ${cause}`)];
  return [failure(`Exit code ${exitCode} (${outcome})`, texts, error.hint)];
}

function resourceProblems(
  resource: Resource,
  { strict, isCutShort }: { readonly strict: boolean; readonly isCutShort: boolean },
): Problem[] {
  const where = `resources[${resource.index}] (${resource.kind})`;
  const { counts, fieldErrors, incomplete, loadFailures, unreadScopes, warnings } = resource;
  const serious = [...incomplete, ...loadFailures.map(describeLoadFailure)];
  const minor = [
    ...fieldErrors.map(describeFieldError),
    ...warnings,
    ...(counts.withoutIdentifier > 0 ? [`${number(counts.withoutIdentifier)} without identifier were left out`] : []),
  ];
  const remedy = unreadScopes.some(({ state }) => state === 'denied')
    ? "give the token's user a role where it is denied, or leave that out of the mapping"
    : undefined;
  // What was being read when something ended the run says no more than the error that did.
  const isMereEnd = isCutShort && serious.length === unreadScopes.filter(({ state }) => state === 'reading').length;
  const isStrictFailure = strict && fieldErrors.length + warnings.length > 0;
  return [
    ...(serious.length > 0 ? [{ ...failure(where, shorten(serious), remedy), isFailure: !isMereEnd }] : []),
    ...(minor.length > 0
      ? [{ severity: 'warning', isFailure: isStrictFailure, where, texts: shorten(minor) } as const]
      : []),
  ];
}

function describeLoadFailure({ blueprint, identifier, message, count }: Resource['loadFailures'][number]): string {
  const what =
    count === 1 ? `${blueprint} ${identifier}` : `${number(count)} entities of ${blueprint}, such as ${identifier}`;
  return `${what}: ${message}`;
}

function describeFieldError({ field, count, message, example }: Resource['fieldErrors'][number]): string {
  const objects = `${number(count)} ${count === 1 ? 'object' : 'objects'}`;
  return `${field}: ${objects}${example === undefined ? '' : `, such as ${example}`}: ${message}`;
}

function keptProblem({ blueprint, count, cause, reason }: Withheld, isChosen: boolean): Problem {
  const what = `${number(count)} of ${blueprint}`;
  const where = 'Kept';
  switch (cause) {
    case 'referenced':
      return {
        severity: 'note',
        isFailure: false,
        where,
        texts: [`${what}, which GitLab did not give but other entities point at`],
      };
    case 'incomplete':
      return {
        severity: isChosen ? 'note' : 'warning',
        isFailure: false,
        where,
        texts: [`${what}, not seen in this run: ${reason}`],
      };
    case 'threshold':
      return failure(
        where,
        [`${what}, not seen in this run: ${reason}`],
        'if they shall go, raise entityDeletionThreshold for one run (1 lets everything go); if not, see what the token lost',
      );
  }
}

function failure(where: string, texts: readonly string[], remedy?: string): Problem {
  return { severity: 'error', isFailure: true, where, texts, ...(remedy !== undefined && { remedy }) };
}

function shorten(texts: readonly string[]): readonly string[] {
  if (texts.length <= SHOWN_TEXTS) return texts;
  return [...texts.slice(0, SHOWN_TEXTS), `and ${texts.length - SHOWN_TEXTS} more`];
}
