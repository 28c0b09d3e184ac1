/** An entity as it was written; fields that are null are not kept. */
export interface StoredEntity {
  readonly identifier: string;
  readonly title?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly relations: Readonly<Record<string, unknown>>;
}

/** An entity with what is needed to answer at once. */
interface Kept {
  readonly text: string;
  readonly datasource: string;
  readonly updatedAt: number;
}

/** The entities of one Port, kept serialised. */
export class BenchCatalog {
  readonly #blueprints = new Map<string, Map<string, Kept>>();
  readonly #fields = new Map<string, Set<string>>();
  readonly #pages = new Map<string, readonly Kept[]>();

  /** Writes one entity; tells whether it is new. */
  write(blueprint: string, entity: Partial<StoredEntity>, merge: boolean, datasource: string): boolean {
    const { identifier = '' } = entity;
    const kept = this.#blueprints.get(blueprint) ?? new Map<string, Kept>();
    this.#blueprints.set(blueprint, kept);
    const known = kept.get(identifier);
    const before: Partial<StoredEntity> = merge && known !== undefined ? JSON.parse(known.text) : {};
    const title = entity.title ?? before.title;
    const stored: StoredEntity = {
      identifier,
      ...(title !== undefined && { title }),
      properties: withoutNulls({ ...before.properties, ...entity.properties }),
      relations: withoutNulls({ ...before.relations, ...entity.relations }),
    };
    this.#noteFields(blueprint, stored);
    kept.set(identifier, { text: JSON.stringify(stored), datasource, updatedAt: Date.now() });
    this.#pages.delete(blueprint);
    return known === undefined;
  }

  remove(blueprint: string, identifiers: readonly string[]): void {
    for (const identifier of identifiers) this.#blueprints.get(blueprint)?.delete(identifier);
    this.#pages.delete(blueprint);
  }

  /** Texts of the entities that a data source's parts all name, from a position on, with the fields asked for. */
  search(blueprint: string, include: readonly string[], sources: readonly string[], from: number, limit: number) {
    const entities = this.#listed(blueprint);
    const page = entities.slice(from, from + limit);
    const wanted = new Set(include);
    const isWhole = [...(this.#fields.get(blueprint) ?? [])].every((field) => wanted.has(field));
    const texts = page
      .filter(({ datasource }) => sources.every((part) => datasource.includes(part)))
      .map(({ text }) => (isWhole ? text : JSON.stringify(select(JSON.parse(text), wanted))));
    return { texts, next: from + limit < entities.length ? from + limit : undefined };
  }

  /** Keys of the entities that an owner wrote before a moment. */
  *owned(prefix: string, suffix: string, before: number): Generator<{ blueprint: string; identifier: string }> {
    for (const [blueprint, entities] of this.#blueprints) {
      for (const [identifier, { datasource, updatedAt }] of entities) {
        if (updatedAt >= before || !datasource.startsWith(prefix) || !datasource.endsWith(suffix)) continue;
        yield { blueprint, identifier };
      }
    }
  }

  /** Entities of each blueprint. */
  counts(): Record<string, number> {
    return Object.fromEntries([...this.#blueprints].map(([blueprint, { size }]) => [blueprint, size]));
  }

  /** All entities by `blueprint identifier`. */
  contents(): Record<string, StoredEntity> {
    const entries = [...this.#blueprints].flatMap(([blueprint, entities]) =>
      [...entities].map(([identifier, { text }]) => [`${blueprint} ${identifier}`, JSON.parse(text)]),
    );
    return Object.fromEntries(entries);
  }

  #listed(blueprint: string): readonly Kept[] {
    const listed = this.#pages.get(blueprint) ?? [...(this.#blueprints.get(blueprint)?.values() ?? [])];
    this.#pages.set(blueprint, listed);
    return listed;
  }

  #noteFields(blueprint: string, entity: StoredEntity): void {
    const fields = this.#fields.get(blueprint) ?? new Set(['identifier']);
    this.#fields.set(blueprint, fields);
    if (entity.title !== undefined) fields.add('title');
    for (const part of ['properties', 'relations'] as const) {
      for (const name of Object.keys(entity[part])) fields.add(`${part}.${name}`);
    }
  }
}

function select({ identifier, title, properties, relations }: StoredEntity, wanted: ReadonlySet<string>) {
  const pick = (part: string, values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => wanted.has(part) || wanted.has(`${part}.${name}`)));
  return {
    identifier,
    ...(wanted.has('title') && { title }),
    properties: pick('properties', properties),
    relations: pick('relations', relations),
  };
}

function withoutNulls(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
