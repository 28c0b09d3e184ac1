import { ConfigError, type ConfigIssue } from '../errors.ts';
import { kinds } from '../extract/table.ts';
import { type Logger, SUMMARIZED } from '../log/logger.ts';
import { compileMappings } from '../map/compile-mappings.ts';
import { replaceDeprecatedPrefixes } from '../map/deprecated-prefixes.ts';
import type { Mapper } from '../map/mapper.ts';
import type { Mapping } from '../map/mapping.ts';
import { parseMapping } from '../map/parse-mapping.ts';
import type { RunOptions } from './run.ts';

/** A mapping that can be run: checked, every expression compiled. */
export interface PreparedMapping {
  readonly mapping: Mapping;
  /** One for each resource, in the mapping's order. */
  readonly mappers: readonly Mapper[];
  readonly warnings: readonly ConfigIssue[];
}

/**
 * Checks a mapping and compiles it.
 *
 * @throws {ConfigError} with everything that is wrong with it, jq expressions included.
 */
export async function prepareMapping(
  data: unknown,
  origin: string,
  { engine, environment, settings, signal }: Pick<RunOptions, 'engine' | 'environment' | 'settings' | 'signal'>,
): Promise<PreparedMapping> {
  const selectors = Object.fromEntries([...kinds].map(([name, { selector }]) => [name, selector]));
  const parsed = parseMapping(data, selectors, origin);
  if (parsed.mapping.resources.length === 0) throw emptyMapping(origin);
  refuseNothingToDo(parsed.mapping, settings.kinds, origin);
  const { mapping, warnings } = replaceDeprecatedPrefixes(parsed.mapping, selectors);
  const compiled = await compileMappings(mapping.resources, { engine, environment, signal, origin });
  const all = [...parsed.warnings, ...warnings, ...compiled.warnings];
  if (settings.strict && all.length > 0) throw new ConfigError('The mapping has warnings, and --strict is set', all);
  return { mapping, mappers: compiled.mappers, warnings: all };
}

/** Says at once what is to be looked at in the mapping, where a program or Port reads the log. */
export function logWarnings({ warnings }: PreparedMapping, log: Logger): void {
  for (const { path, message, origin } of warnings) log.warn({ ...SUMMARIZED, path, origin }, message);
}

/** A run that reads nothing is a mistake, and one that would look like a success. */
function refuseNothingToDo({ resources }: Mapping, wanted: readonly string[] | undefined, origin: string): void {
  if (wanted === undefined || resources.some(({ kind }) => wanted.includes(kind))) return;
  const present = [...new Set(resources.map(({ kind }) => kind))].join(', ');
  throw new ConfigError('There is nothing to export', [
    {
      path: 'kinds',
      message: `no resource of the mapping is of the kind ${wanted.join(', ')}; it has ${present}`,
      origin,
    },
  ]);
}

/** Never the default mapping in its place: it would write entities that nobody asked for. */
function emptyMapping(origin: string): ConfigError {
  return new ConfigError(
    'The mapping has no resources',
    [{ path: 'resources', message: 'expected at least one resource, found none', origin }],
    { hint: "Give the integration a mapping in Port's data sources page, or run with --mapping <file>." },
  );
}
