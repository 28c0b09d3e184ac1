import { ConfigError, type ConfigIssue } from '../errors.ts';
import { kinds } from '../extract/table.ts';
import { compileMappings } from '../map/compile-mappings.ts';
import type { JqEngine } from '../map/engine.ts';
import type { Mapper } from '../map/mapper.ts';
import type { Mapping } from '../map/mapping.ts';
import { parseMapping } from '../map/parse-mapping.ts';

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
  engine: JqEngine,
  environment: Readonly<Record<string, string>>,
): Promise<PreparedMapping> {
  const selectors = Object.fromEntries([...kinds].map(([name, { selector }]) => [name, selector]));
  const { mapping, warnings } = parseMapping(data, selectors, origin);
  if (mapping.resources.length === 0) throw emptyMapping(origin);
  const compiled = await compileMappings(mapping.resources, { engine, environment });
  return { mapping, mappers: compiled.mappers, warnings: [...warnings, ...compiled.warnings] };
}

/** Never the default mapping in its place: it would write entities that nobody asked for. */
function emptyMapping(origin: string): ConfigError {
  return new ConfigError(
    'The mapping has no resources',
    [{ path: 'resources', message: 'expected at least one resource, found none', origin }],
    { hint: "Give the integration a mapping in Port's data sources page, or run with --mapping <file>." },
  );
}
