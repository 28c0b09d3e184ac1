import { readFileSync } from 'node:fs';
import { type Github, readGithub } from '../config/github.ts';
import { findReportPath } from '../config/report-path.ts';
import type { Settings } from '../config/settings.ts';
import type { Logger } from '../log/logger.ts';
import { createMask, type Mask } from '../log/mask.ts';
import { toPlace } from './output-place.ts';
import { createStyle, type Style } from './style.ts';
import { createLegible, type Legible } from './symbols.ts';

/** One invocation and what is known of it so far. */
export interface Session {
  readonly process: NodeJS.Process;
  readonly version: string;
  readonly startedAt: Date;
  readonly style: Style;
  /** Writes the program's own symbols in ASCII where standard error shows no others. */
  readonly legible: Legible;
  readonly github: Github;
  mask: Mask;
  /** Where the report goes: an absolute path, or `-`. */
  reportPath: string | undefined;
  settings: Settings | undefined;
  log: Logger | undefined;
  /** What was to be written and was not, with the first error of each. The run goes on and ends as a partial one. */
  readonly unwritten: Map<'log' | 'report' | 'result', Error>;
}

/** An invocation of which the settings are not known yet. */
export function openSession(process: NodeJS.Process): Session {
  return {
    process,
    version: readVersion(),
    startedAt: new Date(),
    style: createStyle(process.stderr, process.env),
    legible: createLegible(process.platform, process.env),
    github: readGithub(process.env),
    mask: createMask([]),
    reportPath: toPlace(findReportPath({}, process.env), process.cwd()),
    settings: undefined,
    log: undefined,
    unwritten: new Map(),
  };
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  // Our own file.
  return (JSON.parse(text) as { version: string }).version;
}
