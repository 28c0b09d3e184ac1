import { pMapIterable } from 'p-map';
import type { GitLab } from '../extract/gitlab/gitlab.ts';
import type { Kind } from '../extract/kind.ts';
import type { Load, LoadFailure } from '../load/loader.ts';
import type { Mapper } from '../map/mapper.ts';
import type { Resource } from '../map/mapping.ts';
import type { Observe } from './events.ts';
import { ScopeLedger } from './ledger.ts';
import type { CountedFailure, ResourceCounts, ResourceReport } from './report.ts';

/** Batches that may wait between reading and mapping, and between mapping and loading. */
const MAPPED_AHEAD = 2;

export interface ResourceRun {
  readonly index: number;
  readonly resource: Resource;
  readonly kind: Kind;
  readonly mapper: Mapper;
  readonly gitlab: GitLab;
  readonly load: Load;
  readonly deniedIsEmpty: boolean;
  readonly observe: Observe;
}

/** One resource on its way through the stations: read, map, load. Its report can be asked for at any moment. */
export class ResourceExport {
  readonly #run: ResourceRun;
  readonly #ledger: ScopeLedger;
  readonly #failures = new Map<string, CountedFailure>();
  readonly #warnings = new Map<string, number>();
  readonly #counts: ResourceCounts = noCounts();
  #started = false;

  constructor(run: ResourceRun) {
    this.#run = run;
    this.#ledger = new ScopeLedger(run);
  }

  get kind(): string {
    return this.#run.resource.kind;
  }

  async export(): Promise<void> {
    const { kind, resource, gitlab, mapper, load } = this.#run;
    this.#started = true;
    this.#tell('resource-started');
    if (kind.extract === undefined) return this.#tell('resource-finished');
    const batches = kind.extract({ gitlab, selector: resource.selector, scopes: this.#ledger });
    // Reading and mapping run ahead of loading, which keeps the order: of two that map to one entity the later counts.
    const mapped = pMapIterable(batches, (batch) => mapper.map(batch), {
      concurrency: MAPPED_AHEAD,
      backpressure: MAPPED_AHEAD,
    });
    for await (const batch of mapped) {
      const counts = this.#counts;
      counts.read += batch.read;
      counts.filtered += batch.filtered;
      counts.unmappable += batch.failed;
      counts.withoutIdentifier += batch.withoutIdentifier;
      counts.mapped += batch.entities.length;
      const outcome = await load(batch.entities);
      counts.created += outcome.created;
      counts.updated += outcome.updated;
      counts.failed += outcome.failures.length;
      for (const failure of outcome.failures) this.#countFailure(failure);
      for (const warning of outcome.warnings) this.#warnings.set(warning, (this.#warnings.get(warning) ?? 0) + 1);
      this.#tell('progress');
    }
    this.#tell('resource-finished');
  }

  report(): ResourceReport {
    const { index, resource, mapper } = this.#run;
    return {
      index,
      kind: resource.kind,
      counts: { ...this.#counts },
      incomplete: this.#started ? this.#incomplete() : [],
      unreadScopes: this.#ledger.unread,
      fieldErrors: mapper.errors(),
      loadFailures: [...this.#failures.values()],
      warnings: [...this.#warnings].map(([warning, count]) => (count > 1 ? `${warning} (${count} times)` : warning)),
      skipped: !this.#started,
    };
  }

  #incomplete(): string[] {
    const { kind } = this.#run;
    if (kind.extract === undefined) return [`this version cannot read the kind ${kind.name} yet`];
    const reasons = this.#ledger.unread.map(({ scope, state, reason }) => `${scope}: ${state}: ${reason}`);
    const { unmappable } = this.#counts;
    if (unmappable > 0) reasons.push(`${unmappable} objects could not be mapped`);
    return reasons;
  }

  #countFailure(failure: LoadFailure): void {
    const key = JSON.stringify([failure.blueprint, failure.message]);
    const first = this.#failures.get(key) ?? { ...failure, count: 0 };
    this.#failures.set(key, { ...first, count: first.count + 1 });
  }

  #tell(type: 'resource-started' | 'progress' | 'resource-finished'): void {
    const { index, resource, observe } = this.#run;
    observe({ type, index, kind: resource.kind, counts: { ...this.#counts }, incomplete: this.#incomplete() });
  }
}

function noCounts(): ResourceCounts {
  return {
    read: 0,
    filtered: 0,
    unmappable: 0,
    mapped: 0,
    withoutIdentifier: 0,
    created: 0,
    updated: 0,
    failed: 0,
  };
}
