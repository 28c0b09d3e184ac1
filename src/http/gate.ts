import PQueue from 'p-queue';
import type { Clock } from './clock.ts';

export interface GateOptions {
  /** Requests at the same time: at first, and at most. */
  readonly concurrency: { readonly start: number; readonly limit: number };
  /** The longest pause that is slept through. */
  readonly maxWaitMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How many times longer than usual the answers of a round may take, so that more requests are tried. */
const MOST_STRAIN = 2;

/** A pause that is longer than the user is ready to wait. */
export interface PausedTooLong {
  readonly untilMs: number;
}

/**
 * The way to one origin: bounds how many requests run at once, and holds them all, or one class of them, while a rate
 * limit asks for it. Waiting takes no slot. The bound grows by one with each round of successes, but not while answers
 * take much longer than they did, and halves with each round that meets trouble.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #queue: PQueue;
  readonly #pausedUntil = new Map<string | undefined, number>();
  #successes = 0;
  /** Summed over the successes. */
  #strain = 0;
  #halvedAt = Number.NEGATIVE_INFINITY;

  constructor(options: GateOptions) {
    this.#options = options;
    this.#queue = new PQueue({ concurrency: options.concurrency.start });
  }

  /** Requests on their way now. */
  get running(): number {
    return this.#queue.pending;
  }

  /** Runs the task in its turn; those with a higher priority go first. `onWaited` learns of pauses, in milliseconds. */
  async run<T>(
    limitClass: string,
    priority: number,
    task: () => Promise<T>,
    onWaited: (ms: number) => void,
  ): Promise<{ result: T } | PausedTooLong> {
    const { clock, signal, maxWaitMs } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      const untilMs = this.#openAt(limitClass);
      const waitMs = untilMs - clock.now();
      if (waitMs > maxWaitMs) return { untilMs };
      if (waitMs > 0) {
        await clock.sleep(waitMs, signal);
        onWaited(waitMs);
        continue;
      }
      // A pause may have begun while the task stood in the queue: then it steps back and waits like the others.
      const done = await this.#queue.add(
        async () => {
          signal.throwIfAborted();
          return this.#openAt(limitClass) > clock.now() ? undefined : { result: await task() };
        },
        { priority },
      );
      if (done !== undefined) return done;
    }
  }

  /** Holds a class of requests, or all of them, until a moment. Answers by how many milliseconds that adds to the wait. */
  pause(untilMs: number, limitClass?: string): number {
    const known = Math.max(this.#openAt(limitClass), this.#options.clock.now());
    if (untilMs <= known) return 0;
    this.#pausedUntil.set(limitClass, untilMs);
    return untilMs - known;
  }

  /** Tells that a request went well, and took so many times longer than usual; more may run then. */
  succeeded(strain: number): void {
    this.#successes += 1;
    this.#strain += strain;
    if (this.#successes < this.#queue.concurrency) return;
    const isAtEase = this.#strain <= MOST_STRAIN * this.#successes;
    this.#begin();
    if (isAtEase) this.#queue.concurrency = Math.min(this.#options.concurrency.limit, this.#queue.concurrency + 1);
  }

  /** Tells that the server had trouble with a request sent at `sentAt`; requests of one round count once. */
  struggled(sentAt: number): void {
    if (sentAt <= this.#halvedAt) return;
    this.#halvedAt = this.#options.clock.now();
    this.#begin();
    this.#queue.concurrency = Math.max(1, Math.floor(this.#queue.concurrency / 2));
  }

  /** Begins a round. */
  #begin(): void {
    this.#successes = 0;
    this.#strain = 0;
  }

  #openAt(limitClass: string | undefined): number {
    return Math.max(this.#pausedUntil.get(undefined) ?? 0, this.#pausedUntil.get(limitClass) ?? 0);
  }
}
