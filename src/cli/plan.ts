import { number } from '../amount.ts';
import { printable } from '../log/printable.ts';
import { excerpts } from '../shorten.ts';
import type { Report } from './report-format.ts';
import type { Style } from './style.ts';

type Plan = NonNullable<Report['plan']>;
type BlueprintPlan = Plan['blueprints'][number];
type FieldChange = NonNullable<BlueprintPlan['updated'][number]['fields']>[number];

/** Entities of one sort that are shown of a blueprint; the report has them all. */
const MOST_SHOWN = 20;

/** Columns of an ordinary terminal. */
const WIDTH = 80;
const FIELD_INDENT = '      ';

/** What a run would do, for people; empty where the dry run did not come to its end. Names are GitLab's and Port's: untrusted. */
export function renderPlan(report: Report, style: Style): string {
  const { plan } = report;
  if (plan === undefined) return '';
  const sections = [
    renderPrepared(plan, style),
    ...plan.blueprints.map((blueprint) => renderBlueprint(blueprint, report, style)),
    renderMissing(plan, style),
  ].filter((lines) => lines.length > 0);
  return [...sections.flatMap((lines) => [...lines, '']), ...renderEnd(report, plan)]
    .map((line) => `${line}\n`)
    .join('');
}

/** The totals in one line. */
export function describePlan(plan: Plan): string {
  const { totals } = plan;
  const failed = countFailed(plan);
  const parts = [
    `${number(totals.created)} to create`,
    `${number(totals.updated)} to update`,
    `${number(totals.deleted)} to delete`,
    `${number(totals.unchanged)} unchanged`,
    ...(failed > 0 ? [`${number(failed)} would fail`] : []),
  ];
  return `Plan: ${parts.join(', ')}; nothing was written.`;
}

function renderEnd({ stale }: Report, plan: Plan): string[] {
  const lines = isUpToDate(plan) ? ['No differences. Port is up to date.'] : [describePlan(plan)];
  if (stale?.notSought !== undefined) lines.unshift(`Nothing is deleted: ${printable(stale.notSought)}.`);
  if (stale?.failure !== undefined) lines.unshift(`What is to delete is not known: ${printable(stale.failure)}`);
  return lines;
}

/** What would fail is a difference that no run can do away with. */
function isUpToDate(plan: Plan): boolean {
  const { prepared, missing, totals } = plan;
  return prepared.length + missing.length + countFailed(plan) + totals.created + totals.updated + totals.deleted === 0;
}

function countFailed({ blueprints }: Plan): number {
  return blueprints.reduce((sum, { failed }) => sum + failed, 0);
}

function renderPrepared({ prepared }: Plan, style: Style): string[] {
  if (prepared.length === 0) return [];
  return [style('bold', 'to prepare'), ...prepared.map((name) => `  ${mark.create(style)}  ${printable(name)}`)];
}

function renderBlueprint(blueprint: BlueprintPlan, { stale }: Report, style: Style): string[] {
  const withheld = (stale?.withheld ?? []).filter((kept) => kept.blueprint === blueprint.blueprint);
  const { created, updated, deleted, failed } = blueprint;
  if (created.length + updated.length + deleted.length + failed + withheld.length === 0) return [];
  const stubs = new Set(blueprint.stubs);
  const dependents = new Set(blueprint.dependents);
  return [
    `${style('bold', printable(blueprint.blueprint))}: ${describeCounts(blueprint)}`,
    ...shown(created, (identifier) => [
      `  ${mark.create(style)}  ${printable(identifier)}${stubs.has(identifier) ? ' (empty: others point at it)' : ''}`,
    ]),
    ...shown(updated, ({ identifier, fields }) => [
      `  ${mark.update(style)}  ${printable(identifier)}`,
      ...(fields ?? []).flatMap(renderField),
    ]),
    ...shown(deleted, (identifier) => [
      `  ${mark.delete(style)}  ${printable(identifier)}${dependents.has(identifier) ? ' (of another source: goes with its target)' : ''}`,
    ]),
    ...withheld.map(({ count, reason }) => `  ${mark.withhold(style)}  ${number(count)}: ${printable(reason)}`),
  ];
}

/** A sign, so that lines can be told apart at a glance, and the word for it, for those who do not see colours or signs. */
const mark = {
  create: (style: Style) => style('green', '+ create'),
  update: (style: Style) => style('yellow', '~ update'),
  delete: (style: Style) => style('red', '- delete'),
  withhold: (style: Style) => style('cyan', '! withheld'),
  refuse: (style: Style) => style('red', '! missing'),
};

function describeCounts({ created, updated, deleted, unchanged, failed }: BlueprintPlan): string {
  const counts: [number, string][] = [
    [created.length, 'to create'],
    [updated.length, 'to update'],
    [deleted.length, 'to delete'],
    [failed, 'would fail'],
    [unchanged, 'unchanged'],
  ];
  const parts = counts.filter(([count]) => count > 0).map(([count, what]) => `${number(count)} ${what}`);
  return parts.length > 0 ? parts.join(', ') : 'nothing to change';
}

function renderMissing({ missing }: Plan, style: Style): string[] {
  if (missing.length === 0) return [];
  return [
    `${style('bold', 'related entities')}: Port refuses what points at them`,
    ...shown(missing, ({ blueprint, identifier }) => [
      `  ${mark.refuse(style)}  ${printable(blueprint)} ${printable(identifier)}`,
    ]),
  ];
}

function shown<Item>(items: readonly Item[], render: (item: Item) => readonly string[]): string[] {
  const lines = items.slice(0, MOST_SHOWN).flatMap(render);
  const rest = items.length - MOST_SHOWN;
  return rest > 0 ? [...lines, `  … and ${number(rest)} more (all of them with --report)`] : lines;
}

/** `field: old → new`, on two lines where one is too short for both. */
function renderField({ field, before = 'nothing', after = 'nothing' }: FieldChange): string[] {
  const start = `${FIELD_INDENT}${printable(field)}: `;
  const values = `${printable(before)} → ${printable(after)}`;
  if (start.length + values.length <= WIDTH) return [`${start}${values}`];
  const [old, wanted] = excerpts(printable(before), printable(after), WIDTH - FIELD_INDENT.length - 4);
  return [start.trimEnd(), `${FIELD_INDENT}    ${old}`, `${FIELD_INDENT}  → ${wanted}`];
}
