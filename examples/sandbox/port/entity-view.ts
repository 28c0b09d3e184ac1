import type { StoredEntity } from './catalog.ts';
import type { Port } from './settings.ts';

/** Which fields of an entity to show: `title`, `properties.language`, `relations.service`, `blueprint`, `$updatedAt`… */
export interface Selection {
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

const PUBLISHED = ['identifier', 'title', 'icon', 'team', 'properties', 'relations'];
const META = ['blueprint', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'datasource'];

/**
 * An entity as Port answers it. Without a selection these are the six fields that Port publishes; the blueprint and
 * meta properties come when they are asked for, without their `$`.
 */
export function showEntity(port: Port, entity: StoredEntity, { include, exclude = [] }: Selection = {}) {
  const whole: Record<string, unknown> = { ...entity, ...withUnset(port, entity) };
  const fields = (include ?? PUBLISHED).map((name) => name.replace(/^\$/, ''));
  const shows = (path: string) =>
    !exclude.includes(path) && (fields.includes(path) || fields.includes(path.split('.')[0] ?? ''));
  const shown = [...PUBLISHED, ...META].flatMap((name): [string, unknown][] => {
    const value = whole[name];
    if (value === undefined || exclude.includes(name)) return [];
    if (name !== 'properties' && name !== 'relations') return shows(name) ? [[name, value]] : [];
    const keys = Object.entries(value as object).filter(([key]) => shows(`${name}.${key}`)); // both are objects
    const asked = fields.some((field) => field === name || field.startsWith(`${name}.`));
    return asked ? [[name, Object.fromEntries(keys)]] : [];
  });
  return Object.fromEntries(shown);
}

function withUnset(port: Port, entity: StoredEntity): Pick<StoredEntity, 'properties' | 'relations'> {
  const { properties, relations } = entity;
  const blueprint = port.catalog.blueprints.get(entity.blueprint);
  if (port.settings.unsetValues === 'absent' || blueprint === undefined) return { properties, relations };
  const unset = Object.keys(blueprint.schema.properties).map((name) => [name, null]);
  const unrelated = Object.entries(blueprint.relations).map(([name, { many }]) => [name, many ? [] : null]);
  return {
    properties: { ...Object.fromEntries(unset), ...properties },
    relations: { ...Object.fromEntries(unrelated), ...relations },
  };
}
