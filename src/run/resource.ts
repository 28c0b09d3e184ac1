import { pMapIterable } from 'p-map';
import { amount } from '../amount.ts';
import type { Reading } from '../extract/reading.ts';
import { takeFirst } from '../extract/take-first.ts';
import type { Mapper } from '../map/mapper.ts';
import type { Resource } from '../map/mapping.ts';
import type { RawBatch } from '../raw-object.ts';
import { type MapCounts, NO_OBJECTS, type ResourceCounts } from './counts.ts';
import type { Destination } from './destination.ts';
import type { Observe } from './events.ts';
import { ScopeLedger, type UnreadScope } from './ledger.ts';
import type { ObjectSource, Reader } from './object-source.ts';
import type { ResourceReport } from './report.ts';
import type { RequestCount, RequestCounts } from './request-counts.ts';

/** Batches that may wait between reading and mapping, and between mapping and loading. */
const MAPPED_AHEAD = 4;

export interface ResourceRun {
  readonly index: number;
  readonly resource: Resource;
  readonly source: ObjectSource;
  readonly mapper: Mapper;
  readonly destination: Destination;
  /** Most objects that are read. */
  readonly limit?: number | undefined;
  readonly requests: RequestCounts;
  readonly observe: Observe;
  /** Told each batch before it is mapped. */
  readonly onBatch: (batch: RawBatch) => void;
}

/** One resource on its way through the stations: read, map, load. Its report can be asked for at any moment. */
export class ResourceExport {
  readonly #run: ResourceRun;
  readonly #reader: Reader;
  #ledger = new ScopeLedger();
  readonly #counts: MapCounts = { ...NO_OBJECTS };
  /** Objects that are in the catalog under a name which this run does not know: nobody can tell which is stale. */
  #unnamed = 0;
  readonly #sent: RequestCount = { requests: 0 };
  #started = false;
  #cutShort = false;

  constructor(run: ResourceRun) {
    this.#run = run;
    const { index, source, mapper, destination } = run;
    this.#reader = {
      touches: (field, key) => mapper.canTouch(field, key),
      warn: (message) => destination.tally(index).addWarning(message),
    };
    source.add(this.#reader);
  }

  get kind(): string {
    return this.#run.resource.kind;
  }

  get reading(): Reading {
    return this.#run.source.reading;
  }

  get targets(): Mapper['targets'] {
    return this.#run.mapper.targets;
  }

  /** Whether its entities have Port search for others. */
  get searches(): boolean {
    return JSON.stringify(this.#run.resource.port.entity.mappings).includes('combinator');
  }

  /** Reads, maps and loads it. `turn` is waited for before anything is loaded; once `signal` is aborted nothing is. */
  async export(turn: Promise<unknown>, signal: AbortSignal): Promise<void> {
    this.#started = true;
    this.#tell('resource-started');
    await this.#run.requests.during(this.#sent, () => this.#readMapLoad(turn, signal));
  }

  async #readMapLoad(turn: Promise<unknown>, signal: AbortSignal): Promise<void> {
    const { index, source, mapper, destination, limit = Infinity, onBatch } = this.#run;
    if (source.isShared) await turn;
    const { batches, ledger } = source.begin(this.#reader);
    this.#ledger = ledger;
    // Reading and mapping run ahead of loading, which keeps the order: of two that map to one entity the later counts.
    const map = (batch: RawBatch) => {
      onBatch(batch);
      return mapper.map(batch);
    };
    const mapped = pMapIterable(takeFirst(limit, batches), map, {
      concurrency: MAPPED_AHEAD,
      backpressure: MAPPED_AHEAD,
    });
    for await (const batch of mapped) {
      await turn;
      signal.throwIfAborted();
      this.#counts.read += batch.read;
      this.#counts.filtered += batch.filtered;
      this.#counts.unmappable += batch.failed;
      this.#counts.unevaluated += batch.unevaluated;
      this.#counts.withoutIdentifier += batch.withoutIdentifier;
      this.#unnamed += batch.unnamed;
      this.#counts.mapped += batch.entities.length;
      await destination.load(index, batch.entities);
      this.#tell('progress');
      this.#cutShort = this.#counts.read >= limit || destination.isClosed === true;
      if (this.#cutShort) return;
    }
    // An object of the limited number may have gone meanwhile.
    this.#cutShort = limit !== Infinity && ledger.unread.some(({ state }) => state === 'reading');
  }

  /** Says that nothing more will come of it; changes held back are written by then. */
  finish(): void {
    this.#tell('resource-finished');
  }

  report(): ResourceReport {
    const { index, resource, mapper, destination } = this.#run;
    const { failures, warnings } = destination.tally(index);
    return {
      index,
      kind: resource.kind,
      counts: this.#allCounts(),
      incomplete: this.#started ? this.#incomplete() : [],
      unreadScopes: this.#unreadScopes(),
      fieldErrors: mapper.errors(),
      loadFailures: failures,
      warnings,
      requests: this.#sent.requests,
      skipped: !this.#started,
      cutShort: this.#cutShort,
    };
  }

  #allCounts(): ResourceCounts {
    return { ...this.#counts, ...this.#run.destination.tally(this.#run.index).counts };
  }

  /** What was being read when enough was read is no failure. */
  #unreadScopes(): readonly UnreadScope[] {
    const { unread } = this.#ledger;
    return this.#cutShort ? unread.filter(({ state }) => state !== 'reading') : unread;
  }

  #incomplete(): string[] {
    const reasons = this.#unreadScopes().map(({ scope, state, reason }) => `${scope}: ${state}: ${reason}`);
    const { unmappable, unevaluated } = this.#counts;
    if (this.#unnamed > 0)
      reasons.push(`identifier or blueprint of ${amount(this.#unnamed, 'object')} could not be told`);
    if (unmappable > 0) reasons.push(`${amount(unmappable, 'object')} could not be mapped`);
    if (unevaluated > 0)
      reasons.push(`jq did not get through a field of ${amount(unevaluated, 'object')}: what Port has of it stays`);
    return reasons;
  }

  #tell(type: 'resource-started' | 'progress' | 'resource-finished'): void {
    const { index, resource, observe } = this.#run;
    const isIncomplete = type === 'resource-finished' && this.#incomplete().length > 0;
    const unreadScopes = this.#unreadScopes().length;
    const blueprints = [...new Set(this.targets.flatMap(({ blueprint }) => blueprint ?? []))];
    observe({ type, index, kind: resource.kind, blueprints, counts: this.#allCounts(), unreadScopes, isIncomplete });
  }
}
