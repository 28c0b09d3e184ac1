import { randomUUID } from 'node:crypto';
import { accessSync, constants, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../errors.ts';
import { printable } from '../log/printable.ts';
import { withoutCommands } from '../log/without-commands.ts';
import type { Report } from './report-format.ts';

/** The path that stands for standard output. */
export const STANDARD_OUTPUT = '-';

/** An absolute path of what the user wrote, or `-`. */
export function toReportPath(path: string | undefined, folder: string): string | undefined {
  return path === undefined || path === STANDARD_OUTPUT ? path : resolve(folder, path);
}

/**
 * Finds out before the run whether the report can be written, and takes away that of an earlier run: nobody shall take
 * it for the one of a run that was killed.
 *
 * @throws {ConfigError} where it cannot be written.
 */
export function prepareReportFile(path: string, origin: string | undefined): void {
  if (path === STANDARD_OUTPUT) return;
  try {
    if (isReplaced(path)) {
      accessSync(dirname(path), constants.W_OK | constants.X_OK);
      rmSync(path, { force: true });
    } else accessSync(path, constants.W_OK);
  } catch (cause) {
    const issue = { path: 'report', message: explain(cause, path), ...(origin !== undefined && { origin }) };
    throw new ConfigError('The report cannot be written', [issue], {
      cause,
      hint: 'Name a file in a folder that exists and that this user may write to; in a container, mount the folder and not the file.',
    });
  }
}

/** Writes the report whole or not at all. Throws what the file system says. */
export function writeReport(report: Report, path: string, stdout: (text: string) => void): void {
  const lines = JSON.stringify(report, undefined, 2).split('\n');
  const text = `${withoutCommands(lines.map(printable).join('\n'))}\n`;
  if (path === STANDARD_OUTPUT) stdout(text);
  else if (isReplaced(path)) replaceFile(path, text);
  else writeFileSync(path, text);
}

/** A file is; a device or a pipe, such as /dev/stdout, is written to. A folder is neither. */
function isReplaced(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' });
  return stats === undefined || stats.isFile();
}

function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function explain(cause: unknown, path: string): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EISDIR') return `expected a file, found the folder ${path}`;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `expected a file in a folder that exists, found ${path}`;
  return `expected a file that can be written, found ${path} (${String(code)})`;
}
