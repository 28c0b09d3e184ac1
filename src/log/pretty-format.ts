import { prettyFactory } from 'pino-pretty';
import { printable } from './printable.ts';
import { toWord } from './word.ts';

/** Makes `HH:MM:ss LEVEL: sentence key=value …` out of one line of JSON; `stacks` shows those of errors. */
export function createPrettyFormat(options: {
  readonly colour: boolean;
  readonly stacks: boolean;
}): (line: string) => string {
  return prettyFactory({
    colorize: options.colour,
    translateTime: 'SYS:HH:MM:ss',
    customPrettifiers: { time: (time) => String(time) },
    // pino-pretty would put these before the sentence.
    ignore: 'pid,hostname,name,caller',
    hideObject: true,
    messageFormat: ({ time, level, msg, ...fields }) => {
      const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${formatValue(value)}`);
      return `${inOneLine(String(msg ?? ''))}${pairs.join('')}${options.stacks ? stackOf(fields['err']) : ''}`;
    },
  });
}

/** A value that steers no terminal; of an error its message. */
function formatValue(value: unknown): string {
  return printable(toWord(isErrorRecord(value) ? value.message : value));
}

function stackOf(value: unknown): string {
  if (!isErrorRecord(value)) return '';
  const lines = value.stack.split('\n').map((line) => `\n    ${inOneLine(line)}`);
  return lines.join('');
}

function isErrorRecord(value: unknown): value is { message: string; stack: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'message' in value &&
    typeof value.message === 'string' &&
    'stack' in value &&
    typeof value.stack === 'string'
  );
}

function inOneLine(text: string): string {
  return printable(text.replace(/\s/g, ' '));
}
