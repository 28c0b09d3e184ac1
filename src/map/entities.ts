import { type Entity, isSearchQuery } from '../entity.ts';
import { typeName } from './field-errors.ts';
import type { Target } from './resource-plan.ts';
import { fillEntries, type Template, usesCell } from './template.ts';

export interface MappedEntity {
  /** Absent without an identifier or a blueprint. */
  readonly entity?: Entity;
  /** Whether there is one all the same, and the mapping fails to name it. */
  readonly isUnnamed: boolean;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
}

type Entry = Target['entries'][number];

/** What an entity is called. */
const NAMES: readonly string[] = ['identifier', 'blueprint'];

/**
 * The entity of a target; `values` are the outputs of the resource's expressions by their number, null for those in
 * `failed`. What uses one of the `untrusted` is absent: no value, not even null, may take the place of the one in Port.
 */
export function toEntity(
  target: Target,
  values: readonly unknown[],
  untrusted: ReadonlySet<number>,
  failed: ReadonlySet<number>,
): MappedEntity {
  const fields = fillEntries(withoutUntrusted(target.entries, untrusted), values);
  const identifier = isSearchQuery(fields['identifier']) ? fields['identifier'] : toText(fields['identifier']);
  const blueprint = toText(fields['blueprint']);
  const failedNames = failed.size === 0 ? [] : namesThatUse(target, failed);
  if (identifier !== undefined && blueprint !== undefined && failedNames.length === 0) {
    const entity = { ...fields, identifier, blueprint };
    const isPartial = untrusted.size > 0 && target.entries.some(([, template]) => usesCell(template, untrusted));
    return { entity: isPartial ? { ...entity, isPartial } : entity, isUnnamed: false, errors: [] };
  }
  const errors = [...wrongType(target, fields, 'identifier'), ...wrongType(target, fields, 'blueprint')];
  const isNone = NAMES.some((name) => saysNone(fields[name]) && !failedNames.includes(name));
  return { isUnnamed: !isNone && errors.length + failedNames.length > 0, errors };
}

function namesThatUse({ entries }: Target, cells: ReadonlySet<number>): readonly string[] {
  const users = entries.filter(([key, template]) => NAMES.includes(key) && usesCell(template, cells));
  return users.map(([key]) => key);
}

function withoutUntrusted(entries: readonly Entry[], untrusted: ReadonlySet<number>): readonly Entry[] {
  if (untrusted.size === 0) return entries;
  const isTrusted = ([, template]: Entry) => !usesCell(template, untrusted);
  return entries.map(([key, template]): Entry => [key, withoutMembers(key, template, isTrusted)]).filter(isTrusted);
}

/** Each property and each relation stands for itself. */
function withoutMembers(key: string, template: Template, isTrusted: (entry: Entry) => boolean): Template {
  const isGroup = key === 'properties' || key === 'relations';
  return isGroup && 'entries' in template ? { entries: template.entries.filter(isTrusted) } : template;
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** How a mapping says "no entity". */
function saysNone(value: unknown): boolean {
  return value === null || value === '' || value === false;
}

/** What says neither which entity it is nor that there is none is a mistake. */
function wrongType(target: Target, fields: Readonly<Record<string, unknown>>, field: 'identifier' | 'blueprint') {
  const value = fields[field];
  if (saysNone(value) || toText(value) !== undefined) return [];
  if (field === 'identifier' && isSearchQuery(value)) return [];
  return [{ field: `${target.prefix}${field}`, message: `must give text or a number, got ${typeName(value)}` }];
}
