import { randomUUID } from 'node:crypto';
import type { Blueprint, StoredEntity } from './catalog.ts';
import { notFound, Refusal } from './refusal.ts';
import { type Missing, resolveRelations } from './relations.ts';
import { isQuery, type Query, search } from './search.ts';
import type { Port } from './settings.ts';

/** An entity of an upsert's body, after the route's schema. */
export interface EntityBody {
  readonly identifier?: string | Query;
  readonly title?: string;
  readonly icon?: string;
  readonly team?: string | readonly string[] | Query;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly relations?: Readonly<Record<string, string | readonly string[] | Query | null>>;
}

/** The query of an upsert, and who sends it. */
export interface UpsertOptions {
  readonly upsert: boolean;
  readonly merge: boolean;
  readonly createMissingRelatedEntities: boolean;
  readonly validationOnly: boolean;
  readonly userAgent: string;
  readonly actor: string;
}

/** Writes one entity whole or not at all; every fault of its data is a `Refusal`. */
export function upsertEntity(port: Port, blueprint: Blueprint, body: EntityBody, options: UpsertOptions) {
  const identifier = resolveIdentifier(port, blueprint, body.identifier);
  const existing = port.catalog.entity(blueprint.identifier, identifier);
  if (existing !== undefined && !options.upsert)
    throw new Refusal(409, 'identifier_taken', `Entity "${identifier}" of "${blueprint.identifier}" exists already`);
  const base = options.merge ? existing : undefined;
  const { relations, missing } = resolveRelations(port, blueprint, identifier, body.relations ?? {});
  refuseMissing(missing, options);

  const content = {
    title: body.title ?? base?.title,
    icon: body.icon ?? base?.icon,
    team: body.team === undefined ? (base?.team ?? []) : resolveTeam(port, body.team),
    properties: withoutNulls({ ...base?.properties, ...body.properties }),
    relations: withoutNulls({ ...base?.relations, ...relations }),
  };
  port.checkEntity.check(blueprint, content);

  const entity = stamped(port, { blueprint: blueprint.identifier, identifier, ...content }, existing, options);
  if (!options.validationOnly) {
    for (const stub of missing) port.catalog.put(stamped(port, stubOf(stub), undefined, options));
    port.catalog.put(entity);
  }
  return { entity, created: existing === undefined };
}

function resolveIdentifier(port: Port, blueprint: Blueprint, identifier: string | Query | undefined): string {
  if (identifier === undefined) return randomUUID();
  if (!isQuery(identifier)) return identifier;
  const [found, another] = search(port.catalog, identifier, port.now(), blueprint.identifier);
  if (found === undefined) throw notFound('Entity', 'unknown');
  if (another !== undefined)
    throw new Refusal(422, 'invalid_request', 'The search in the place of the identifier matches several entities');
  return found.identifier;
}

function refuseMissing([first]: readonly Missing[], options: UpsertOptions): void {
  if (first === undefined) return;
  // port-docs: stubs are never made of the protected blueprints, whose names begin with an underscore.
  if (options.createMissingRelatedEntities && !first.blueprint.startsWith('_')) return;
  throw notFound(`Related entity of blueprint "${first.blueprint}"`, first.identifier);
}

function resolveTeam(port: Port, team: string | readonly string[] | Query): readonly string[] {
  if (isQuery(team)) return search(port.catalog, team, port.now(), '_team').map(({ identifier }) => identifier);
  return [team].flat();
}

function stubOf({ blueprint, identifier }: Missing): Content {
  return { blueprint, identifier, title: identifier, icon: undefined, team: [], properties: {}, relations: {} };
}

type Content = Pick<StoredEntity, 'blueprint' | 'identifier' | 'team' | 'properties' | 'relations'> & {
  readonly title: string | undefined;
  readonly icon: string | undefined;
};

function stamped(
  port: Port,
  { title, icon, ...content }: Content,
  existing: StoredEntity | undefined,
  { userAgent, actor }: UpsertOptions,
): StoredEntity {
  const now = port.now().toISOString();
  const entity = {
    ...content,
    ...(title === undefined ? {} : { title }),
    ...(icon === undefined ? {} : { icon }),
    sequence: existing?.sequence ?? port.catalog.nextSequence(),
    datasource: userAgent,
    createdAt: existing?.createdAt ?? now,
    createdBy: existing?.createdBy ?? actor,
    updatedAt: now,
    updatedBy: actor,
  };
  const untouched = !port.settings.identicalWriteTouches && existing !== undefined && sameContent(existing, entity);
  return untouched ? existing : entity;
}

function sameContent(one: StoredEntity, other: StoredEntity): boolean {
  const [left, right] = [one, other].map(({ title, icon, team, properties, relations }) =>
    JSON.stringify([title, icon, team, sorted(properties), sorted(relations)]),
  );
  return left === right;
}

function sorted(record: Readonly<Record<string, unknown>>): unknown[] {
  return Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1));
}

// A null clears: Port's documentation does not tell it from a value that was never set.
function withoutNulls<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}
