import type { Topic } from '../topics.ts';
import type { EntityKey } from './ownership.ts';

/** An entity that is not in Port as it should be, and why. */
export interface LoadFailure extends EntityKey {
  readonly message: string;
  readonly topic?: Topic;
}

/** Failures of the same kind: the first stands for all. */
export interface CountedFailure extends LoadFailure {
  readonly count: number;
}

/** What became of the entities that one resource mapped first. */
export interface LoadCounts {
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
}

/** Counts, failures and warnings of one resource. */
export class Tally {
  readonly counts: LoadCounts = { created: 0, updated: 0, unchanged: 0, failed: 0 };
  readonly #failures = new Map<string, CountedFailure>();
  readonly #warnings = new Map<string, number>();

  get failures(): readonly CountedFailure[] {
    return [...this.#failures.values()];
  }

  get warnings(): readonly string[] {
    return [...this.#warnings].map(([warning, count]) => (count > 1 ? `${warning} (${count} times)` : warning));
  }

  /** Moves an entity from one count to another; statuses that are no count are passed over. */
  move(from: string, to: string): void {
    if (isCount(from)) this.counts[from]--;
    if (isCount(to)) this.counts[to]++;
  }

  addFailure(failure: LoadFailure): void {
    const key = JSON.stringify([failure.blueprint, failure.message]);
    const first = this.#failures.get(key) ?? { ...failure, count: 0 };
    this.#failures.set(key, { ...first, count: first.count + 1 });
  }

  addWarning(warning: string): void {
    this.#warnings.set(warning, (this.#warnings.get(warning) ?? 0) + 1);
  }
}

/** The tallies of all resources. */
export class Tallies {
  readonly #tallies = new Map<number, Tally>();

  of(resource: number): Tally {
    const tally = this.#tallies.get(resource) ?? new Tally();
    this.#tallies.set(resource, tally);
    return tally;
  }
}

function isCount(status: string): status is keyof LoadCounts {
  return ['created', 'updated', 'unchanged', 'failed'].includes(status);
}
