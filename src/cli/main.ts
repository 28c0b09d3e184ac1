import { type LoadedSettings, loadSettings } from '../config/load-settings.ts';
import { readMappingFile } from '../config/read-mapping-file.ts';
import { findReportPath } from '../config/report-path.ts';
import { environmentNames, SETTING_NAMES, settingOf } from '../config/settings.ts';
import { ExporterError, exitCode, InternalError, InterruptedError } from '../errors.ts';
import { systemClock } from '../http/clock.ts';
import { createLogger, type Logger } from '../log/logger.ts';
import { createMask } from '../log/mask.ts';
import { createLogRecords } from '../log/records.ts';
import { chooseEngine } from '../map/choose-engine.ts';
import { cleanEnvironment } from '../map/environment.ts';
import { runExport } from '../run/run.ts';
import { conclude } from './conclude.ts';
import { parseCommandLine } from './program.ts';
import { createLines, createSpinner, type Progress } from './progress.ts';
import { prepareReportFile, toReportPath } from './report-file.ts';
import { openSession, type Session } from './session.ts';
import { isColoured } from './style.ts';

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

  const loaded = await loadSettings({
    flags: invocation.flags,
    environment: process.env,
    workingDirectory: process.cwd(),
  });
  session.mask = createMask(loaded.secrets);
  session.settings = loaded.settings;
  prepareReport(session, loaded);
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

async function exportOnce(
  session: Session,
  { settings, secrets, notices, file }: LoadedSettings,
  signal: AbortSignal,
): Promise<number> {
  const { process, version, mask } = session;
  const onTerminal = isLiveTerminal(process) && settings.logFormat !== 'json';
  const records = settings.noPortLogs ? undefined : createLogRecords();
  const output = {
    format: settings.logFormat,
    colour: isColoured(process.stderr, process.env),
    destination: process.stderr,
    mask,
    ...(records && { records }),
  };
  const log = createLogger({ level: settings.quiet ? 'warn' : settings.logLevel, ...output });
  const unseen = createLogger({ level: 'silent', ...output });
  session.log = log;
  for (const { level, message } of notices) log[level]({}, message);
  if (file !== undefined) log.debug({ file }, 'Read the configuration file');
  const mapping = settings.mapping && { data: await readMappingFile(settings.mapping), origin: settings.mapping };

  const engine = await chooseEngine({ ...settings.jq, searchPath: process.env['PATH'] });
  const progress = createProgress(onTerminal, settings.quiet, process.stderr, log, unseen);
  try {
    const report = await runExport({
      settings,
      version,
      ...(mapping && { mapping }),
      environment: settings.allowEnvironmentVariablesJqAccess ? visibleEnvironment(process.env, secrets) : {},
      engine,
      log,
      ...(records && { logRecords: records }),
      mask,
      clock: systemClock,
      signal,
      observe: progress.observe,
    });
    progress.stop();
    return conclude(session, report);
  } finally {
    progress.stop();
    await engine.close();
  }
}

/** Where a line can be written over: not in a CI job, even one that pretends to be a terminal. */
function isLiveTerminal({ stderr, env }: NodeJS.Process): boolean {
  return stderr.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb';
}

/** What a person sees goes on; the log in Port has the same lines, whatever is shown here. */
function createProgress(
  onTerminal: boolean,
  quiet: boolean,
  stream: NodeJS.WriteStream,
  log: Logger,
  unseen: Logger,
): Progress {
  const lines = createLines(onTerminal || quiet ? unseen : log, Date.now);
  if (!onTerminal || quiet) return lines;
  const spinner = createSpinner(stream, Date.now);
  const observe: Progress['observe'] = (event) => {
    lines.observe(event);
    spinner.observe(event);
  };
  return { observe, stop: spinner.stop };
}

/** What mappings may see through `env`: never what configures a credential. */
function visibleEnvironment(
  environment: NodeJS.ProcessEnv,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const secretNames = SETTING_NAMES.filter((name) => settingOf(name).secret).flatMap(environmentNames);
  return cleanEnvironment(environment, secretNames, secrets);
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
