import type { Clock } from '../../src/http/clock.ts';

/** A clock whose sleepers wake at once, in the order of their moments; time moves only by sleeping. */
export interface FakeClock extends Clock {
  /** How long each sleeper asked to sleep. */
  readonly sleeps: readonly number[];
}

/** `random` is the jitter; 1 makes each back-off as long as it can be. */
export function createFakeClock({ start = Date.UTC(2026, 0, 1, 12, 0, 0), random = 1 } = {}): FakeClock {
  let now = start;
  const sleeps: number[] = [];
  const sleepers: { at: number; wake: () => void }[] = [];

  const wakeNext = () => {
    sleepers.sort((a, b) => a.at - b.at);
    const next = sleepers.shift();
    if (next === undefined) return;
    now = Math.max(now, next.at);
    next.wake();
  };
  return {
    sleeps,
    now: () => now,
    random: () => random,
    sleep: (ms, signal) => {
      sleeps.push(ms);
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        sleepers.push({ at: now + ms, wake: resolve });
        setImmediate(wakeNext);
      });
    },
  };
}
