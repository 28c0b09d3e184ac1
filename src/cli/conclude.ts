import { type ExitCode, exitCode } from '../errors.ts';
import { printable } from '../log/printable.ts';
import { withoutCommands } from '../log/without-commands.ts';
import { renderChecks } from './check-report.ts';
import { widthOf, wrap } from './columns.ts';
import { renderError } from './failure.ts';
import { tellGithub } from './github/tell-github.ts';
import { addressOf } from './more.ts';
import { STANDARD_OUTPUT } from './output-place.ts';
import { renderPlan } from './plan.ts';
import { print } from './print.ts';
import { type Problem, problemsOf } from './problems.ts';
import { correctReport, writeReport } from './report-file.ts';
import type { Report } from './report-format.ts';
import type { Session } from './session.ts';
import { createStyle } from './style.ts';
import { renderProblems, renderSummary } from './summary.ts';
import { hasUnicode } from './symbols.ts';
import { type Ended, outcomeNamed, toReport } from './to-report.ts';

/** Tells of the end wherever somebody may look: report file, log or terminal, GitHub. Gives the code to exit with. */
export async function conclude(session: Session, ended: Ended): Promise<ExitCode> {
  const { process, github, reportPath } = session;
  const report = toReport(ended, { ...session, finishedAt: new Date() });
  const current = () => withUnwritten(session, report);
  await errorsAreIn();
  if (reportPath !== undefined)
    await attempt(session, 'report', () => writeReport(current(), reportPath, process.stdout));
  const toldUnwritten = session.unwritten.size;
  if (reportPath !== STANDARD_OUTPUT) await attempt(session, 'result', () => showResult(session, current()));
  tellReader(session, current(), ended);
  for (const { where, texts } of unwrittenProblems(session, report)) warn(session, `${where}: ${texts.join('. ')}`);
  await errorsAreIn();
  if (reportPath !== undefined && session.unwritten.size > toldUnwritten)
    await attempt(session, 'report', () => correctReport(current(), reportPath));

  const final = current();
  tellGithub(github, {
    report: final,
    problems: [...problemsOf(final), ...unwrittenProblems(session, report)],
    reportFile: session.unwritten.has('report') || reportPath === STANDARD_OUTPUT ? undefined : reportPath,
    print: (line) => void process.stderr.write(`${line}\n`),
    warn: (message) => warn(session, message),
  });
  return final.exitCode;
}

/** A stream tells in a later turn that it could not be written. */
function errorsAreIn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function attempt({ unwritten }: Session, what: 'report' | 'result', write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    unwritten.set(what, error instanceof Error ? error : new Error(String(error)));
  }
}

/** Who does not get what was asked for must not see a success: the rest is in, so it is a partial one. */
function withUnwritten({ unwritten, mask }: Session, report: Report): Report {
  const isWorse = unwritten.size > 0 && (isGood(report) || report.outcome === 'threshold');
  const code = isWorse ? exitCode('partial') : report.exitCode;
  return {
    ...report,
    exitCode: code,
    outcome: outcomeNamed(code),
    unwritten: [...unwritten].map(([what, { message }]) => ({ what, reason: mask(message) })),
  };
}

function unwrittenProblems(session: Session, report: Report): Problem[] {
  return withUnwritten(session, report).unwritten.map(({ what, reason }) => ({
    severity: 'error',
    isUrgent: true,
    where: `The ${what} could not be written`,
    texts: [reason, `Without it the run would have ended with exit code ${report.exitCode}`],
  }));
}

/** The result of a dry run or a check: what was asked for, so that it goes to standard output, quiet or not. */
async function showResult({ process, mask }: Session, report: Report): Promise<void> {
  const style = createStyle(process.stdout, process.env);
  const text = renderChecks(report, style, hasUnicode(process.platform, process.env)) + renderPlan(report, style);
  const columns = widthOf(process.stdout);
  await print(process.stdout, withoutCommands(columns === undefined ? mask(text) : wrap(mask(text), columns)));
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
  const columns = widthOf(process.stderr);
  const summary = renderForPeople(session, report, columns);
  const failure = error === undefined ? '' : `${summary && '\n'}${renderError(error, style, { version })}`;
  const text = legible(mask(`${summary}${failure}`));
  // A device that is full refuses even nothing.
  if (text !== '') process.stderr.write(withoutCommands(columns === undefined ? text : wrap(text, columns)));
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
