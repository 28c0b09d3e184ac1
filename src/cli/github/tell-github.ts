import { appendFileSync, statSync } from 'node:fs';
import type { Github } from '../../config/github.ts';
import type { Problem } from '../problems.ts';
import type { Report } from '../report-format.ts';
import { renderAnnotations } from './annotations.ts';
import { renderOutputs } from './outputs.ts';
import { renderStepSummary } from './step-summary.ts';

/** What GitHub takes for the summary of a step, in bytes. */
const SUMMARY_LIMIT = 1024 * 1024;

/** What there is to tell, and how to tell what GitHub did not take. */
export interface News {
  readonly report: Report;
  readonly problems: readonly Problem[];
  readonly reportFile: string | undefined;
  readonly print: (line: string) => void;
  readonly warn: (message: string) => void;
}

/** Tells GitHub Actions how a run ended. Never throws: that a file cannot be written is a warning. */
export function tellGithub({ isRunner, summaryFile, outputFile }: Github, news: News): void {
  const { report, problems, reportFile, print, warn } = news;
  if (isRunner) for (const line of renderAnnotations(problems)) print(line);
  append('The summary for GitHub', summaryFile, warn, (size) =>
    renderStepSummary(report, problems, SUMMARY_LIMIT - size),
  );
  append('The outputs for GitHub', outputFile, warn, () => renderOutputs(report, reportFile));
}

function append(
  what: string,
  file: string | undefined,
  warn: News['warn'],
  render: (sizeSoFar: number) => string,
): void {
  if (file === undefined) return;
  try {
    appendFileSync(file, render(statSync(file, { throwIfNoEntry: false })?.size ?? 0));
  } catch (error) {
    warn(`${what} could not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
