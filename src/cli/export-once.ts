import type { LoadedSettings } from '../config/load-settings.ts';
import { readMappingFile } from '../config/read-mapping-file.ts';
import { environmentNames, SETTING_NAMES, type Settings, settingOf } from '../config/settings.ts';
import type { ExitCode } from '../errors.ts';
import { systemClock } from '../http/clock.ts';
import { createLogger, type Logger } from '../log/logger.ts';
import { createLogRecords } from '../log/records.ts';
import { chooseEngine } from '../map/choose-engine.ts';
import { cleanEnvironment } from '../map/environment.ts';
import { runExport } from '../run/run.ts';
import { conclude } from './conclude.ts';
import { createLines, createSpinner, type Progress } from './progress.ts';
import type { Session } from './session.ts';
import { isColoured } from './style.ts';

/** One export with settings that are in force: tells how it goes and how it ended, gives the code to exit with. */
export async function exportOnce(
  session: Session,
  { settings, secrets, notices, file }: LoadedSettings,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { process, version, mask } = session;
  const onTerminal = isLiveTerminal(process) && settings.logFormat !== 'json';
  const records = settings.noPortLogs || settings.dryRun ? undefined : createLogRecords();
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
  if (settings.dryRun) log.info({}, 'A dry run: nothing is written to Port');
  if (file !== undefined) log.debug({ file }, 'Read the configuration file');
  const mapping = settings.mapping && { data: await readMappingFile(settings.mapping), origin: settings.mapping };

  const engine = await chooseEngine({ ...settings.jq, searchPath: process.env['PATH'] });
  const progress = createProgress(onTerminal, settings, process.stderr, log, unseen);
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
  { quiet, dryRun }: Settings,
  stream: NodeJS.WriteStream,
  log: Logger,
  unseen: Logger,
): Progress {
  const lines = createLines(onTerminal || quiet ? unseen : log, Date.now);
  if (!onTerminal || quiet) return lines;
  const spinner = createSpinner(stream, Date.now, dryRun);
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
