import type { AnswerHeaders } from './headers.ts';

/** A reset below this is a number of seconds, above it a moment in Unix seconds. Port's own client draws the same line. */
const LARGEST_SECONDS = 10_000;
/** Windows end on the second; asking within that second is asking too early. */
const GRACE_MS = 1000;
const MINUTE_MS = 60_000;

/** What a server says about its limits. */
export interface Limits {
  /** How long to wait before the next request: `Retry-After`. */
  readonly retryAfterMs?: number;
  /** How long until the window ends, with a second of grace: `RateLimit-Reset`, `X-RateLimit-Reset`. */
  readonly resetMs?: number;
  /** Requests that the window still allows. */
  readonly remaining?: number;
}

/** What a server lets one caller ask in a span of time. */
export interface Allowance {
  /** Requests in a minute. */
  readonly perMinute: number;
  /** Requests that the span which goes on still allows. */
  readonly remaining: number;
}

/**
 * Reads how much is allowed; undefined where the server does not tell. GitLab's limit is of a minute, whatever the span
 * (GitLab: "Rate limits"); Port names the span in seconds.
 */
export function readAllowance(headers: AnswerHeaders): Allowance | undefined {
  const read = (name: string) => Number(headers.get(name) ?? headers.get(`x-${name}`) ?? Number.NaN);
  const [limit, remaining] = [read('ratelimit-limit'), read('ratelimit-remaining')];
  const seconds = Number(headers.get('x-ratelimit-period') ?? 60);
  const perMinute = (limit * 60) / seconds;
  return perMinute > 0 && Number.isFinite(perMinute) && remaining >= 0 ? { perMinute, remaining } : undefined;
}

/**
 * Reads the headers of an answer. Moments are compared with the server's `Date`, so that clocks may differ.
 * GitLab: "Rate limits", Rack::Attack headers in Unix seconds. Port: its documents disagree between seconds and moment.
 */
export function readLimits(headers: AnswerHeaders, now: number): Limits {
  const serverNow = serverTime(headers, now);
  const retryAfterMs = waitOf(headers.get('retry-after'), serverNow, Number.POSITIVE_INFINITY);
  const reset = headers.get('ratelimit-reset') ?? headers.get('x-ratelimit-reset');
  const resetMs = waitOf(reset, serverNow, LARGEST_SECONDS);
  const remaining = headers.get('ratelimit-remaining') ?? headers.get('x-ratelimit-remaining');
  return {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(resetMs !== undefined && { resetMs: resetMs + GRACE_MS }),
    ...(remaining !== null && /^\d+$/.test(remaining.trim()) && { remaining: Number(remaining) }),
  };
}

/** Milliseconds to the next full minute of the server, where most of GitLab's limiters start a new window. */
export function untilNextMinute(headers: AnswerHeaders, now: number): number {
  return MINUTE_MS - (serverTime(headers, now) % MINUTE_MS) + GRACE_MS;
}

function serverTime(headers: AnswerHeaders, now: number): number {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? now : date;
}

function waitOf(value: string | null, serverNow: number, largestSeconds: number): number | undefined {
  if (value === null) return undefined;
  const seconds = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isNaN(seconds) && seconds <= largestSeconds) return Math.max(0, seconds * 1000);
  const moment = Number.isNaN(seconds) ? Date.parse(value) : seconds * 1000;
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - serverNow);
}
