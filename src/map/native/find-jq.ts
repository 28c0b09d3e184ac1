import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join, resolve } from 'node:path';
import { runProcess } from './process.ts';

const versionLimitMs = 10_000;
const program = process.platform === 'win32' ? 'jq.exe' : 'jq';

/** A jq of this machine; `version` is undefined for a program that does not answer as jq does. */
export interface NativeJq {
  readonly path: string;
  readonly version: string | undefined;
}

/** The jq at a path, or undefined where nothing can be run. */
export async function jqAt(path: string): Promise<NativeJq | undefined> {
  const absolute = resolve(path);
  if (!(await isExecutable(absolute))) return undefined;
  return { path: absolute, version: await readVersion(absolute) };
}

/** node-jq's jq where that optional package brought one, else the first on the search path (`PATH`). */
export async function findJq(searchPath: string): Promise<NativeJq | undefined> {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  for (const path of [...nodeJqPath(), ...folders.map((folder) => join(folder, program))]) {
    const found = await jqAt(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a version is at least `1.<minor>`. */
export function isAtLeast(version: string, minor: number): boolean {
  const [major = 0, found = 0] = version.split('.').map(Number);
  return major > 1 || (major === 1 && found >= minor);
}

/** The package itself is not loaded: it reads the environment, and its `run()` fails in ways that end the process. */
function nodeJqPath(): readonly string[] {
  try {
    return [join(createRequire(import.meta.url).resolve('node-jq/package.json'), '..', 'bin', program)];
  } catch {
    return [];
  }
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** `jq-1.8.1`, `jq-1.7.1-dirty`, `jq-1.5-1-a5b5cbe` */
async function readVersion(path: string): Promise<string | undefined> {
  const options = { input: '', environment: {}, timeLimitMs: versionLimitMs, signal: new AbortController().signal };
  const result = await runProcess([path, '--version'], options).catch(() => undefined);
  return /^jq-(\d+\.\d+(?:\.\d+)?)/.exec(result?.stdout ?? '')?.[1];
}
