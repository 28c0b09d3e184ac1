import { z } from 'zod';
import { ConfigError, type ConfigIssue } from '../errors.ts';
import { keepKnownKeys } from './known-keys.ts';
import { type Mapping, mappingSchema, type Selectors } from './mapping.ts';
import { explain } from './mapping-issues.ts';

export interface ParsedMapping {
  readonly mapping: Mapping;
  readonly warnings: readonly ConfigIssue[];
}

/**
 * Checks a mapping as a whole. `origin` names where it came from (a file, Port).
 *
 * @throws {ConfigError} with everything that is wrong with it.
 */
export function parseMapping(data: unknown, selectors: Selectors, origin: string): ParsedMapping {
  const schema = mappingSchema(selectors);
  const warnings: ConfigIssue[] = [];
  const known = keepKnownKeys(schema, data, (path, message) => {
    warnings.push({ path: placeInMapping(path, data), message, origin });
  });

  const result = z.safeParse(schema, known, { reportInput: true });
  if (result.success) return { mapping: result.data, warnings };

  const issues = result.error.issues
    .flatMap((issue) => explain(issue))
    .map(({ path, message }) => ({ path: placeInMapping(path, known), message, origin }));
  throw new ConfigError('The mapping is not valid', [...issues, ...warnings]);
}

/** `resources[2] (merge-request): selector.states[0]` */
function placeInMapping(path: readonly PropertyKey[], data: unknown): string {
  const [section, index, ...inside] = path;
  if (section !== 'resources' || typeof index !== 'number') return fieldPath(path) || 'mapping';
  const kind = Resources.safeParse(data).data?.resources[index]?.kind;
  const resource = kind === undefined ? `resources[${index}]` : `resources[${index}] (${kind})`;
  return inside.length === 0 ? resource : `${resource}: ${fieldPath(inside)}`;
}

const Resources = z.object({ resources: z.array(z.object({ kind: z.string() }).optional().catch(undefined)) });

function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, position) => (typeof key === 'number' ? `[${key}]` : `${position === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
