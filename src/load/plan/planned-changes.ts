import type { EntityBody } from '../entity-body.ts';
import type { EntityKey } from '../ownership.ts';
import { addTargets, type MappedTargets } from '../relations.ts';
import type { FieldChange } from './changed-fields.ts';

/** What a run would make of the entities of one blueprint. */
export interface BlueprintChanges {
  readonly blueprint: string;
  readonly created: readonly string[];
  /** Of these: Port makes them by itself, since others point at them. */
  readonly stubs: readonly string[];
  /** Without `fields` where too many entities change to keep them all. */
  readonly updated: readonly { readonly identifier: string; readonly fields?: readonly FieldChange[] }[];
  readonly deleted: readonly string[];
  /** Of these: of other data sources, they go with an entity that they point at. */
  readonly dependents: readonly string[];
}

type Fields = Map<string, FieldChange>;

type Relations = NonNullable<EntityBody['relations']>;

/** Sets of identifiers, and the updated ones with their fields. */
interface Noted {
  readonly created: Set<string>;
  readonly stubs: Set<string>;
  readonly updated: Map<string, Fields | undefined>;
  readonly deleted: Set<string>;
  readonly dependents: Set<string>;
}

/** Entities whose changed fields are kept: what is told of each field takes a few hundred characters. */
const MOST_DETAILED = 5000;

/** What a dry run would have written and deleted. Identifiers are all kept, changed fields up to a bound. */
export class PlannedChanges {
  readonly #mostDetailed: number;
  readonly #blueprints = new Map<string, Noted>();
  /** Of what would be written, by blueprint and identifier. */
  readonly #relations = new Map<string, Map<string, Relations>>();
  #detailed = 0;

  constructor(mostDetailed = MOST_DETAILED) {
    this.#mostDetailed = mostDetailed;
  }

  /** In the order of their identifiers, which two plans of the same state have in common. */
  get blueprints(): readonly BlueprintChanges[] {
    return [...this.#blueprints].map(([blueprint, { created, stubs, updated, deleted, dependents }]) => ({
      blueprint,
      created: [...created].sort(),
      stubs: [...stubs].sort(),
      updated: [...updated.keys()].sort().map((identifier) => {
        const fields = updated.get(identifier);
        return { identifier, ...(fields && { fields: [...fields.values()] }) };
      }),
      deleted: [...deleted].sort(),
      dependents: [...dependents].sort(),
    }));
  }

  /** What the entities that would be written point at in the end. */
  get targets(): MappedTargets {
    const targets: MappedTargets = new Map();
    for (const [blueprint, entities] of this.#relations)
      for (const relations of entities.values()) addTargets(targets, blueprint, relations);
    return targets;
  }

  /** A later write takes the place of an earlier one; with `merge` only of the relations that it names. */
  noteRelations({ blueprint, identifier }: EntityKey, relations: Relations, merge: boolean): void {
    const entities = this.#relations.get(blueprint) ?? new Map<string, Relations>();
    this.#relations.set(blueprint, entities);
    entities.set(identifier, merge ? { ...entities.get(identifier), ...relations } : relations);
  }

  noteCreated({ blueprint, identifier }: EntityKey): void {
    this.#of(blueprint).created.add(identifier);
  }

  noteStub(key: EntityKey): void {
    this.noteCreated(key);
    this.#of(key.blueprint).stubs.add(key.identifier);
  }

  /** An entity may be written more than once: what a later write does not concern stays as the earlier one left it. */
  noteUpdated(
    { blueprint, identifier }: EntityKey,
    changes: readonly FieldChange[],
    concerned: Iterable<string>,
  ): void {
    const { updated } = this.#of(blueprint);
    const fields = updated.get(identifier) ?? (updated.has(identifier) ? undefined : this.#newFields());
    for (const field of concerned) fields?.delete(field);
    for (const change of changes) fields?.set(change.field, change);
    updated.set(identifier, fields);
  }

  noteDeleted({ blueprint, identifier }: EntityKey): void {
    this.#of(blueprint).deleted.add(identifier);
  }

  noteDependent(key: EntityKey): void {
    this.noteDeleted(key);
    this.#of(key.blueprint).dependents.add(key.identifier);
  }

  #newFields(): Fields | undefined {
    if (this.#detailed === this.#mostDetailed) return undefined;
    this.#detailed++;
    return new Map();
  }

  #of(blueprint: string): Noted {
    const noted = this.#blueprints.get(blueprint) ?? {
      created: new Set(),
      stubs: new Set(),
      updated: new Map(),
      deleted: new Set(),
      dependents: new Set(),
    };
    this.#blueprints.set(blueprint, noted);
    return noted;
  }
}
