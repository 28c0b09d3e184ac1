import { EXIT_CODES } from '../errors.ts';
import { describeChecks } from './check-report.ts';
import type { Report } from './report-format.ts';

/** What takes the place of the table of exit codes, which tells of runs, where nothing is loaded and nothing deleted. */
const WITHOUT_WRITING: Partial<Record<Report['outcome'], string>> = {
  interrupted: 'Stopped by SIGINT.',
  terminated: 'Stopped by SIGTERM.',
  refused: 'GitLab or Port refused the credentials, or the token lacks a scope.',
  partial: 'Partial: some resources, objects or entities failed, or report or output could not be written.',
  threshold: 'The deletion threshold would withhold deletions.',
  success: 'All that was asked for was read and mapped.',
};

/** What the outcome says of the run, the dry run, the preview or the check that came to it. */
export function describeOutcome(report: Report): string {
  const { outcome, checks, dryRun, preview } = report;
  if (checks !== undefined) return describeChecks(report);
  const meaning = EXIT_CODES.find(({ name }) => name === outcome)?.meaning ?? '';
  return dryRun || preview ? (WITHOUT_WRITING[outcome] ?? meaning) : meaning;
}

/** That Port is as it was, where that is so by intention. */
export function describeUntouched({ dryRun, preview }: Report): string[] {
  if (dryRun) return ['Nothing was written: this was a dry run.'];
  return preview ? ['Nothing was written to Port: this was a preview.'] : [];
}
