import { UpstreamError } from '../errors.ts';
import type { Scopes } from '../extract/kind.ts';
import type { RawBatch } from '../raw-object.ts';

/** How the reading of a scope ended. `reading` is the state of one whose reader went away before the end. */
type ScopeState = 'complete' | 'denied' | 'failed' | 'reading';

export interface UnreadScope {
  readonly scope: string;
  readonly state: Exclude<ScopeState, 'complete'>;
  readonly reason: string;
}

/**
 * What one resource could and could not read. Deletion trusts nothing else: an entity is stale only where everything
 * that could have produced it was read to its end.
 */
export class ScopeLedger implements Scopes {
  readonly #unread = new Map<string, UnreadScope>();
  readonly #deniedIsEmpty: boolean;
  #complete = 0;

  /** `deniedIsEmpty`: what the token may not read counts as read and empty. */
  constructor({ deniedIsEmpty = false }: { readonly deniedIsEmpty?: boolean } = {}) {
    this.#deniedIsEmpty = deniedIsEmpty;
  }

  /** Scopes that were read to their end. */
  get complete(): number {
    return this.#complete;
  }

  /** Scopes that were not, with the reason. */
  get unread(): readonly UnreadScope[] {
    return [...this.#unread.values()];
  }

  async *read(scope: string, batches: AsyncIterable<RawBatch>): AsyncGenerator<RawBatch> {
    this.#unread.set(scope, { scope, state: 'reading', reason: 'was not read to its end' });
    try {
      yield* batches;
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      const state = error.status === 403 || error.status === 404 ? 'denied' : 'failed';
      this.#unread.set(scope, { scope, state, reason: error.message });
      if (state === 'failed' || !this.#deniedIsEmpty) return;
    }
    this.#unread.delete(scope);
    this.#complete++;
  }
}
