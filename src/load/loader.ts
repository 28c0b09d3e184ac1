import type { Entity } from '../entity.ts';
import { InternalError } from '../errors.ts';
import type { Topic } from '../topics.ts';
import { type EntityBody, prepareEntity } from './entity-body.ts';
import type { EntityTable, Row } from './entity-table.ts';
import { HeldChanges } from './held-changes.ts';
import { nameOf } from './ownership.ts';
import type { KnownBlueprint, PortCatalog } from './port-catalog.ts';
import { addTargets, type MappedTargets, type RelationTargets } from './relations.ts';
import { keyOf, orderByRelations, WaitingEntities } from './second-attempt.ts';
import { Tallies, type Tally } from './tally.ts';
import { uniteEntities } from './unite.ts';
import type { Refusal, Upsert, UpsertResult } from './upsert.ts';

export interface LoaderOptions {
  readonly catalog: PortCatalog;
  readonly upsert: Upsert;
  /** Mapped fields are merged into the entity; else they replace it. */
  readonly merge: boolean;
  /** Properties that an entity must have, by blueprint: one that is null is warned of. */
  readonly required?: ReadonlyMap<string, readonly string[]>;
  /** What relations point at, by blueprint, as far as it is known. */
  readonly relations?: ReadonlyMap<string, RelationTargets>;
  /** Changes that may be held back at a time. */
  readonly mostHeld?: number;
}

/** How an entity is written. */
interface Attempt {
  /** What the body does not name stays in Port, whatever is said for all. */
  readonly isPartial: boolean;
  readonly isFinal: boolean;
}

const FIRST_ATTEMPT: Attempt = { isPartial: false, isFinal: false };

/** Beyond it changes are written early, which is right but may repeat. */
const MOST_HELD = 10_000;

/**
 * The way from mapped entities into Port: checked, compared with what Port holds, united where they are mapped more
 * than once, written. Several resources may be loaded at the same time as long as they write different blueprints; of
 * two that map to one entity the one that is loaded later counts.
 */
export class Loader {
  readonly #options: LoaderOptions;
  readonly #held: HeldChanges;
  readonly #tallies = new Tallies();
  readonly #waiting: WaitingEntities;
  readonly #targets: MappedTargets = new Map();
  readonly #unidentified = new Set<string>();

  constructor(options: LoaderOptions) {
    this.#options = options;
    this.#held = new HeldChanges(options.merge);
    this.#waiting = new WaitingEntities(options.merge);
  }

  /** What the mapped entities point at, whether they could be written or not. */
  get targets(): MappedTargets {
    return this.#targets;
  }

  /** Blueprints with an entity that Port was to search for and did not name: it may be any of them. */
  get unidentified(): ReadonlySet<string> {
    return this.#unidentified;
  }

  /** What became of the entities of a resource. */
  tally(resource: number): Tally {
    return this.#tallies.of(resource);
  }

