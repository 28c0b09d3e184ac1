import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type LoadedSettings, loadSettings } from '../../src/config/load-settings.ts';
import { ConfigError } from '../../src/errors.ts';

/** What every configuration needs. */
export const REQUIRED = { GITLAB_TOKEN: 'glpat-token', PORT_CLIENT_ID: 'id', PORT_CLIENT_SECRET: 'port-secret' };

interface Given {
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Text by path inside the working directory. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Runs an action in a directory with these files. */
export async function inDirectory<Result>(
  files: Readonly<Record<string, string>>,
  act: (directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'settings-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), text);
    }
    return await act(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Loads from exactly this; nothing of the real environment. */
export async function loadExactly({ flags = {}, environment = {}, files = {} }: Given): Promise<LoadedSettings> {
  return inDirectory(files, (workingDirectory) => loadSettings({ flags, environment, workingDirectory }));
}

/** Loads with the required settings in the environment as well. */
export async function load(given: Given = {}): Promise<LoadedSettings> {
  return loadExactly({ ...given, environment: { ...REQUIRED, ...given.environment } });
}

/** The ConfigError that a loading ends with. */
export async function refusal(loading: Promise<unknown>): Promise<ConfigError> {
  try {
    await loading;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('The configuration was accepted');
}

/** All the text of an error that a user could see. */
export function textOf(error: ConfigError): string {
  return [error.message, error.hint, error.stack, JSON.stringify(error.issues), String(error.cause)].join('\n');
}
