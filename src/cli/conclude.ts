import { type ExitCode, exitCode } from '../errors.ts';
import { printable } from '../log/printable.ts';
import { withoutCommands } from '../log/without-commands.ts';
import { renderChecks } from './check-report.ts';
import { wrap } from './columns.ts';
import { renderError } from './failure.ts';
import { tellGithub } from './github/tell-github.ts';
import { addressOf } from './more.ts';
import { STANDARD_OUTPUT } from './output-place.ts';
import { renderPlan } from './plan.ts';
import { type Problem, problemsOf } from './problems.ts';
import { writeReport } from './report-file.ts';
import type { Report } from './report-format.ts';
import type { Session } from './session.ts';
import { createStyle } from './style.ts';
import { renderProblems, renderSummary } from './summary.ts';
import { hasUnicode } from './symbols.ts';
import { type Ended, outcomeNamed, toReport } from './to-report.ts';

/** Tells of the end wherever somebody may look: report file, log or terminal, GitHub. Gives the code to exit with. */
export function conclude(session: Session, ended: Ended): ExitCode {
  const { process, github, reportPath } = session;
  const report = toReport(ended, { ...session, finishedAt: new Date() });
  const unwritten = reportPath === undefined ? undefined : tryToWrite(session, report, reportPath);
  const final = unwritten === undefined ? report : withoutReportFile(report);

  if (reportPath !== STANDARD_OUTPUT) showResult(session, final);
  tellReader(session, final, ended);
  if (unwritten !== undefined) warn(session, `${unwritten.where}: ${unwritten.texts.join('. ')}`);
  tellGithub(github, {
    report: final,
    problems: [...problemsOf(final), ...(unwritten === undefined ? [] : [unwritten])],
    reportFile: unwritten === undefined && reportPath !== STANDARD_OUTPUT ? reportPath : undefined,
    print: (line) => void process.stderr.write(`${line}\n`),
    warn: (message) => warn(session, message),
  });
  return final.exitCode;
}

function tryToWrite({ process, mask }: Session, report: Report, path: string): Problem | undefined {
  try {
    writeReport(report, path, (text) => void process.stdout.write(text));
    return undefined;
  } catch (error) {
    const reason = mask(error instanceof Error ? error.message : String(error));
    const texts = [reason, `Without it the run would have ended with exit code ${report.exitCode}`];
    return { severity: 'error', isUrgent: true, where: 'The report could not be written', texts };
  }
}

/** Who asked for a report and did not get it must not see a success: the rest is in, so it is a partial one. */
function withoutReportFile(report: Report): Report {
  const isWorse = isGood(report) || report.outcome === 'threshold';
  const code = isWorse ? exitCode('partial') : report.exitCode;
  return { ...report, exitCode: code, outcome: outcomeNamed(code) };
}

/** The result of a dry run or a check: what was asked for, so that it goes to standard output, quiet or not. */
function showResult({ process, mask }: Session, report: Report): void {
  const style = createStyle(process.stdout, process.env);
  const text = renderChecks(report, style, hasUnicode(process.platform, process.env)) + renderPlan(report, style);
  const { isTTY, columns } = process.stdout;
  process.stdout.write(withoutCommands(isTTY ? wrap(mask(text), columns) : mask(text)));
}

/** That a dry run found differences is what it is for. */
function isGood({ outcome }: Report): boolean {
  return outcome === 'success' || outcome === 'differences';
}

/** A line of the log where a program reads it, else text for people. */
function tellReader(session: Session, report: Report, { error }: Ended): void {
  const { process, legible, log, mask, settings, style, version } = session;
  if (log !== undefined && settings?.logFormat === 'json') {
    // Quiet, too, a run that did not go well says why.
    log[isGood(report) ? 'info' : 'warn']({ report }, 'Finished');
    if (error !== undefined)
      log.error(
        { code: error.code, hint: error.hint, more: error.topic && addressOf(error.topic), error },
        error.message,
      );
    return;
  }
  const columns = process.stderr.isTTY ? process.stderr.columns : undefined;
  const summary = renderForPeople(session, report, columns);
  const failure = error === undefined ? '' : `${summary && '\n'}${renderError(error, style, { version })}`;
  const text = legible(mask(`${summary}${failure}`));
  process.stderr.write(withoutCommands(columns === undefined ? text : wrap(text, columns)));
}

/** Quiet, a run that went well says nothing but what a person should look at. */
function renderForPeople({ settings, style }: Session, report: Report, columns: number | undefined): string {
  if (settings?.quiet && isGood(report)) return renderProblems(report, style);
  const summary = renderSummary(report, style, columns);
  return summary && `\n${summary}`;
}

function warn({ process, log, mask, style }: Session, message: string): void {
  if (log !== undefined) log.warn({}, message);
  else process.stderr.write(withoutCommands(mask(`${style('yellow', '!')} ${printable(message)}\n`)));
}
