import { ConfigError } from '../errors.ts';
import { createEmbeddedEngine } from './embedded/engine.ts';
import type { JqEngine } from './engine.ts';
import { createNativeEngine } from './native/engine.ts';
import { findJq, isAtLeast, jqAt, type NativeJq } from './native/find-jq.ts';

export interface EngineChoice {
  readonly engine: 'auto' | 'embedded' | 'native';
  /** Where the native jq is (`JQ_PATH`). */
  readonly path?: string | undefined;
  /** Folders to search where it is not given (`PATH`). */
  readonly searchPath?: string | undefined;
}

const oldestMinor = 7;
/** Mappings expect 1.8; without being asked nothing older is taken. */
const expectedMinor = 8;
/** Of addresses, of which a process has more than it uses of memory. */
const memoryLimitBytes = 2 ** 31;

/**
 * The jq that runs the mappings. `auto` takes a native one only where its path is given and it is at least 1.8, so that
 * a mapping gives the same entities on every machine.
 *
 * @throws {ConfigError} where a native jq is asked for and none that is fit is there.
 */
export async function chooseEngine({ engine, path, searchPath = '' }: EngineChoice): Promise<JqEngine> {
  if (engine === 'native') {
    return start(fitJq(path === undefined ? await findJq(searchPath) : await jqAt(path), path));
  }
  const given = engine === 'auto' && path !== undefined ? await jqAt(path) : undefined;
  return given !== undefined && isFit(given, expectedMinor) ? start(given) : createEmbeddedEngine();
}

type FitJq = NativeJq & { readonly version: string };

function isFit(jq: NativeJq, minor: number): jq is FitJq {
  return jq.version !== undefined && isAtLeast(jq.version, minor);
}

function start({ path, version }: FitJq): JqEngine {
  return createNativeEngine({ path, version, memoryLimitBytes });
}

function fitJq(found: NativeJq | undefined, path: string | undefined): FitJq {
  if (found !== undefined && isFit(found, oldestMinor)) return found;
  const issue =
    path === undefined
      ? { path: 'jq.engine', message: `native asks for a jq of this machine: ${problemWith(found, 'on the PATH')}` }
      : { path: 'jq.path', message: problemWith(found, `at ${path}`) };
  throw new ConfigError('The configuration is not valid', [issue], {
    hint: `Set JQ_PATH to a jq of at least 1.${oldestMinor}, or run with --jq embedded.`,
  });
}

function problemWith(found: NativeJq | undefined, place: string): string {
  if (found === undefined) return `there is no program that can be run ${place}`;
  if (found.version === undefined) return `${found.path} does not answer to --version as jq does`;
  return `${found.path} is jq ${found.version}, which is too old: 1.${oldestMinor} or newer is needed`;
}
