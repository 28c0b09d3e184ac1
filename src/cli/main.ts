import type { Command } from 'commander';
import type { LoadedSettings } from '../config/load-settings.ts';
import { findReportPath } from '../config/report-path.ts';
import { ExporterError, exitCode, InternalError, InterruptedError, OutputError } from '../errors.ts';
import { createMask } from '../log/mask.ts';
import { conclude } from './conclude.ts';
import { preparePlace, toPlace } from './output-place.ts';
import { isReaderGone, print } from './print.ts';
import { createProgram, type Printed, parseCommandLine } from './program.ts';
import { openSession, type Session } from './session.ts';

/**
 * The command: settings in, exit code out. The only place that ends the process. `stop` is aborted by the system's first
 * SIGINT or SIGTERM, with its name as the reason.
 */
export async function main(process: NodeJS.Process, stop: AbortSignal): Promise<void> {
  const session = openSession(process);
  // Who writes to standard output waits for it, and tells a failure.
  process.stdout.on('error', () => {});
  process.stderr.on('error', (error) => {
    if (!isReaderGone(error) && !session.unwritten.has('log')) session.unwritten.set('log', error);
  });
  process.once('uncaughtException', (error) => void fail(session, error).then((code) => process.exit(code)));
  try {
    process.exitCode = await start(session, toInterruption(stop, session));
  } catch (error) {
    process.exitCode = await fail(session, error);
  }
}

async function start(session: Session, signal: AbortSignal): Promise<number> {
  const { process, version } = session;
  const shown: string[] = [];
  const stdout = (text: string) => void shown.push(text);
  const invocation = parseCommandLine(process.argv.slice(2), { version, stdout });
  if (invocation.shown) return show(session, shown.join(''));
  if (invocation.print !== undefined)
    return show(session, await textOf(invocation.print, createProgram({ version, stdout })));
  session.reportPath = toPlace(findReportPath(invocation.flags, process.env), process.cwd());

  // Loaded when they are needed: most of the program serves a run alone, and --help is to be there at once.
  const { examineSettings, requireValid } = await import('../config/load-settings.ts');
  const examined = await examineSettings({
    flags: invocation.flags,
    environment: process.env,
    workingDirectory: process.cwd(),
  });
  session.mask = createMask(examined.secrets);
  // A report that says so must not be written where none is to be.
  if (examined.issues.some(({ path }) => path === 'report')) session.reportPath = undefined;
  // A check tells what is wrong with the settings among all else.
  const loaded = examined.settings.check ? examined : requireValid(examined);
  session.settings = loaded.settings;
  prepareReport(session, loaded);
  if (examined.settings.check) {
    const { checkOnce } = await import('./check-once.ts');
    signal.throwIfAborted();
    return checkOnce(session, examined, signal);
  }
  const { exportOnce } = await import('./export-once.ts');
  signal.throwIfAborted();
  return exportOnce(session, loaded, signal);
}

/** Prints in place of a run. */
async function show({ process }: Session, text: string): Promise<number> {
  try {
    await print(process.stdout, text);
    return exitCode('success');
  } catch (cause) {
    throw new OutputError('Standard output could not be written', { cause });
  }
}

/** What is printed in place of a run. */
async function textOf(print: Printed, program: Command): Promise<string> {
  if (print.text === 'mapping-schema') return (await import('./mapping-schema.ts')).mappingSchemaText();
  const { completionScript } = await import('./completion/script.ts');
  return completionScript(program, print.shell);
}

/** Before the settings are known the report may have had another place. */
function prepareReport(session: Session, { settings, origins }: LoadedSettings): void {
  const path = toPlace(settings.report, session.process.cwd());
  session.reportPath = undefined;
  if (path !== undefined) preparePlace(path, { setting: 'report', origin: origins.get('report') });
  session.reportPath = path;
}

/** The launcher's signal with the error that stands for it as its reason. */
function toInterruption(stop: AbortSignal, session: Session): AbortSignal {
  const controller = new AbortController();
  // The launcher gives the name of the system's signal as the reason.
  const interrupt = () =>
    controller.abort(new InterruptedError(stop.reason as 'SIGINT' | 'SIGTERM', writesToPort(session)));
  if (stop.aborted) interrupt();
  else stop.addEventListener('abort', interrupt, { once: true });
  return controller.signal;
}

/** A check, a dry run and a preview do not; before the settings are known nothing does. */
function writesToPort({ settings }: Session): boolean {
  return settings !== undefined && !settings.check && !settings.dryRun && settings.output === undefined;
}

/** Tells what went wrong; gives the code that stands for it. */
function fail(session: Session, cause: unknown): Promise<number> {
  const error = cause instanceof ExporterError ? cause : new InternalError(String(cause), { cause });
  return conclude(session, { exitCode: exitCode(error.exit), error });
}
