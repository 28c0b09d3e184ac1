import type { Blueprint, RelationSchema, RelationValue } from './catalog.ts';
import { Refusal } from './refusal.ts';
import { isQuery, type Query, search } from './search.ts';
import type { Port } from './settings.ts';

/** A related entity that does not exist. */
export interface Missing {
  readonly blueprint: string;
  readonly identifier: string;
}

/** More hits than this a search relation may not have (port-docs, search relations). */
const MAX_SEARCH_HITS = 100;

/** The relations of an upsert as identifiers, and which of the related entities do not exist. */
export function resolveRelations(
  port: Port,
  blueprint: Blueprint,
  identifier: string,
  relations: Readonly<Record<string, string | readonly string[] | Query | null>>,
): { relations: Record<string, RelationValue>; missing: Missing[] } {
  const missing = new Map<string, Missing>();
  const resolved = Object.entries(relations).map(([name, value]): [string, RelationValue] => {
    const schema = blueprint.relations[name];
    if (schema === undefined)
      throw new Refusal(422, 'blueprint_schema_mismatch', `"${blueprint.identifier}" has no relation "${name}"`);
    const identifiers = identify(port, name, schema, value);
    for (const target of identifiers) {
      const isItself = schema.target === blueprint.identifier && target === identifier;
      if (!isItself && port.catalog.entity(schema.target, target) === undefined)
        missing.set(`${schema.target}\n${target}`, { blueprint: schema.target, identifier: target });
    }
    return [name, shape(name, schema, identifiers, Array.isArray(value))];
  });
  return { relations: Object.fromEntries(resolved), missing: [...missing.values()] };
}

function identify(
  port: Port,
  name: string,
  { target }: RelationSchema,
  value: string | readonly string[] | Query | null,
): string[] {
  if (value === null) return [];
  if (!isQuery(value)) return [...new Set([value].flat())];
  const hits = search(port.catalog, value, port.now(), target);
  if (hits.length > MAX_SEARCH_HITS)
    throw new Refusal(422, 'invalid_request', `The search of relation "${name}" matches more than 100 entities`);
  return hits.map((hit) => hit.identifier);
}

function shape(name: string, { many }: RelationSchema, identifiers: string[], isList: boolean): RelationValue {
  const [first] = identifiers;
  if (first === undefined) return null;
  if (many) return identifiers;
  if (isList || identifiers.length > 1)
    throw new Refusal(422, 'relation_many_violation', `Relation "${name}" takes one entity, not a list`);
  return first;
}
