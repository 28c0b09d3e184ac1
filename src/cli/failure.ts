import { ConfigError, type ExporterError, InternalError } from '../errors.ts';
import { printable } from '../log/printable.ts';
import { addressOf } from './more.ts';
import type { Style } from './style.ts';

/** What a person reads when a run could not go on: what happened, where, and what to do. */
export function renderError(error: ExporterError, style: Style, details: { readonly version: string }): string {
  const lines = [`${style('red', 'Error:')} ${printable(error.message)}`];
  if (error instanceof ConfigError) {
    for (const { path, message, origin } of error.issues) {
      lines.push(
        `  ${style('bold', printable(path))}: ${printable(message)}${origin ? ` (${printable(origin)})` : ''}`,
      );
    }
  } else {
    lines.push(...causesOf(error).map((message) => `  because: ${printable(message)}`));
  }
  if (error.hint !== undefined) lines.push(`  ${style('cyan', 'What to do:')} ${printable(error.hint)}`);
  if (error.topic !== undefined) lines.push(`  ${style('cyan', 'More:')} ${addressOf(error.topic)}`);
  if (error instanceof InternalError) lines.push(...bugReport(error, details.version));
  return `${lines.join('\n')}\n`;
}

/** The messages of the errors behind an error, the nearest first. */
export function causesOf(error: Error): string[] {
  const messages: string[] = [];
  let { cause } = error;
  while (cause instanceof Error) {
    messages.push(cause.message);
    cause = cause.cause;
  }
  return messages;
}

function bugReport(error: InternalError, version: string): string[] {
  const stack = error.cause instanceof Error ? error.cause.stack : error.stack;
  return [
    '  This is a bug in gitlab-port-exporter. Please report it with these lines:',
    `    gitlab-port-exporter ${version}, Node.js ${process.version}, ${process.platform} ${process.arch}`,
    ...(stack ?? '').split('\n').map((line) => `    ${printable(line)}`),
  ];
}
