import { readFileSync } from 'node:fs';
import { type LoadedSettings, loadSettings } from '../config/load-settings.ts';
import { readMappingFile } from '../config/read-mapping-file.ts';
import { environmentNames, SETTING_NAMES, settingOf } from '../config/settings.ts';
import { ExporterError, exitCode, InternalError, InterruptedError } from '../errors.ts';
import { systemClock } from '../http/clock.ts';
import { createLogger, type Logger } from '../log/logger.ts';
import { createMask, type Mask } from '../log/mask.ts';
import { chooseEngine } from '../map/choose-engine.ts';
import { cleanEnvironment } from '../map/environment.ts';
import type { RunReport } from '../run/report.ts';
import { runExport } from '../run/run.ts';
import { renderError } from './failure.ts';
import { parseCommandLine } from './program.ts';
import { createLines, createSpinner, type Progress } from './progress.ts';
import { createStyle, isColoured, type Style } from './style.ts';
import { renderProblems, renderSummary } from './summary.ts';

/** One invocation and what is known of it so far. */
interface Session {
  readonly process: NodeJS.Process;
  readonly version: string;
  readonly style: Style;
  mask: Mask;
}

/** The command: settings in, exit code out. The only place that ends the process. */
export async function main(process: NodeJS.Process): Promise<void> {
  const session: Session = {
    process,
    version: readVersion(),
    style: createStyle(process.stderr, process.env),
    mask: createMask([]),
  };
  // A reader that went away (`| head`) is no failure of the run.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  process.once('uncaughtException', (error) => {
    fail(session, error);
    process.exit();
  });
  try {
    process.exitCode = await start(session);
  } catch (error) {
    fail(session, error);
  }
}

async function start(session: Session): Promise<number> {
  const { process, version } = session;
  const invocation = parseCommandLine(process.argv.slice(2), {
    version,
    stdout: (text) => void process.stdout.write(text),
  });
  if (invocation.shown) return exitCode('success');

  const loaded = await loadSettings({
    flags: invocation.flags,
    environment: process.env,
    workingDirectory: process.cwd(),
  });
  session.mask = createMask(loaded.secrets);
  return exportOnce(session, loaded);
}

async function exportOnce(session: Session, { settings, secrets, notices, file }: LoadedSettings): Promise<number> {
  const { process, version, style, mask } = session;
  const onTerminal = isLiveTerminal(process) && settings.logFormat !== 'json';
  const log = createLogger({
    level: settings.quiet ? 'warn' : settings.logLevel,
    format: settings.logFormat === 'json' ? 'json' : 'pretty',
    colour: isColoured(process.stderr, process.env),
    destination: process.stderr,
    mask,
  });
  for (const { level, message } of notices) log[level]({}, message);
  if (file !== undefined) log.debug({ file }, 'Read the configuration file');
  const mapping = settings.mapping && { data: await readMappingFile(settings.mapping), origin: settings.mapping };

  const engine = await chooseEngine({ ...settings.jq, searchPath: process.env['PATH'] });
  const progress = createProgress(onTerminal, settings.quiet, process.stderr, log);
  try {
    const report = await runExport({
      settings,
      version,
      ...(mapping && { mapping }),
      environment: settings.allowEnvironmentVariablesJqAccess ? visibleEnvironment(process.env, secrets) : {},
      engine,
      log,
      mask,
      clock: systemClock,
      signal: abortOnSignals(process),
      observe: progress.observe,
    });
    progress.stop();
    if (settings.logFormat === 'json') logReport(report, log);
    else process.stderr.write(mask(renderReport(report, settings.quiet, style, version)));
    return report.exitCode;
  } finally {
    progress.stop();
    await engine.close();
  }
}

/** Where a line can be written over: not in a CI job, even one that pretends to be a terminal. */
function isLiveTerminal({ stderr, env }: NodeJS.Process): boolean {
  return stderr.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb';
}

function createProgress(onTerminal: boolean, quiet: boolean, stream: NodeJS.WriteStream, log: Logger): Progress {
  if (quiet) return { observe: () => {}, stop: () => {} };
  return onTerminal ? createSpinner(stream, Date.now) : createLines(log, Date.now);
}

/** Quiet, a run that went well says nothing but what a person should look at. */
function renderReport(report: RunReport, quiet: boolean, style: Style, version: string): string {
  const wentWell = report.exitCode === exitCode('success');
  const problems = renderProblems(report, style).map((line) => `${line}\n`);
  const parts = quiet && wentWell ? problems : [`\n${renderSummary(report, style)}`];
  if (report.error !== undefined) parts.push(`\n${renderError(report.error, style, { version })}`);
  return parts.join('');
}

/** Where a program reads the log, the summary is a line of it. */
function logReport({ error, ...report }: RunReport, log: Logger): void {
  log.info({ report }, 'Finished');
  if (error !== undefined) log.error({ code: error.code, hint: error.hint, error }, error.message);
}

/** What mappings may see through `env`: never what configures a credential. */
function visibleEnvironment(
  environment: NodeJS.ProcessEnv,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const secretNames = SETTING_NAMES.filter((name) => settingOf(name).secret).flatMap(environmentNames);
  return cleanEnvironment(environment, secretNames, secrets);
}

/** The first signal asks the run to stop, a second one does not wait for it. */
function abortOnSignals(process: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const reason = new InterruptedError(signal);
      if (controller.signal.aborted) process.exit(exitCode(reason.exit));
      controller.abort(reason);
    });
  }
  return controller.signal;
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Says what went wrong and sets the code that stands for it. */
function fail({ process, mask, style, version }: Session, cause: unknown): void {
  const error = cause instanceof ExporterError ? cause : new InternalError(String(cause), { cause });
  process.stderr.write(mask(renderError(error, style, { version })));
  process.exitCode = exitCode(error.exit);
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  // Our own file.
  return (JSON.parse(text) as { version: string }).version;
}
