import type { LoadedSettings } from '../config/load-settings.ts';
import { readMappingFile } from '../config/read-mapping-file.ts';
import { ConfigError, type ExitCode } from '../errors.ts';
import { systemClock } from '../http/clock.ts';
import { createLogger, type Logger } from '../log/logger.ts';
import { printable } from '../log/printable.ts';
import { createLogRecords } from '../log/records.ts';
import { chooseEngine } from '../map/choose-engine.ts';
import { runPreview } from '../run/preview.ts';
import { type RunOptions, runExport } from '../run/run.ts';
import { widthOf } from './columns.ts';
import { conclude } from './conclude.ts';
import { openEntityOutput } from './entity-output.ts';
import { keepHeapSmall } from './heap.ts';
import { createLiveProgress } from './live-progress.ts';
import { preparePlace, STANDARD_OUTPUT, toPlace } from './output-place.ts';
import type { Progress } from './progress.ts';
import { createProgressLines } from './progress-lines.ts';
import type { Session } from './session.ts';
import { isColoured } from './style.ts';
import { hasUnicode } from './symbols.ts';
import { visibleEnvironment } from './visible-environment.ts';

/** One export with settings that are in force: tells how it goes and how it ended, gives the code to exit with. */
export async function exportOnce(session: Session, loaded: LoadedSettings, signal: AbortSignal): Promise<ExitCode> {
  keepHeapSmall();
  const { process, version, mask } = session;
  const { settings, secrets, notices, file } = loaded;
  // Lines of entities, wherever they are piped, and lines that are drawn again would spoil each other.
  const onTerminal = isLiveTerminal(process) && settings.logFormat !== 'json' && settings.output !== STANDARD_OUTPUT;
  const isTold = !settings.noPortLogs && !settings.dryRun && settings.output === undefined;
  const records = isTold ? createLogRecords() : undefined;
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

  const place = prepareOutput(session, loaded);
  const engine = await chooseEngine({ ...settings.jq, searchPath: process.env['PATH'] });
  const { quiet, dryRun } = settings;
  const progress = createProgress(session, { onTerminal, quiet, dryRun, log, unseen, signal });
  const entities = place === undefined ? undefined : openEntityOutput(place, process.stdout);
  // However the process ends, the cursor is back, no line is left half-drawn and no file half-written.
  const cleanUp = () => {
    progress.stop();
    entities?.discard();
  };
  process.once('exit', cleanUp);
  try {
    const run: RunOptions = {
      settings,
      version,
      ...(mapping && { mapping }),
      environment: visibleEnvironment(process.env, settings, secrets),
      engine,
      log,
      ...(records && { logRecords: records }),
      mask,
      clock: systemClock,
      signal,
      observe: progress.observe,
    };
    const report = entities === undefined ? await runExport(run) : await runPreview(run, entities);
    progress.stop();
    return await conclude(session, report);
  } finally {
    process.off('exit', cleanUp);
    cleanUp();
    await engine.close();
  }
}

/** Where a line can be written over: not in a CI job, even one that pretends to be a terminal. */
function isLiveTerminal({ stderr, env }: NodeJS.Process): boolean {
  return widthOf(stderr) !== undefined && !env['CI'] && env['TERM'] !== 'dumb';
}

/** Where a preview goes, found to be writable; undefined for a run. */
function prepareOutput({ process, reportPath }: Session, { settings, origins }: LoadedSettings): string | undefined {
  const place = toPlace(settings.output, process.cwd());
  if (place === undefined) return undefined;
  const origin = origins.get('output') ?? 'default';
  const refuse = (message: string) => new ConfigError('There can be no preview', [{ path: 'output', message, origin }]);
  if (place === reportPath) throw refuse('expected another place than that of the report');
  if (settings.dryRun) throw refuse('a preview compares nothing with Port: leave out output, or dryRun');
  preparePlace(place, { setting: 'output', origin });
  return place;
}

interface ProgressOptions {
  readonly onTerminal: boolean;
  readonly quiet: boolean;
  readonly dryRun: boolean;
  readonly log: Logger;
  readonly unseen: Logger;
  readonly signal: AbortSignal;
}

/** What a person sees goes on; the log in Port has the same lines, whatever is shown here. */
function createProgress(
  { process, style, legible, mask }: Session,
  { onTerminal, quiet, dryRun, log, unseen, signal }: ProgressOptions,
): Progress {
  const lines = createProgressLines(onTerminal || quiet ? unseen : log, Date.now);
  if (!onTerminal || quiet) return lines;
  const live = createLiveProgress({
    stream: process.stderr,
    now: Date.now,
    style,
    isColoured: isColoured(process.stderr, process.env),
    hasUnicode: hasUnicode(process.platform, process.env),
    show: (line) => legible(mask(printable(line))),
    dryRun,
    signal,
  });
  const observe: Progress['observe'] = (event) => {
    lines.observe(event);
    live.observe(event);
  };
  return { observe, stop: live.stop };
}
