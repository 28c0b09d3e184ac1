import { printable } from '../../log/printable.ts';
import { withoutCommands } from '../../log/without-commands.ts';
import { addressOf } from '../more.ts';
import type { Problem } from '../problems.ts';

/** GitHub shows this many of each sort for a step, and this many characters of each. */
const SHOWN = 10;
const LONGEST = 4096;

/**
 * Workflow commands, one a line, that make GitHub show what a person must act on beside the job (GitHub: "Workflow
 * commands for GitHub Actions").
 */
export function renderAnnotations(problems: readonly Problem[]): string[] {
  const urgent = problems.filter(({ isUrgent }) => isUrgent);
  return (['error', 'warning'] as const).flatMap((severity) =>
    limit(urgent.filter((problem) => problem.severity === severity)).map((problem) => toCommand(severity, problem)),
  );
}

function limit(problems: readonly Problem[]): readonly Problem[] {
  const [first] = problems;
  if (first === undefined || problems.length <= SHOWN) return problems;
  const texts = [`${problems.length - SHOWN + 1} more, which the summary and the log tell`];
  const { severity, isUrgent } = first;
  return [...problems.slice(0, SHOWN - 1), { severity, isUrgent, where: 'gitlab-port-exporter', texts }];
}

function toCommand(severity: 'error' | 'warning', { where, texts, remedy, topic }: Problem): string {
  const advice = [...(remedy ? [`What to do: ${remedy}`] : []), ...(topic ? [`More: ${addressOf(topic)}`] : [])];
  const lines = [...texts, ...advice].map(harmless);
  return `::${severity} title=${escapeProperty(harmless(where))}::${escapeData(cut(lines.join('\n')))}`;
}

/** The runner prints an annotation in the log once more. */
function harmless(text: string): string {
  return withoutCommands(printable(text));
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
