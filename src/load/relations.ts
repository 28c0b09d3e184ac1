import { type EntityKey, type Keys, readEntities } from './ownership.ts';
import type { PortClient } from './port-client.ts';
import { namedBy } from './second-attempt.ts';
import type { StoredBlueprint } from './stored-blueprints.ts';

/** One entity points at another. */
export interface Reference {
  readonly from: EntityKey;
  readonly to: EntityKey;
}

/** The relations of a blueprint: the blueprint that each points at, by its name. */
export type RelationTargets = ReadonlyMap<string, string>;

/** Identifiers that the mapped entities of a blueprint name, by relation. */
export type MappedTargets = Map<string, Map<string, Set<string>>>;

/** Adds what an entity points at. */
export function addTargets(
  targets: MappedTargets,
  blueprint: string,
  relations: Readonly<Record<string, unknown>> = {},
): void {
  const known = targets.get(blueprint) ?? new Map<string, Set<string>>();
  targets.set(blueprint, known);
  for (const [name, value] of Object.entries(relations)) {
    const identifiers = known.get(name) ?? new Set();
    known.set(name, identifiers);
    for (const identifier of namedBy(value)) identifiers.add(identifier);
  }
}

/** What the relations of every blueprint point at. */
export function relationTargets(
  blueprints: ReadonlyMap<string, StoredBlueprint>,
): ReadonlyMap<string, RelationTargets> {
  return new Map(
    [...blueprints].map(([identifier, { relations }]) => {
      const targets = Object.entries(relations ?? {}).map(([name, { target }]): [string, string] => [name, target]);
      return [identifier, new Map(targets)];
    }),
  );
}

/** A reference as Port holds it, and when the entity that points was last written. */
export interface StoredReference extends Reference {
  readonly relation: string;
  /** All that the relation points at. */
  readonly value: unknown;
  readonly updatedAt: string | null | undefined;
}

/** Who points at one of the targets, among a blueprint's entities as Port holds them. */
export async function* readReferences(
  port: PortClient,
  blueprint: string,
  relations: RelationTargets,
  targets: Keys,
): AsyncGenerator<StoredReference> {
  const relevant = new Map([...relations].filter(([, target]) => targets.has(target)));
  if (relevant.size === 0) return;
  const fields = ['$updatedAt', ...[...relevant.keys()].map((name) => `relations.${name}`)];
  for await (const page of readEntities(port, blueprint, fields)) {
    for (const { identifier, relations: values, updatedAt } of page) {
      for (const reference of referencesOf(values ?? {}, relevant)) {
        const { to } = reference;
        if (targets.get(to.blueprint)?.has(to.identifier))
          yield { from: { blueprint, identifier }, ...reference, updatedAt };
      }
    }
  }
}

/** The entities that relation values name; relations that are not among `relations` are passed over. */
function referencesOf(
  values: Readonly<Record<string, unknown>>,
  relations: RelationTargets,
): Omit<StoredReference, 'from' | 'updatedAt'>[] {
  return [...relations].flatMap(([relation, blueprint]) => {
    const value = values[relation];
    return namedBy(value).map((identifier) => ({ to: { blueprint, identifier }, relation, value }));
  });
}
