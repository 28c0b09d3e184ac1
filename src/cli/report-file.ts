import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { printable } from '../log/printable.ts';
import { withoutCommands } from '../log/without-commands.ts';
import { findReplaced, STANDARD_OUTPUT, temporaryFor } from './output-place.ts';
import { print } from './print.ts';
import type { Report } from './report-format.ts';

/** Writes the report whole or not at all. Throws what the file system says. */
export async function writeReport(report: Report, path: string, stdout: Writable): Promise<void> {
  const text = textOf(report);
  if (path === STANDARD_OUTPUT) return print(stdout, text);
  const file = findReplaced(path);
  // To the end: a file that a shell has opened may hold more.
  if (file === undefined) writeFileSync(path, text, { flag: 'a' });
  else replaceFile(file, text);
}

/** Puts a later report in the place of one that was written. Only a file lets itself be corrected. */
export async function correctReport(report: Report, path: string): Promise<void> {
  const file = path === STANDARD_OUTPUT ? undefined : findReplaced(path);
  if (file !== undefined) replaceFile(file, textOf(report));
}

function textOf(report: Report): string {
  const lines = JSON.stringify(report, undefined, 2).split('\n');
  return `${withoutCommands(lines.map(printable).join('\n'))}\n`;
}

function replaceFile(path: string, text: string): void {
  const temporary = temporaryFor(path);
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
