import { type FieldName, type FieldValues, fieldsOf, fingerprint, NOTHING } from './fingerprint.ts';

/** What became of an entity in this run. */
export type EntityStatus = 'unsettled' | 'unchanged' | 'created' | 'updated' | 'failed';

const STATUSES: readonly EntityStatus[] = ['unsettled', 'unchanged', 'created', 'updated', 'failed'];

/** The position of an entity in its table. */
export type Row = number;

const NO_RESOURCE = -1;
const FIRST_CAPACITY = 64;

/**
 * The entities of one blueprint: what Port held at the start, as a number for each mapped field, and what this run has
 * made of them. Kept in flat arrays: a few dozen bytes for each entity beside its identifier.
 */
export class EntityTable {
  readonly #columns: ReadonlyMap<FieldName, number>;
  readonly #rows = new Map<string, Row>();
  #fingerprints: Float64Array;
  #statuses = new Uint8Array(FIRST_CAPACITY);
  /** The resource that mapped the entity first. */
  #resources = new Int32Array(FIRST_CAPACITY);
  #existing = new Uint8Array(FIRST_CAPACITY);
  #held = 0;

  constructor(fields: readonly FieldName[]) {
    this.#columns = new Map(fields.map((field, column) => [field, column]));
    this.#fingerprints = new Float64Array(FIRST_CAPACITY * fields.length);
  }

  /** Adds an entity that Port held before anything was written. */
  addExisting(identifier: string, values: FieldValues): void {
    const row = this.#add(identifier);
    this.#held += 1;
    this.#existing[row] = 1;
    this.store(row, values);
  }

  /** How many entities Port held before anything was written. */
  get held(): number {
    return this.#held;
  }

  find(identifier: string): Row | undefined {
    return this.#rows.get(identifier);
  }

  /** Adds an entity that this run mapped and Port did not hold. */
  addNew(identifier: string): Row {
    return this.#add(identifier);
  }

  /** Marks an entity as mapped by a resource; the first one keeps it. */
  claim(row: Row, resource: number): void {
    if (this.#resources[row] === NO_RESOURCE) this.#resources[row] = resource;
  }

  /** Whether values differ from what Port is known to hold. */
  differs(row: Row, values: FieldValues): boolean {
    for (const [field, value] of fieldsOf(values)) {
      const column = this.#columns.get(field);
      const known = column === undefined ? NOTHING : this.#fingerprints[this.#offset(row) + column];
      if (known !== fingerprint(field, value)) return true;
    }
    return false;
  }

  /** Whether Port is known to hold a property or relation that the values do not name: a replacement clears it. */
  holdsMore(row: Row, values: FieldValues): boolean {
    const named = new Set([...fieldsOf(values)].map(([field]) => field));
    for (const [field, column] of this.#columns) {
      const isCleared = field.includes('.') && !named.has(field);
      if (isCleared && this.#fingerprints[this.#offset(row) + column] !== NOTHING) return true;
    }
    return false;
  }

  /** Whether this run has replaced a value that Port held. */
  hasReplaced(identifier: string, field: FieldName, value: unknown): boolean {
    const row = this.#rows.get(identifier);
    const column = this.#columns.get(field);
    if (row === undefined || column === undefined || this.#existing[row] === 0) return false;
    return this.#fingerprints[this.#offset(row) + column] !== fingerprint(field, value);
  }

  /** Remembers what Port now holds of an entity: these values and, unless they `unite` with the others, nothing else. */
  store(row: Row, values: FieldValues, unite = true): void {
    if (!unite) this.#fingerprints.fill(NOTHING, this.#offset(row), this.#offset(row + 1));
    for (const [field, value] of fieldsOf(values)) {
      const column = this.#columns.get(field);
      if (column !== undefined) this.#fingerprints[this.#offset(row) + column] = fingerprint(field, value);
    }
  }

  statusOf(row: Row): EntityStatus {
    return STATUSES[this.#statuses[row] ?? 0] ?? 'unsettled';
  }

  setStatus(row: Row, status: EntityStatus): void {
    this.#statuses[row] = STATUSES.indexOf(status);
  }

  resourceOf(row: Row): number {
    return this.#resources[row] ?? NO_RESOURCE;
  }

  /** Whether this run has added the entity and not written it yet. */
  isUnwritten(row: Row): boolean {
    return this.#existing[row] === 0 && this.statusOf(row) === 'unsettled';
  }

  /** Whether Port held the entity before this run wrote anything. */
  wasHeld(row: Row): boolean {
    return this.#existing[row] === 1;
  }

  isMapped(identifier: string): boolean {
    const row = this.#rows.get(identifier);
    return row !== undefined && this.#resources[row] !== NO_RESOURCE;
  }

  /** Entities that this run mapped and Port holds: a new one that Port refused is none of them. */
  countRemaining(): number {
    let count = 0;
    for (const row of this.#rows.values()) {
      const isHeld = this.#existing[row] === 1 || this.statusOf(row) !== 'failed';
      if (isHeld && this.#resources[row] !== NO_RESOURCE) count++;
    }
    return count;
  }

  /** Whether Port has the entity, as far as this run knows: held it, or took it since. */
  isInPort(identifier: string): boolean {
    const row = this.#rows.get(identifier);
    if (row === undefined) return false;
    return this.#existing[row] === 1 || ['created', 'updated'].includes(this.statusOf(row));
  }

  /** Entities of which this has become. */
  count(status: EntityStatus): number {
    let count = 0;
    for (const row of this.#rows.values()) if (this.statusOf(row) === status) count++;
    return count;
  }

  /** Identifiers of the entities that Port held at the start and that this run mapped. */
  *mappedExisting(): Generator<string> {
    for (const [identifier, row] of this.#rows) {
      if (this.#existing[row] === 1 && this.#resources[row] !== NO_RESOURCE) yield identifier;
    }
  }

  #add(identifier: string): Row {
    const known = this.#rows.get(identifier);
    if (known !== undefined) return known;
    const row = this.#rows.size;
    if (row === this.#statuses.length) this.#grow();
    this.#rows.set(identifier, row);
    this.#resources[row] = NO_RESOURCE;
    return row;
  }

  #grow(): void {
    const capacity = this.#statuses.length * 2;
    this.#statuses = grown(this.#statuses, new Uint8Array(capacity));
    this.#existing = grown(this.#existing, new Uint8Array(capacity));
    this.#resources = grown(this.#resources, new Int32Array(capacity));
    this.#fingerprints = grown(this.#fingerprints, new Float64Array(capacity * this.#columns.size));
  }

  #offset(row: Row): number {
    return row * this.#columns.size;
  }
}

function grown<List extends Float64Array | Int32Array | Uint8Array>(from: List, to: List): List {
  to.set(from);
  return to;
}
