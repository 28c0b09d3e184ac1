import { amount, number } from '../amount.ts';
import { printable } from '../log/printable.ts';
import { breakLine } from './columns.ts';
import type { Report } from './report-format.ts';
import type { Style } from './style.ts';

type Check = NonNullable<Report['checks']>[number];

/** Columns of an ordinary terminal. */
const WIDTH = 80;

/** What stands before a line: a sign, and a word where signs do not show. */
const MARKS = {
  ok: { colour: 'green', sign: '✓', word: 'ok     ' },
  warning: { colour: 'yellow', sign: '!', word: 'warning' },
  failed: { colour: 'red', sign: '✗', word: 'FAILED ' },
  skipped: { colour: 'dim', sign: '-', word: 'skipped' },
} as const;

/** All lines of a check under their headings, and what they come to; empty where there was none. */
export function renderChecks(report: Report, style: Style, unicode: boolean): string {
  const { checks } = report;
  if (checks === undefined) return '';
  const groups = [...new Set(checks.map(({ group }) => group))];
  const lines = groups.flatMap((group) => [
    style('bold', group),
    ...checks.filter((check) => check.group === group).flatMap((check) => renderCheck(check, style, unicode)),
    '',
  ]);
  return [...lines, ...breakLine(printable(describeChecks(report)), WIDTH)].map((line) => `${line}\n`).join('');
}

function renderCheck({ state, title, detail, remedy }: Check, style: Style, unicode: boolean): string[] {
  const { colour, sign, word } = MARKS[state];
  const mark = unicode ? sign : word;
  const indent = ' '.repeat(mark.length + 3);
  const [first = '', ...rest] = breakLine(printable(`${title}: ${detail}`), WIDTH - indent.length);
  return [
    `  ${style(colour, mark)} ${first}`,
    ...rest.map((line) => `${indent}${line}`),
    ...(remedy === undefined ? [] : breakLine(printable(`What to do: ${remedy}`), WIDTH - indent.length)).map(
      (line) => `${indent}${line}`,
    ),
  ];
}

/** `2 checks failed, 1 warning, 1 skipped: exit code 3 (refused). Nothing was written.` */
export function describeChecks({ checks = [], exitCode, outcome, strict }: Report): string {
  const countOf = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  const [failed, warnings, skipped] = [countOf('failed'), countOf('warning'), countOf('skipped')];
  const parts = [
    `${amount(failed, 'check')} failed`,
    `${amount(warnings, 'warning')}${strict && warnings > 0 ? ' (failures: --strict)' : ''}`,
    ...(skipped > 0 ? [`${number(skipped)} skipped`] : []),
  ];
  return `${parts.join(', ')}: exit code ${exitCode} (${outcome}). Nothing was written.`;
}
