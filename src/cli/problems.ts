import { amount, number } from '../amount.ts';
import type { Withheld } from '../load/reconcile.ts';
import type { Topic } from '../topics.ts';
import type { Report } from './report-format.ts';

/** Something about one place that a person should know; terminal, annotations and Markdown each show it in their way. */
export interface Problem {
  /** `note`: nothing is wrong. */
  readonly severity: 'error' | 'warning' | 'note';
  /** Whether somebody must act on it, so that it is an annotation; what fails always is. */
  readonly isUrgent: boolean;
  readonly where: string;
  /** One sentence each; a long list is shortened. Names in them are GitLab's and Port's: untrusted. */
  readonly texts: readonly string[];
  /** What to do. */
  readonly remedy?: string;
  /** The section of the documentation that says more. */
  readonly topic?: Topic;
}

/** One sentence of a problem, with what to do about it. */
type Finding = { readonly text: string } & Pick<Problem, 'remedy' | 'topic'>;

type Resource = Report['resources'][number];
type Issue = Report['warnings'][number];

/** Sentences about one place that are shown; the rest is a number. */
const SHOWN_TEXTS = 5;

const REMEDIES = {
  denied: "give the token's user a role where it is denied, or leave that out of the mapping",
  failed: 'run again: what GitLab did not give is read then, and nothing that it could hide was deleted',
  unmapped: 'correct the expressions of the mapping that the warnings about this resource name',
  refused: 'correct what Port says of it, in the mapping or in the blueprint, and run again',
  'missing-blueprint': 'create the blueprint in Port, or correct its name in the mapping, capitals included',
  'property-mismatch': 'let the mapping give what the blueprint takes, or change the blueprint in Port',
  unreadBlueprint: 'run again: what Port did not tell is asked then',
  mapping: 'correct these places of the mapping',
  undeleted: 'delete in Port what points at them; the next run tries again',
  unsought: 'run again: the next run looks for them',
  threshold:
    'if they shall go, raise entityDeletionThreshold for one run (1 lets everything go); if not, see what the token lost',
};

/** All that is worth knowing of how a run went wrong: the error that ended it, of the export, of what is stale. */
export function problemsOf(report: Report): Problem[] {
  return [...errorProblems(report), ...checkProblems(report), ...exportProblems(report), ...staleProblems(report)];
}

