import type { Writable } from 'node:stream';
import { type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import type { Mask } from './mask.ts';
import { createPrettyFormat } from './pretty-format.ts';

/** First an object, then a fixed sentence: `log.info({ pages }, 'Projects are read')`. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly format: 'pretty' | 'json';
  /** Whether the pretty format is coloured. Default: false. */
  readonly colour?: boolean;
  readonly destination: Writable;
  readonly mask: Mask;
}

/** A logger that writes whole lines at once, and masks them as the very last step. */
export function createLogger({ level, format, colour = false, destination, mask }: LoggerOptions): Logger {
  const toText =
    format === 'pretty'
      ? createPrettyFormat({ colour, stacks: level === 'debug' || level === 'trace' })
      : (line: string) => line;
  return pino(
    { level, base: null, timestamp: stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    { write: (line: string) => void destination.write(mask(toText(line))) },
  );
}
