/** The schema of one blueprint property; keys that JSON Schema does not know are kept as they came. */
export interface PropertySchema {
  readonly type: 'string' | 'number' | 'boolean' | 'object' | 'array';
  readonly format?: string;
  readonly [keyword: string]: unknown;
}

/** A relation as a blueprint declares it. */
export interface RelationSchema {
  readonly target: string;
  readonly required: boolean;
  readonly many: boolean;
}

/** A blueprint with the bookkeeping that Port adds. */
export interface Blueprint {
  readonly identifier: string;
  readonly title: string;
  readonly schema: { readonly properties: Readonly<Record<string, PropertySchema>>; readonly required?: string[] };
  readonly relations: Readonly<Record<string, RelationSchema>>;
  readonly ownership?: { readonly type: 'Direct' | 'Inherited' };
  readonly mirrorProperties?: Readonly<Record<string, { readonly path: string }>>;
  readonly aggregationProperties?: Readonly<Record<string, { readonly target: string }>>;
  readonly [key: string]: unknown;
}

/** What a relation of a stored entity holds; search relations are resolved before they are stored. */
export type RelationValue = string | readonly string[] | null;

/** An entity as the catalog keeps it. `sequence` grows with each entity and orders the pages of a search. */
export interface StoredEntity {
  readonly sequence: number;
  readonly blueprint: string;
  readonly identifier: string;
  readonly title?: string;
  readonly icon?: string;
  readonly team: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
  readonly relations: Readonly<Record<string, RelationValue>>;
  readonly datasource: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

/** The integration object; what Ocean reads of it is in the contract's `internal.json`. */
export interface Integration {
  readonly _id: string;
  readonly installationId: string;
  readonly [key: string]: unknown;
}

/** An action or a scorecard; a scorecard is of a blueprint. */
export interface Described {
  readonly identifier: string;
  readonly blueprint?: string;
  readonly [key: string]: unknown;
}

interface Identity {
  readonly blueprint: string;
  readonly identifier: string;
}

/** Everything that one organisation holds in Port, indexed by blueprint and by what relations point at. */
export class Catalog {
  readonly blueprints = new Map<string, Blueprint>();
  readonly integrations = new Map<string, Integration>();
  readonly pages = new Set<string>();
  readonly actions = new Map<string, Described>();
  /** By blueprint and identifier. */
  readonly scorecards = new Map<string, Described>();
  /** Integrations that Port is still preparing, and how often each will be read until it is done. */
  readonly provisioning = new Map<string, number>();
  /** Integrations whose empty PATCH made Port ask for a resync, in order. */
  readonly resyncsTriggered: string[] = [];
  /** The resync states in the order they were reported. */
  readonly resyncStates: { readonly integration: string; readonly status: unknown }[] = [];
  readonly examples: { readonly integration: string; readonly kind: string; readonly examples: unknown }[] = [];
  readonly logs: unknown[] = [];
  /** Sync metrics by event and kind identifier; a later record replaces the earlier. */
  readonly metrics = new Map<string, unknown>();
  readonly heartbeats: string[] = [];
  readonly #entities = new Map<string, Map<string, StoredEntity>>();
  readonly #targets = new Map<string, readonly string[]>();
  readonly #dependents = new Map<string, Map<string, Identity>>();
  #sequence = 0;

  /** A number greater than that of every entity so far. */
  nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  entity(blueprint: string, identifier: string): StoredEntity | undefined {
    return this.#entities.get(blueprint)?.get(identifier);
  }

  /** The entities of one blueprint, or of all, in order of creation within a blueprint. */
  *entities(blueprint?: string): Generator<StoredEntity> {
    if (blueprint !== undefined) yield* this.#entities.get(blueprint)?.values() ?? [];
    else for (const entities of this.#entities.values()) yield* entities.values();
  }

  count(blueprint: string): number {
    return this.#entities.get(blueprint)?.size ?? 0;
  }

  put(entity: StoredEntity): void {
    const entities = this.#entities.get(entity.blueprint) ?? new Map<string, StoredEntity>();
    this.#entities.set(entity.blueprint, entities.set(entity.identifier, entity));
    this.#unlink(entity);
    this.#link(entity);
  }

  remove(entity: Identity): void {
    this.#unlink(entity);
    this.#entities.get(entity.blueprint)?.delete(entity.identifier);
  }

  /** The other entities with a relation that points at this one. */
  dependents(entity: Identity): StoredEntity[] {
    return [...(this.#dependents.get(key(entity))?.values() ?? [])]
      .map((dependent) => this.entity(dependent.blueprint, dependent.identifier))
      .filter((dependent) => dependent !== undefined)
      .filter((dependent) => key(dependent) !== key(entity));
  }

  /** What the relations of an entity point at. */
  relatedTo(entity: StoredEntity): StoredEntity[] {
    return targetsOf(entity, this.blueprints.get(entity.blueprint))
      .map((target) => this.entity(target.blueprint, target.identifier))
      .filter((target) => target !== undefined);
  }

  clear(): void {
    for (const collection of [this.blueprints, this.integrations, this.pages, this.metrics]) collection.clear();
    for (const collection of [this.actions, this.scorecards, this.provisioning]) collection.clear();
    for (const list of [this.resyncsTriggered, this.resyncStates, this.examples, this.logs, this.heartbeats])
      list.length = 0;
    for (const index of [this.#entities, this.#targets, this.#dependents]) index.clear();
  }

  #link(entity: StoredEntity): void {
    const targets = targetsOf(entity, this.blueprints.get(entity.blueprint)).map(key);
    this.#targets.set(key(entity), targets);
    for (const target of targets) {
      const dependents = this.#dependents.get(target) ?? new Map<string, Identity>();
      this.#dependents.set(target, dependents.set(key(entity), entity));
    }
  }

  #unlink(entity: Identity): void {
    for (const target of this.#targets.get(key(entity)) ?? []) this.#dependents.get(target)?.delete(key(entity));
    this.#targets.delete(key(entity));
  }
}

/** The identifiers that a relation's value names. */
export function namedBy(value: RelationValue | undefined): readonly string[] {
  if (value === null || value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function targetsOf(entity: StoredEntity, blueprint: Blueprint | undefined): Identity[] {
  return Object.entries(blueprint?.relations ?? {}).flatMap(([name, { target }]) =>
    namedBy(entity.relations[name]).map((identifier) => ({ blueprint: target, identifier })),
  );
}

// Identifiers cannot hold a line break, so the two parts cannot run into each other.
function key({ blueprint, identifier }: Identity): string {
  return `${blueprint}\n${identifier}`;
}
