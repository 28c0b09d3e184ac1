import type { Writable } from 'node:stream';
import { multistream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import type { Mask } from './mask.ts';
import { createPrettyFormat } from './pretty-format.ts';
import { printable } from './printable.ts';
import type { LogRecords } from './records.ts';
import { redact } from './redact.ts';
import { withoutCommands } from './without-commands.ts';

/** First an object, then a fixed sentence: `log.info({ pages }, 'Projects are read')`. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly format: 'pretty' | 'json';
  /** Whether the pretty format is coloured. Default: false. */
  readonly colour?: boolean;
  readonly destination: Writable;
  readonly mask: Mask;
  /** Gets what is logged at `info` and above as well, whatever `level` says. */
  readonly records?: LogRecords;
}

/** Bindings of a logger whose lines are not recorded: what is said about sending records would be sent, and so on. */
export const UNRECORDED = { telemetry: true };

/** Fields of a line that people are not shown, because the summary tells them; for programs, and for the log in Port. */
export const SUMMARIZED = { summarized: true };

const UNRECORDED_MARK = markOf(UNRECORDED);
const SUMMARIZED_MARK = markOf(SUMMARIZED);

/** A logger that writes whole lines at once, masked and without commands to a CI system as the very last step. */
export function createLogger({ level, format, colour = false, destination, mask, records }: LoggerOptions): Logger {
  const stacks = level === 'debug' || level === 'trace';
  const toText = format === 'pretty' ? createPrettyFormat({ colour, stacks }) : printableLine;
  const show = (line: string): void => {
    if (format === 'pretty' && line.includes(SUMMARIZED_MARK)) return;
    destination.write(withoutCommands(toText(maskLine(line, mask))));
  };
  const streams = multistream([{ level, stream: { write: show } }]);
  if (records !== undefined) {
    const write = (line: string): void => (line.includes(UNRECORDED_MARK) ? undefined : records.add(line));
    streams.add({ level: 'info', stream: { write } });
  }
  return pino(
    {
      level: records !== undefined && !['trace', 'debug'].includes(level) ? 'info' : level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    streams,
  );
}

/** How the fields stand in a line; within a text of one their quotes would be escaped. */
function markOf(fields: Readonly<Record<string, boolean>>): string {
  return JSON.stringify(fields).slice(1, -1);
}

/** Text by text: a mask that went over the whole line could break its JSON, and each form escapes texts once more. */
function maskLine(line: string, mask: Mask): string {
  const limits = { maxTextLength: Number.POSITIVE_INFINITY, maxLength: Number.POSITIVE_INFINITY };
  return JSON.stringify(redact(JSON.parse(line), { mask, ...limits }));
}

function printableLine(line: string): string {
  return `${printable(line)}\n`;
}