/** Of the mapping, of each resource, and of Port. */
export function exportProblems({ error, warnings, resources, unreadBlueprints, strict, dryRun }: Report): Problem[] {
  const facts = { strict, isCutShort: error !== undefined };
  return [
    ...warnings.map(mappingProblem),
    ...resources.flatMap((resource) => resourceProblems(resource, facts)),
    ...unreadBlueprints.map(({ blueprint, reason }) =>
      failure(
        `blueprint ${blueprint}`,
        [`its entities could not be read from Port, so all ${dryRun ? 'would be' : 'were'} written: ${reason}`],
        REMEDIES.unreadBlueprint,
      ),
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
    ...(refused.length > 0 ? [failure('Not deleted', shorten(refused), REMEDIES.undeleted)] : []),
    ...(stale.failure === undefined ? [] : [failure('Stale entities were left', [stale.failure], REMEDIES.unsought)]),
  ];
}

function errorProblems({ error, exitCode, outcome }: Report): Problem[] {
  if (error === undefined) return [];
  const issues = error.issues.map((issue) => `${issue.path}: ${describeIssue(issue)}`);
  const texts = [error.message, ...issues, ...error.causes.map((cause) => `because: ${cause}`)];
  return [failure(`Exit code ${exitCode} (${outcome})`, texts, error.hint, error.topic)];
}

function mappingProblem(issue: Issue): Problem {
  return { ...failure(issue.path, [describeIssue(issue)], REMEDIES.mapping), severity: 'warning' };
}

function describeIssue({ message, origin }: Issue): string {
  return origin === undefined ? message : `${message} (${origin})`;
}

/** Of a check, which is shown on its own otherwise; somebody has asked for all that it finds. */
function checkProblems({ checks = [] }: Report): Problem[] {
  return checks.flatMap(({ group, title, state, detail, remedy }): Problem[] => {
    const where = `${group}: ${title}`;
    if (state === 'failed') return [failure(where, [detail], remedy)];
    if (state !== 'warning') return [];
    return [{ ...failure(where, [detail], remedy), severity: 'warning' }];
  });
}

function resourceProblems(
  resource: Resource,
  { strict, isCutShort }: { readonly strict: boolean; readonly isCutShort: boolean },
): Problem[] {
  const where = `resources[${resource.index}] (${resource.kind})`;
  const { counts, fieldErrors, loadFailures, warnings } = resource;
  const serious = [...findIncomplete(resource), ...loadFailures.map(toFinding)];
  const minor = [
    ...fieldErrors.map(describeFieldError),
    ...warnings,
    ...(counts.withoutIdentifier > 0 ? [`${number(counts.withoutIdentifier)} without identifier were left out`] : []),
  ];
  const isStrictFailure = strict && fieldErrors.length + warnings.length > 0;
  return [
    ...groupByRemedy(serious)
      // What was being read when something ended the run says no more than the error that did: nothing is to be done.
      .filter(([{ remedy }]) => !isCutShort || remedy !== undefined)
      .map(([first, ...others]) =>
        failure(where, shorten([first, ...others].map(({ text }) => text)), first.remedy, first.topic),
      ),
    ...(minor.length > 0
      ? [{ severity: 'warning', isUrgent: isStrictFailure, where, texts: shorten(minor) } as const]
      : []),
  ];
}

/** Why it is incomplete; a part of GitLab that was not read is told as `scope: state: reason`. */
function findIncomplete({ incomplete, unreadScopes }: Resource): Finding[] {
  return incomplete.map((text) => {
    const { state } = unreadScopes.find(({ scope, state }) => text.startsWith(`${scope}: ${state}: `)) ?? {};
    return state === 'reading' ? { text } : { text, remedy: REMEDIES[state ?? 'unmapped'] };
  });
}

function toFinding({ blueprint, identifier, message, topic, count }: Resource['loadFailures'][number]): Finding {
  const what =
    count === 1 ? `${blueprint} ${identifier}` : `${number(count)} entities of ${blueprint}, such as ${identifier}`;
  const text = `${what}: ${message}`;
  if (topic === 'missing-blueprint' || topic === 'property-mismatch') return { text, topic, remedy: REMEDIES[topic] };
  return { text, remedy: REMEDIES.refused };
}

/** What asks for the same remedy is told together. */
function groupByRemedy(findings: readonly Finding[]): (readonly [Finding, ...Finding[]])[] {
  const groups = new Map<string | undefined, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const group = groups.get(finding.remedy);
    if (group === undefined) groups.set(finding.remedy, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function describeFieldError({ field, count, message, example }: Resource['fieldErrors'][number]): string {
  return `${field}: ${amount(count, 'object')}${example === undefined ? '' : `, such as ${example}`}: ${message}`;
}

function keptProblem({ blueprint, count, cause, reason }: Withheld, isChosen: boolean): Problem {
  const what = `${number(count)} of ${blueprint}`;
  const where = 'Kept';
  switch (cause) {
    case 'referenced':
      return {
        severity: 'note',
        isUrgent: false,
        where,
        texts: [`${what}, which GitLab did not give but other entities point at`],
      };
    case 'incomplete':
      return {
        severity: isChosen ? 'note' : 'warning',
        isUrgent: false,
        where,
        texts: [`${what}, not seen in this run: ${reason}`],
      };
    case 'threshold':
      return failure(where, [`${what}, not seen in this run: ${reason}`], REMEDIES.threshold, 'deletion-threshold');
  }
}

function failure(where: string, texts: readonly string[], remedy?: string, topic?: Topic): Problem {
  return { severity: 'error', isUrgent: true, where, texts, ...(remedy && { remedy }), ...(topic && { topic }) };
}

function shorten(texts: readonly string[]): readonly string[] {
  if (texts.length <= SHOWN_TEXTS) return texts;
  return [...texts.slice(0, SHOWN_TEXTS), `and ${texts.length - SHOWN_TEXTS} more`];
}
