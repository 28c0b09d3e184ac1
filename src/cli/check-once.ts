import { runChecks } from '../check/check.ts';
import type { ExaminedSettings } from '../config/load-settings.ts';
import type { ExitCode } from '../errors.ts';
import { systemClock } from '../http/clock.ts';
import { createLogger } from '../log/logger.ts';
import { conclude } from './conclude.ts';
import type { Session } from './session.ts';
import { isColoured } from './style.ts';
import { visibleEnvironment } from './visible-environment.ts';

/** One check, of settings that may be wrong: says how everything is, gives the code to exit with. */
export async function checkOnce(session: Session, examined: ExaminedSettings, signal: AbortSignal): Promise<ExitCode> {
  const { process, version, mask } = session;
  const { settings, secrets } = examined;
  const log = createLogger({
    level: settings.quiet ? 'warn' : settings.logLevel,
    format: settings.logFormat,
    colour: isColoured(process.stderr, process.env),
    destination: process.stderr,
    mask,
  });
  session.log = log;
  const { exitCode, groups } = await runChecks({
    examined,
    version,
    environment: visibleEnvironment(process.env, settings, secrets),
    searchPath: process.env['PATH'],
    log,
    mask,
    clock: systemClock,
    signal,
  });
  return conclude(session, { exitCode, checks: groups });
}
