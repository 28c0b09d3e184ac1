import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';

/** Something slow to start that runs one batch at a time: a thread or a process. */
export interface Member {
  /** It has ended, or is to be replaced: nothing is given to it any more. */
  readonly isSpent: boolean;
  /** Ends it, whatever it is at; resolves when nothing of it is left. */
  end(): Promise<void>;
}

/**
 * How many batches are evaluated at a time: one core is left to the rest of the program. Never one alone, so that a batch
 * that jq is stuck in holds up no other.
 */
export function defaultSize(): number {
  return Math.min(4, Math.max(2, availableParallelism() - 1));
}

interface Idle<M> {
  readonly key: string;
  readonly member: M;
}

/** Starts members where a batch waits and none is free, keeps them for further batches, and drops those that failed. */
export class Pool<M extends Member> {
  readonly #size: number;
  readonly #turns: PQueue;
  /** The last one used is at the end. */
  #idle: Idle<M>[] = [];

  constructor(size: number) {
    this.#size = size;
    this.#turns = new PQueue({ concurrency: size });
  }

  /** Waits for a turn, then runs the task on a member of this key. A task that throws costs its member. */
  use<Result>(key: string, start: () => Promise<M>, task: (member: M) => Promise<Result>): Promise<Result> {
    return this.#turns.add(async () => {
      const member = await this.#take(key, start);
      try {
        const result = await task(member);
        this.#idle.push({ key, member });
        return result;
      } catch (error) {
        await member.end();
        throw error;
      }
    });
  }

  /** Ends every member; the caller sees to it that the tasks under way end. */
  async close(): Promise<void> {
    await this.#turns.onIdle();
    await Promise.all(this.#idle.splice(0).map(({ member }) => member.end()));
  }

  async #take(key: string, start: () => Promise<M>): Promise<M> {
    const known = this.#idle.findLast((one) => one.key === key && !one.member.isSpent);
    if (known !== undefined) {
      this.#idle = this.#idle.filter((one) => one !== known);
      return known.member;
    }
    await this.#makeRoom();
    return start();
  }

  /** Spent members go, and those not used for longest where there would be too many. */
  async #makeRoom(): Promise<void> {
    const fresh = this.#idle.filter(({ member }) => !member.isSpent);
    const room = this.#size - this.#turns.pending;
    const kept = room > 0 ? fresh.slice(-room) : [];
    const ended = this.#idle.filter((one) => !kept.includes(one));
    this.#idle = kept;
    await Promise.all(ended.map(({ member }) => member.end()));
  }
}
