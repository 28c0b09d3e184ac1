import { type Catalog, namedBy, type RelationValue, type StoredEntity } from './catalog.ts';
import { compare } from './comparison.ts';
import { invalidRequest } from './refusal.ts';
import { relatedKeys } from './related.ts';

/** One condition. Either on a property (`$identifier`, `$datasource`, `language`), or on a relation, or `relatedTo`. */
export interface Rule {
  readonly operator: string;
  readonly property?: string;
  readonly relation?: string;
  readonly targetProperty?: '$title' | '$identifier';
  readonly value?: unknown;
  readonly blueprint?: string;
  readonly direction?: 'upstream' | 'downstream';
  readonly required?: boolean;
}

/** Conditions joined by `and` or `or`, nested as deep as one likes. */
export interface Query {
  readonly combinator: 'and' | 'or';
  readonly rules: readonly (Rule | Query)[];
}

type Predicate = (entity: StoredEntity) => boolean;

/** Whether a value of a body is a search query rather than an identifier or a list of them. */
export function isQuery(value: unknown): value is Query {
  return typeof value === 'object' && value !== null && 'combinator' in value;
}

/** The entities that a query matches, of one blueprint or of all. */
export function search(catalog: Catalog, query: Query, now: Date, blueprint?: string): StoredEntity[] {
  const matches = predicate(query, catalog, now);
  return [...candidates(catalog, query, blueprint)].filter(matches);
}

// Reads through the indexes where the query names its blueprint or identifiers, as the exporter's queries do.
function* candidates(catalog: Catalog, query: Query, blueprint: string | undefined): Generator<StoredEntity> {
  const within = blueprint ?? named(query, '$blueprint')?.[0];
  const identifiers = named(query, '$identifier');
  if (identifiers === undefined) return yield* catalog.entities(within);
  for (const name of within === undefined ? catalog.blueprints.keys() : [within])
    for (const identifier of new Set(identifiers)) {
      const entity = catalog.entity(name, identifier);
      if (entity !== undefined) yield entity;
    }
}

function named({ combinator, rules }: Query, property: '$blueprint' | '$identifier'): string[] | undefined {
  if (combinator !== 'and') return undefined;
  const operators = property === '$blueprint' ? ['='] : ['=', 'in'];
  const rule = rules.find((one) => !isQuery(one) && one.property === property && operators.includes(one.operator));
  if (rule === undefined || isQuery(rule)) return undefined;
  return [rule.value].flat().filter((value) => typeof value === 'string');
}

function predicate(query: Query, catalog: Catalog, now: Date): Predicate {
  const predicates = query.rules.map((rule) =>
    isQuery(rule) ? predicate(rule, catalog, now) : rulePredicate(rule, catalog, now),
  );
  return query.combinator === 'and'
    ? (entity) => predicates.every((matches) => matches(entity))
    : (entity) => predicates.some((matches) => matches(entity));
}

function rulePredicate(rule: Rule, catalog: Catalog, now: Date): Predicate {
  if (rule.operator === 'relatedTo') {
    const related = relatedKeys(rule, catalog);
    return ({ blueprint, identifier }) => related.has(`${blueprint}\n${identifier}`);
  }
  const matches = compare(rule.operator, rule.value, now);
  const { property, relation } = rule;
  if (relation !== undefined)
    return (entity) => matches(relationValue(entity, relation, rule.targetProperty ?? '$identifier', catalog));
  if (property === undefined) throw invalidRequest(`A rule with operator "${rule.operator}" needs a property`);
  return (entity) => matches(propertyValue(entity, property));
}

function propertyValue(entity: StoredEntity, property: string): unknown {
  if (property.startsWith('$')) return (entity as unknown as Record<string, unknown>)[property.slice(1)]; // meta properties are the entity's own fields
  return entity.properties[property] ?? entity.relations[property];
}

function relationValue(entity: StoredEntity, name: string, target: '$title' | '$identifier', catalog: Catalog) {
  const value = entity.relations[name];
  if (target === '$identifier') return value;
  const blueprint = catalog.blueprints.get(entity.blueprint)?.relations[name]?.target ?? '';
  const titles = namedBy(value).map((identifier) => catalog.entity(blueprint, identifier)?.title ?? identifier);
  return isList(value) ? titles : titles[0];
}

function isList(value: RelationValue | undefined): value is readonly string[] {
  return Array.isArray(value);
}
