import { ApiError } from './api-error.ts';
import type { World } from './world.ts';

/** Counts requests the way Rack::Attack does: per caller, in windows aligned to Unix time ("GitLab: rate limits"). */
export function createRateLimit(world: World, now: () => Date): (caller: string) => Record<string, string> {
  const counts = new Map<string, number>();
  return (caller) => {
    const { requests, periodSeconds } = world.settings.rateLimit;
    const seconds = now().getTime() / 1000;
    const window = Math.floor(seconds / periodSeconds);
    const key = `${caller} ${window}`;
    const observed = (counts.get(key) ?? 0) + 1;
    counts.set(key, observed);
    const reset = (window + 1) * periodSeconds;
    const headers = {
      // The limit is scaled to a minute, while the rest counts the real window.
      'RateLimit-Limit': String(Math.ceil((requests * 60) / periodSeconds)),
      'RateLimit-Name': 'throttle_authenticated_api',
      'RateLimit-Observed': String(observed),
      'RateLimit-Remaining': String(Math.max(0, requests - observed)),
      'RateLimit-Reset': String(reset),
    };
    if (observed <= requests) return headers;
    throw new ApiError(429, 'Retry later\n', {
      ...headers,
      'RateLimit-ResetTime': new Date(reset * 1000).toUTCString(),
      'Retry-After': String(Math.ceil(reset - seconds)),
    });
  };
}
