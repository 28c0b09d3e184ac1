import { Refusal } from './refusal.ts';
import type { Port } from './settings.ts';

/** Counts the requests of a window and tells about it in headers, on refused answers too. */
export interface RateLimit {
  take(): void;
  headers(): Record<string, string>;
  reset(): void;
}

/** Fixed windows that begin with the first request; 429 once the limit is reached. */
export function createRateLimit(settings: Port['settings']['rateLimit'], now: () => Date): RateLimit {
  let begin = Number.NEGATIVE_INFINITY;
  let used = 0;
  const seconds = () => Math.floor(now().getTime() / 1000);
  const roll = () => {
    if (seconds() < begin + settings.periodSeconds) return;
    begin = seconds();
    used = 0;
  };
  return {
    take() {
      roll();
      if (used >= settings.limit) throw new Refusal(429, 'rate_limit_exceeded', 'Too many requests');
      used += 1;
    },
    headers() {
      roll();
      const end = begin + settings.periodSeconds;
      return {
        'x-ratelimit-period': String(settings.periodSeconds),
        'x-ratelimit-limit': String(settings.limit),
        'x-ratelimit-remaining': String(settings.limit - used),
        'x-ratelimit-reset': String(settings.reset === 'epoch' ? end : end - seconds()),
      };
    },
    reset() {
      begin = Number.NEGATIVE_INFINITY;
    },
  };
}
