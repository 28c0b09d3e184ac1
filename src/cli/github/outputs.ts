import { randomUUID } from 'node:crypto';
import type { Report } from '../report-format.ts';

/** The outputs of a step as lines for GitHub's file; `reportFile` is where a report was written. */
export function renderOutputs({ exitCode, totals }: Report, reportFile: string | undefined): string {
  const outputs = {
    exit_code: String(exitCode),
    created: String(totals.created),
    updated: String(totals.updated),
    deleted: String(totals.deleted),
    failed: String(totals.failed),
    ...(reportFile !== undefined && { report: reportFile }),
  };
  return Object.entries(outputs)
    .map(([name, value]) => toLines(name, value))
    .join('');
}

/** A value with line breaks stands between delimiters that nobody can foresee: it cannot set another output. */
function toLines(name: string, value: string): string {
  if (!/[\r\n]/.test(value)) return `${name}=${value}\n`;
  const delimiter = `end-${randomUUID()}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}
