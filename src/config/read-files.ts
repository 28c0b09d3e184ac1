import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConfigIssue } from '../errors.ts';
import type { SettingName } from './settings.ts';

/** A file that is read, and what names it: `mapping`, `the configuration file`. */
export interface ReadFile {
  readonly name: string;
  readonly path: string;
}

/** What of the settings would be written over a file that is read, by whatever name: hard to get back. */
export function refuseOverwriting(
  values: ReadonlyMap<SettingName, unknown>,
  origins: ReadonlyMap<SettingName, string>,
  { files, workingDirectory }: { readonly files: readonly ReadFile[]; readonly workingDirectory: string },
): readonly (ConfigIssue & { readonly path: SettingName })[] {
  return (['report', 'output'] as const).flatMap((setting) => {
    const place = values.get(setting);
    if (typeof place !== 'string' || place === '-') return [];
    const same = files.find(({ path }) =>
      isSameFile(resolve(workingDirectory, place), resolve(workingDirectory, path)),
    );
    if (same === undefined) return [];
    const message = `expected another file than that of ${same.name}, which it would replace; found ${place}`;
    return [{ path: setting, message, origin: origins.get(setting) ?? 'default' }];
  });
}

function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => findFile(path));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

/** Undefined for what is not there and for what cannot be replaced. */
function findFile(path: string) {
  try {
    const stats = statSync(path, { bigint: true });
    return stats.isFile() ? stats : undefined;
  } catch {
    return undefined;
  }
}
