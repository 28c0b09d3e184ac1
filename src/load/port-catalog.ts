import { UpstreamError } from '../errors.ts';
import { EntityTable } from './entity-table.ts';
import type { FieldName } from './fingerprint.ts';
import { type Owner, ownedBy, readEntities } from './ownership.ts';
import type { PortClient } from './port-client.ts';

/** What is known of one blueprint's entities in Port. */
export interface KnownBlueprint {
  readonly table: EntityTable;
  /** `missing`: Port has no such blueprint. `unread`: its entities could not be read, nothing is known of them. */
  readonly state: 'read' | 'missing' | 'unread';
  /** Why it is not read. */
  readonly reason?: string;
}

/** Blueprints and the fields of them that the mapping writes; no blueprint where jq computes it. */
export type Targets = readonly { readonly blueprint?: string | undefined; readonly fields: readonly FieldName[] }[];

/** The entities that this integration owns in Port, read once for each blueprint. */
export class PortCatalog {
  readonly #port: PortClient;
  readonly #owner: Owner;
  readonly #targets: Targets;
  readonly #coming: ReadonlySet<string>;
  readonly #blueprints = new Map<string, Promise<KnownBlueprint>>();
  readonly #known = new Map<string, KnownBlueprint>();
  #ahead: Promise<unknown> = Promise.resolve();

  /** `coming`: blueprints that Port does not have yet and that count as empty. */
  constructor(port: PortClient, owner: Owner, targets: Targets, coming: ReadonlySet<string> = new Set()) {
    this.#port = port;
    this.#owner = owner;
    this.#targets = targets;
    this.#coming = coming;
  }

  /** The blueprints that were asked for so far. */
  get blueprints(): ReadonlyMap<string, KnownBlueprint> {
    return this.#known;
  }

  /** Begins to read the blueprints that are named; one that jq computes is read when its first entity is mapped. */
  readAhead(targets: readonly { readonly blueprint?: string | undefined }[]): void {
    const names = new Set(targets.flatMap(({ blueprint }) => blueprint ?? []));
    // What goes wrong is told to whoever asks for it.
    this.#ahead = Promise.allSettled([...names].map((name) => this.get(name)));
  }

  /**
   * Waits for all that is read ahead. Before it, nothing may be written: a write can make entities of another blueprint,
   * which would look as if Port had held them before.
   */
  async beforeWriting(): Promise<void> {
    await this.#ahead;
  }

  async get(blueprint: string): Promise<KnownBlueprint> {
    const pending = this.#blueprints.get(blueprint) ?? this.#read(blueprint);
    this.#blueprints.set(blueprint, pending);
    const known = await pending;
    this.#known.set(blueprint, known);
    return known;
  }

  async #read(blueprint: string): Promise<KnownBlueprint> {
    const fields = this.#fieldsOf(blueprint);
    const table = new EntityTable(fields);
    if (this.#coming.has(blueprint)) return { table, state: 'read' };
    try {
      for await (const page of readEntities(this.#port, blueprint, fields, ownedBy(this.#owner))) {
        for (const { identifier, ...values } of page) table.addExisting(identifier, values);
      }
      return { table, state: 'read' };
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      const state = error.status === 404 ? 'missing' : 'unread';
      return { table: new EntityTable(fields), state, reason: error.message };
    }
  }

  #fieldsOf(blueprint: string): FieldName[] {
    const writing = this.#targets.filter((target) => (target.blueprint ?? blueprint) === blueprint);
    const fields = writing.flatMap((target) => target.fields);
    return [...new Set(fields)].filter((field) => field !== 'identifier' && field !== 'blueprint');
  }
}
