import type { LoadedSettings } from '../config/load-settings.ts';
import { findReportPath } from '../config/report-path.ts';
import { ExporterError, exitCode, InternalError, InterruptedError } from '../errors.ts';
import { createMask } from '../log/mask.ts';
import { conclude } from './conclude.ts';
import { parseCommandLine } from './program.ts';
import { prepareReportFile, toReportPath } from './report-file.ts';
import { openSession, type Session } from './session.ts';

/**
 * The command: settings in, exit code out. The only place that ends the process. `stop` is aborted by the system's first
 * SIGINT or SIGTERM, with its name as the reason.
 */
export async function main(process: NodeJS.Process, stop: AbortSignal): Promise<void> {
  const session = openSession(process);
  // A reader that went away (`| head`) is no failure of the run.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  process.once('uncaughtException', (error) => {
    process.exitCode = fail(session, error);
    process.exit();
  });
  try {
    process.exitCode = await start(session, toInterruption(stop));
  } catch (error) {
    process.exitCode = fail(session, error);
  }
}

async function start(session: Session, signal: AbortSignal): Promise<number> {
  const { process, version } = session;
  const invocation = parseCommandLine(process.argv.slice(2), {
    version,
    stdout: (text) => void process.stdout.write(text),
  });
  if (invocation.shown) return exitCode('success');
  session.reportPath = toReportPath(findReportPath(invocation.flags, process.env), process.cwd());

  // Loaded when they are needed: most of the program serves a run alone, and --help is to be there at once.
  const { examineSettings, requireValid } = await import('../config/load-settings.ts');
  const examined = await examineSettings({
    flags: invocation.flags,
    environment: process.env,
    workingDirectory: process.cwd(),
  });
  session.mask = createMask(examined.secrets);
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

/** Before the settings are known the report may have had another place. */
function prepareReport(session: Session, { settings, origins }: LoadedSettings): void {
  const path = toReportPath(settings.report, session.process.cwd());
  session.reportPath = undefined;
  if (path !== undefined) prepareReportFile(path, origins.get('report'));
  session.reportPath = path;
}

/** The launcher's signal with the error that stands for it as its reason. */
function toInterruption(stop: AbortSignal): AbortSignal {
  const controller = new AbortController();
  // The launcher gives the name of the system's signal as the reason.
  const interrupt = () => controller.abort(new InterruptedError(stop.reason as 'SIGINT' | 'SIGTERM'));
  if (stop.aborted) interrupt();
  else stop.addEventListener('abort', interrupt, { once: true });
  return controller.signal;
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Tells what went wrong; gives the code that stands for it. */
function fail(session: Session, cause: unknown): number {
  const error = cause instanceof ExporterError ? cause : new InternalError(String(cause), { cause });
  return conclude(session, { exitCode: exitCode(error.exit), error });
}
