import type { Allowance } from './rate-limit.ts';

/** How fast a server answers. */
export interface Pace {
  /** Milliseconds that an answer takes. */
  readonly answerMs: number;
  /** Requests at the same time. */
  readonly concurrency: number;
  /** What the server allows; undefined where it does not limit, or does not tell. */
  readonly allowance: Allowance | undefined;
}

/** Seconds that so many requests take, and what they follow from, for people. */
export interface Duration {
  readonly seconds: number;
  readonly pace: string;
}

/** The time that requests take at least: by the time of the answers or by the rate limit, whichever is more. */
export function durationOf(requests: number, { answerMs, concurrency, allowance }: Pace): Duration {
  const answering: Duration = {
    seconds: Math.round((requests * answerMs) / concurrency) / 1000,
    pace: `answers of ${Math.round(answerMs)} ms, ${concurrency} at a time`,
  };
  if (allowance === undefined) return answering;
  return longer(answering, limitedTo(allowance, requests, `the rate limit of ${allowance.perMinute} a minute`));
}

/** The time until the last of so many requests may go out. */
export function limitedTo({ perMinute, remaining }: Allowance, requests: number, pace: string): Duration {
  return { seconds: Math.round((Math.max(0, requests - remaining) / perMinute) * 60), pace };
}

export function longer(one: Duration, other: Duration): Duration {
  return other.seconds > one.seconds ? other : one;
}