  async load(resource: number, entities: readonly Entity[]): Promise<void> {
    const tally = this.tally(resource);
    const due: EntityBody[] = [];
    const partial: EntityBody[] = [];
    for (const entity of entities) {
      const { body, rejection, warnings } = prepareEntity(entity);
      for (const warning of warnings) tally.addWarning(warning);
      addTargets(this.#targets, body.blueprint, body.relations);
      if (rejection !== undefined) {
        tally.move('unsettled', 'failed');
        this.#fail(resource, body, rejection);
        continue;
      }
      this.#warnOfMissing(resource, body);
      const isPartial = entity.isPartial === true && !this.#options.merge;
      if (await this.#isDue(resource, body, isPartial)) (isPartial ? partial : due).push(body);
    }
    await this.#write(resource, uniteEntities(due, this.#options.merge));
    // What takes the place of the whole entity would clear the fields that could not be read.
    await this.#write(resource, uniteEntities(partial, true), { ...FIRST_ATTEMPT, isPartial: true });
    if (this.#held.size > (this.#options.mostHeld ?? MOST_HELD)) {
      // Others may be loading meanwhile, to other blueprints.
      const own = new Set(entities.map(({ blueprint }) => blueprint));
      await this.writeHeld((blueprint) => own.has(blueprint));
    }
  }

  /** Writes the changes held back of the blueprints to which nothing more will be mapped. */
  async writeHeld(isDue: (blueprint: string) => boolean): Promise<void> {
    await this.#write(undefined, this.#held.take(isDue));
  }

  /** Tries again what failed for want of a related entity, now that all are there. */
  async retryWaiting(): Promise<void> {
    const waiting = this.#waiting.take();
    const isPartial = (body: EntityBody) => waiting.get(keyOf(body))?.isPartial === true;
    for (const { bodies, complete } of orderByRelations([...waiting.values()].map(({ body }) => body))) {
      const results = [
        ...(await this.#options.upsert(bodies.filter((body) => !isPartial(body)))),
        ...(await this.#options.upsert(bodies.filter(isPartial), { merge: true })),
      ];
      for (const result of results) {
        if (!complete && typeof result.outcome !== 'string') continue;
        const attempt = { isPartial: isPartial(result.entity), isFinal: true };
        await this.#settle(waiting.get(keyOf(result.entity))?.resource, result, attempt);
      }
    }
  }

  /** Whether an entity is to be written now; what differs from Port is held back, what equals it is left alone. */
  async #isDue(resource: number, body: EntityBody, isPartial: boolean): Promise<boolean> {
    const { state, table } = await this.#options.catalog.get(body.blueprint);
    const found = hasIdentifier(body) ? table.find(body.identifier) : undefined;
    if (state === 'missing') {
      const message = `blueprint ${body.blueprint} does not exist in Port`;
      const outcome = { status: 404, code: 'blueprint_not_found', message };
      if (found === undefined) await this.#settle(resource, { entity: body, outcome }, FIRST_ATTEMPT);
      return false;
    }
    if (!hasIdentifier(body)) return true;
    const row = found ?? table.addNew(body.identifier);
    const isLater = table.isMapped(body.identifier);
    table.claim(row, resource);
    if (table.isUnwritten(row)) return true;
    if (this.#waiting.has(body)) {
      this.#waiting.add({ body, resource, isPartial });
      return false;
    }

    // A search differs from whatever Port holds, so that an entity with one is always written.
    const replaces = isLater && !isPartial && !this.#options.merge;
    const differs = (one: EntityBody) => table.differs(row, one) || (replaces && table.holdsMore(row, one));
    if (isPartial) {
      this.#held.drop(body);
      if (differs(body)) return true;
    } else if (this.#held.has(body) || differs(body)) {
      if (differs(this.#held.add(body))) return false;
      this.#held.drop(body);
    }
    this.#leaveUnchanged(table, row);
    return false;
  }

  async #write(resource: number | undefined, bodies: readonly EntityBody[], attempt = FIRST_ATTEMPT): Promise<void> {
    if (bodies.length === 0) return;
    await this.#options.catalog.beforeWriting();
    const results = await this.#options.upsert(bodies, attempt.isPartial ? { merge: true } : undefined);
    for (const result of results) await this.#settle(resource, result, attempt);
  }

  /** Takes down what became of an entity; one that lacks a related entity gets a second attempt unless this was it. */
  async #settle(resource: number | undefined, result: UpsertResult, { isPartial, isFinal }: Attempt): Promise<void> {
    const { entity, outcome } = result;
    const known = await this.#options.catalog.get(entity.blueprint);
    const { table } = known;
    const identifier = hasIdentifier(entity) ? entity.identifier : result.identifier;
    const row = identifier === undefined ? undefined : (table.find(identifier) ?? table.addNew(identifier));
    if (row !== undefined && resource !== undefined) table.claim(row, resource);
    const owner = row === undefined ? resource : table.resourceOf(row);
    if (owner === undefined) throw new InternalError(`Nobody mapped ${entity.blueprint} ${identifier}`);

    const attempted = { body: entity, resource: owner, isPartial };
    const isWaiting = typeof outcome !== 'string' && outcome.code === 'not_found' && !isFinal;
    if (isWaiting) this.#waiting.add(attempted);
    if (row === undefined) {
      // Nobody can tell which entity it is: it counts when it is decided.
      if (isWaiting) return;
      if (typeof outcome !== 'string') this.#unidentified.add(entity.blueprint);
    }

    const status = typeof outcome === 'string' ? outcome : 'failed';
    const before = row === undefined ? 'unsettled' : table.statusOf(row);
    const isOwn = before === 'created' || this.#isOwnStub(known, entity.blueprint, identifier);
    const after = isOwn && status === 'updated' ? 'created' : status;
    this.tally(owner).move(before, after);
    if (row !== undefined) {
      table.setStatus(row, after);
      if (status !== 'failed') table.store(row, entity, this.#options.merge || isPartial);
    }
    if (typeof outcome === 'string') this.#waiting.follow(attempted);
    else if (!isWaiting) {
      const { message, status: statusCode, code } = outcome;
      this.#fail(owner, entity, `${message} (${statusCode} ${code})`, topicOf(outcome));
    }
  }

  /** Whether Port made an entity in this run because a relation names it: then it is new, although a write finds it there. */
  #isOwnStub({ state, table }: KnownBlueprint, blueprint: string, identifier: string | undefined): boolean {
    const row = identifier === undefined ? undefined : table.find(identifier);
    // Of a blueprint that could not be read nobody knows what Port held.
    if (state === 'unread' || identifier === undefined || row === undefined || table.wasHeld(row)) return false;
    const targetOf = (from: string, relation: string) => this.#options.relations?.get(from)?.get(relation);
    return [...this.#targets].some(([from, relations]) =>
      [...relations].some(
        ([name, identifiers]) => identifiers.has(identifier) && (targetOf(from, name) ?? blueprint) === blueprint,
      ),
    );
  }

  #fail(resource: number, entity: EntityBody, message: string, topic?: Topic): void {
    this.tally(resource).addFailure({ ...nameOf(entity), message, ...(topic && { topic }) });
  }

  #warnOfMissing(resource: number, { blueprint, properties = {} }: EntityBody): void {
    for (const name of this.#options.required?.get(blueprint) ?? []) {
      if (properties[name] !== null) continue;
      this.tally(resource).addWarning(`properties.${name} is null, blueprint ${blueprint} requires it`);
    }
  }

  #leaveUnchanged(table: EntityTable, row: Row): void {
    if (table.statusOf(row) !== 'unsettled') return;
    this.tally(table.resourceOf(row)).move('unsettled', 'unchanged');
    table.setStatus(row, 'unchanged');
  }
}

/** Port answers 422 to an entity that does not fit its blueprint (Port: "Errors"). */
function topicOf({ status, code }: Refusal): Topic | undefined {
  if (code === 'blueprint_not_found') return 'missing-blueprint';
  return status === 422 ? 'property-mismatch' : undefined;
}

function hasIdentifier(body: EntityBody): body is EntityBody & { readonly identifier: string } {
  return typeof body.identifier === 'string';
}
