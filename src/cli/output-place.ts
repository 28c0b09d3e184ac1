import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, lstatSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigError } from '../errors.ts';

/** The path that stands for standard output. */
export const STANDARD_OUTPUT = '-';

/** An absolute path of what the user wrote, or `-`, also for the device: opened twice, each would write over the other. */
export function toPlace(path: string | undefined, folder: string): string | undefined {
  if (path === '/dev/stdout') return STANDARD_OUTPUT;
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
    const file = findReplaced(path);
    if (file !== undefined) {
      accessSync(dirname(file), constants.W_OK | constants.X_OK);
      rmSync(file, { force: true });
    } else accessSync(path, constants.W_OK);
  } catch (cause) {
    const issue = { path: setting, message: explain(cause, path), ...(origin !== undefined && { origin }) };
    throw new ConfigError(`The ${setting} cannot be written`, [issue], {
      cause,
      hint: 'Name a file in a folder that exists and that this user may write to; in a container, mount the folder and not the file.',
    });
  }
}

/**
 * The file that a path names, or a link to it: it is replaced as a whole. Undefined for what is written to, a device or
 * a pipe. Throws for a folder, which is neither.
 */
export function findReplaced(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' });
  return stats === undefined || stats.isFile() ? followLinks(path) : undefined;
}

/** Undefined for what a process has open, such as /dev/stdout: a file put in its place would not be the open one. */
function followLinks(path: string): string | undefined {
  // Whoever writes there says so.
  if (!existsSync(dirname(path))) return path;
  const place = join(realpathSync(dirname(path)), basename(path));
  if (/^\/(?:proc|dev\/fd)\//.test(place)) return undefined;
  const isLink = lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink ? followLinks(resolve(dirname(place), readlinkSync(place))) : place;
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
