import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { printable } from '../log/printable.ts';
import { withoutCommands } from '../log/without-commands.ts';
import { isReplaced, STANDARD_OUTPUT, temporaryFor } from './output-place.ts';
import { print } from './print.ts';
import type { Report } from './report-format.ts';

/** Writes the report whole or not at all. Throws what the file system says. */
export async function writeReport(report: Report, path: string, stdout: Writable): Promise<void> {
  const lines = JSON.stringify(report, undefined, 2).split('\n');
  const text = `${withoutCommands(lines.map(printable).join('\n'))}\n`;
  if (path === STANDARD_OUTPUT) await print(stdout, text);
  else if (isReplaced(path)) replaceFile(path, text);
  else writeFileSync(path, text);
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
