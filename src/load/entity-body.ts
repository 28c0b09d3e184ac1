import { type Entity, isSearchQuery, type SearchQuery } from '../entity.ts';
import { identifierFault, normalizeIdentifier } from './identifier.ts';

/** An entity as Port takes it; `title`, `icon` and `team` are absent rather than null (Port: "Entities"). */
export interface EntityBody {
  readonly blueprint: string;
  readonly identifier: string | SearchQuery;
  readonly title?: string;
  readonly icon?: string;
  readonly team?: string | readonly string[] | SearchQuery;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly relations?: Readonly<Record<string, unknown>>;
}

/** An entity ready to be sent, unless there is a reason not to; warnings tell what was left out of it. */
export interface PreparedEntity {
  readonly body: EntityBody;
  readonly rejection?: string;
  readonly warnings: readonly string[];
}

/**
 * Checks and fits what a mapping gave before it is sent: a single bad identifier, target or title makes Port refuse
 * all 20 entities of a request. A bad identifier rejects the entity, a bad relation target costs that target.
 */
export function prepareEntity(entity: Entity): PreparedEntity {
  const identifier = typeof entity.identifier === 'string' ? normalizeIdentifier(entity.identifier) : entity.identifier;
  const fault = typeof identifier === 'string' ? identifierFault(identifier) : undefined;

  const warnings: string[] = [];
  const title = toText(entity.title);
  const icon = toText(entity.icon);
  const team = toTeam(entity.team);
  const relations = entity.relations && fitRelations(entity.relations, warnings);
  return {
    body: {
      blueprint: entity.blueprint,
      identifier,
      ...(title !== undefined && { title }),
      ...(icon !== undefined && { icon }),
      ...(team !== undefined && { team }),
      ...(entity.properties && { properties: entity.properties }),
      ...(relations && { relations }),
    },
    ...(fault !== undefined && { rejection: `its identifier ${fault}` }),
    warnings,
  };
}

/** Port takes text only; a number or boolean is written as text, null and anything else is left out. */
function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function toTeam(value: unknown): EntityBody['team'] | undefined {
  if (Array.isArray(value)) return value.map(toText).filter((name) => name !== undefined);
  return isSearchQuery(value) ? value : toText(value);
}

function fitRelations(relations: Readonly<Record<string, unknown>>, warnings: string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(relations).map(([name, value]) => {
      const warn = (reason: string) => warnings.push(`relations.${name}: target left out: it ${reason}`);
      if (isSearchQuery(value)) return [name, value];
      if (!Array.isArray(value)) return [name, toTarget(value, warn)];
      return [name, value.map((item) => toTarget(item, warn)).filter((target) => target !== null)];
    }),
  );
}

/** Empty text counts as no target; a number is an identifier written without quotes. */
function toTarget(value: unknown, warn: (reason: string) => void): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value !== 'string' && typeof value !== 'number') {
    warn(`is ${Array.isArray(value) ? 'a list' : `of type ${typeof value}`}, an identifier is text`);
    return null;
  }
  const target = normalizeIdentifier(String(value));
  const fault = identifierFault(target);
  if (fault === undefined) return target;
  warn(fault);
  return null;
}
