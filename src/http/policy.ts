import type { Fault } from './fault.ts';
import { readLimits, untilNextMinute } from './rate-limit.ts';

export interface RetrySettings {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  readonly baseDelayMs: number;
  /** The longest back-off. */
  readonly maxDelayMs: number;
  /** The longest wait that a server may ask for. */
  readonly maxWaitMs: number;
}

/**
 * A server that has never answered gets this long: a wrong address should not cost the minutes that a server in
 * trouble is given. With the ten seconds of a last attempt to connect this stays under 90 seconds.
 */
const UNREACHABLE_AFTER_MS = 60_000;

export interface Circumstances {
  /** Attempts made so far. */
  readonly attempt: number;
  readonly idempotent: boolean;
  /** Whether the origin has answered any request yet, whatever the answer. */
  readonly answered: boolean;
  /** Time since the request was wanted, including the delay before the next attempt. */
  readonly elapsedMs: number;
}

/** Whether to try again after a fault. */
export function mayRepeat(fault: Fault, settings: RetrySettings, circumstances: Circumstances): boolean {
  const { attempt, idempotent, answered, elapsedMs } = circumstances;
  if (!fault.passing || attempt >= settings.attempts) return false;
  if (!idempotent && !fault.untouched) return false;
  return answered || elapsedMs <= UNREACHABLE_AFTER_MS;
}

/**
 * Who waits after a fault: the request, its class of routes, or everything that goes to the origin. GitLab: the limiter
 * in front of the API refuses in plain text, those of single features in JSON.
 */
export function scopeOf(fault: Fault): 'request' | 'class' | 'origin' {
  if (fault.status !== 429) return 'request';
  return typeof fault.body === 'object' ? 'class' : 'origin';
}

/** The exponential back-off behind the first attempt, the second …, in milliseconds. */
export function backOffAfter(
  attempt: number,
  { baseDelayMs, maxDelayMs }: Pick<RetrySettings, 'baseDelayMs' | 'maxDelayMs'>,
): number {
  return Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
}

/**
 * How long to wait after a fault: what the server says, else exponential back-off with full jitter. `random` is from 0
 * up to 1, `now` milliseconds since the epoch.
 */
export function delayAfter(
  fault: Fault,
  settings: RetrySettings,
  { attempt, now, random }: { readonly attempt: number; readonly now: number; readonly random: number },
): number {
  const backOffMs = random * backOffAfter(attempt, settings);
  if (fault.headers === undefined) return backOffMs;
  const { retryAfterMs, resetMs } = readLimits(fault.headers, now);
  if (retryAfterMs !== undefined) return Math.max(retryAfterMs, backOffMs);
  if (fault.status !== 429) return backOffMs;
  if (resetMs !== undefined) return Math.max(resetMs, backOffMs);
  return scopeOf(fault) === 'class' ? Math.max(untilNextMinute(fault.headers, now), backOffMs) : backOffMs;
}
