import { randomUUID } from 'node:crypto';
import { accessSync, constants, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../errors.ts';

/** The path that stands for standard output. */
export const STANDARD_OUTPUT = '-';

/** An absolute path of what the user wrote, or `-`. */
export function toPlace(path: string | undefined, folder: string): string | undefined {
  return path === undefined || path === STANDARD_OUTPUT ? path : resolve(folder, path);
}

/** What is going to be written, and the setting and its origin that say where. */
export interface Placed {
  readonly setting: 'report' | 'output';
  readonly origin: string | undefined;
}

/**
 * Finds out before the run whether a place can be written to, and takes away what an earlier run left there: nobody
 * shall take it for that of a run that was killed.
 *
 * @throws {ConfigError} where it cannot be written.
 */
export function preparePlace(path: string, { setting, origin }: Placed): void {
  if (path === STANDARD_OUTPUT) return;
  try {
    if (isReplaced(path)) {
      accessSync(dirname(path), constants.W_OK | constants.X_OK);
      rmSync(path, { force: true });
    } else accessSync(path, constants.W_OK);
  } catch (cause) {
    const issue = { path: setting, message: explain(cause, path), ...(origin !== undefined && { origin }) };
    throw new ConfigError(`The ${setting} cannot be written`, [issue], {
      cause,
      hint: 'Name a file in a folder that exists and that this user may write to; in a container, mount the folder and not the file.',
    });
  }
}

/** A file is; a device or a pipe, such as /dev/stdout, is written to. A folder is neither. */
export function isReplaced(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' });
  return stats === undefined || stats.isFile();
}

/** Where a file is written before it takes its place as a whole. */
export function temporaryFor(path: string): string {
  return `${path}.${randomUUID()}.tmp`;
}

function explain(cause: unknown, path: string): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EISDIR') return `expected a file, found the folder ${path}`;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `expected a file in a folder that exists, found ${path}`;
  return `expected a file that can be written, found ${path} (${String(code)})`;
}
