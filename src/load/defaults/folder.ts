import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ConfigError } from '../../errors.ts';
import { type Defaults, packagedDefaults } from './defaults.ts';

const EXTENSIONS = ['.json', '.yaml', '.yml'];

const Blueprints = z.array(
  z.looseObject({
    identifier: z.string().min(1),
    schema: z.looseObject({ properties: z.record(z.string(), z.unknown()) }),
  }),
);

/**
 * Defaults from a folder (`resourcesPath`) with `blueprints` and `port-app-config` as JSON or YAML, as Port's own
 * integration reads it; what it does not hold is taken from the package.
 *
 * @throws {ConfigError} when a file cannot be understood, or the folder holds neither.
 */
export async function readDefaults(folder: string): Promise<Defaults> {
  const blueprints = await readEither(folder, 'blueprints');
  const mapping = await readEither(folder, 'port-app-config');
  if (blueprints === undefined && mapping === undefined) {
    throw invalid(folder, 'expected a folder with blueprints or port-app-config (.json, .yaml, .yml), found neither');
  }
  return {
    blueprints: blueprints === undefined ? packagedDefaults.blueprints : toBlueprints(folder, blueprints),
    mapping: mapping ?? packagedDefaults.mapping,
  };
}

/** Of JSON, YAML and YML the first that exists; JSON is YAML too. */
async function readEither(folder: string, name: string): Promise<unknown> {
  for (const extension of EXTENSIONS) {
    const path = join(folder, `${name}${extension}`);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw invalid(path, error.message);
    });
    if (text !== undefined) return parseText(path, text);
  }
  return undefined;
}

function parseText(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : String(error));
  }
}

function toBlueprints(folder: string, data: unknown): Defaults['blueprints'] {
  const result = Blueprints.safeParse(data);
  if (result.success) return result.data;
  throw invalid(`${folder}: blueprints`, z.prettifyError(result.error));
}

function invalid(path: string, message: string): ConfigError {
  return new ConfigError('The default resources cannot be read', [{ path: 'resourcesPath', message, origin: path }]);
}
