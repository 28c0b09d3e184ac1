import { UpstreamError } from '../errors.ts';
import { GoneError } from '../extract/gitlab/gone.ts';
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
  /** By the number of the reading: two of one name must not hide each other's failure. */
  readonly #unread = new Map<number, UnreadScope>();
  readonly #deniedIsEmpty: boolean;
  #complete = 0;
  #started = 0;

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
    const reading = this.#begin(scope);
    let isBegun = false;
    try {
      for await (const batch of batches) {
        isBegun = true;
        yield batch;
      }
      this.#finish(reading);
    } catch (error) {
      this.#fail(reading, scope, error, !isBegun);
    }
  }

  async attempt<Value>(
    scope: string,
    read: () => Promise<Value>,
    empty: Value,
  ): Promise<{ readonly value: Value } | undefined> {
    const reading = this.#begin(scope);
    try {
      const value = await read();
      this.#finish(reading);
      return { value };
    } catch (error) {
      const isEmpty = this.#fail(reading, scope, error);
      if (error instanceof GoneError) throw error;
      return isEmpty ? { value: empty } : undefined;
    }
  }

  #begin(scope: string): number {
    this.#started++;
    this.#unread.set(this.#started, { scope, state: 'reading', reason: 'was not read to its end' });
    return this.#started;
  }

  #finish(reading: number): void {
    this.#unread.delete(reading);
    this.#complete++;
  }

  /**
   * Records why a scope could not be read, and tells whether it counts as read and empty nevertheless: never when some
   * of it was read, as then it is not empty.
   */
  #fail(reading: number, scope: string, error: unknown, mayBeEmpty = true): boolean {
    const isGone = error instanceof GoneError;
    if (!isGone && !(error instanceof UpstreamError)) throw error;
    const isDenied = !isGone && (error.status === 403 || error.status === 404);
    const isEmpty = isGone || (isDenied && this.#deniedIsEmpty && mayBeEmpty);
    if (isEmpty) this.#finish(reading);
    else this.#unread.set(reading, { scope, state: isDenied ? 'denied' : 'failed', reason: error.message });
    return isEmpty;
  }
}
