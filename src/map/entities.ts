import type { Entity, SearchQuery } from '../entity.ts';
import { typeName } from './field-errors.ts';
import type { Target } from './resource-plan.ts';
import { fillEntries } from './template.ts';

export interface MappedEntity {
  /** Absent without an identifier or a blueprint. */
  readonly entity?: Entity;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
}

/** The entity of a target; `values` are the outputs of the resource's expressions by their number. */
export function toEntity(target: Target, values: readonly unknown[]): MappedEntity {
  const fields = fillEntries(target.entries, values);
  const identifier = isSearchQuery(fields['identifier']) ? fields['identifier'] : toText(fields['identifier']);
  const blueprint = toText(fields['blueprint']);
  if (identifier !== undefined && blueprint !== undefined) {
    return { entity: { ...fields, identifier, blueprint }, errors: [] };
  }
  return { errors: [...wrongType(target, fields, 'identifier'), ...wrongType(target, fields, 'blueprint')] };
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Null, empty and false are how a mapping says "no entity"; anything else that is not text is a mistake. */
function wrongType(target: Target, fields: Readonly<Record<string, unknown>>, field: 'identifier' | 'blueprint') {
  const value = fields[field];
  if (value === null || value === '' || value === false || toText(value) !== undefined) return [];
  if (field === 'identifier' && isSearchQuery(value)) return [];
  return [{ field: `${target.prefix}${field}`, message: `must give text or a number, got ${typeName(value)}` }];
}

function isSearchQuery(value: unknown): value is SearchQuery {
  return typeof value === 'object' && value !== null && 'combinator' in value && 'rules' in value;
}
