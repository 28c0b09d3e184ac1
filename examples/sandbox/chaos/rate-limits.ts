import type { ChaosFault, Struck } from './struck.ts';

/** The ways in which GitLab, Port and what stands before them say "later" (GitLab: "Rate limits"; Port: "Rate limits"). */
export const RATE_LIMITS = {
  /** The limiter in front of the API: plain text, all headers. */
  'rate-limit-seconds': { strike: ({ chance }) => inText({ 'Retry-After': chance < 0.5 ? '0' : '1' }) },
  'rate-limit-date': { strike: () => inText({ 'Retry-After': new Date(Date.now() + 1000).toUTCString() }) },
  'rate-limit-reset': { strike: (struck) => inText(resetHeaders(struck)) },
  'rate-limit-bare': { strike: () => inText({}) },
  /** The limiter of one feature: JSON without a word about when; its window ends with the minute, which is near. */
  'rate-limit-json': {
    strike: ({ service }) => {
      const gitlab = { message: { error: 'This endpoint has been requested too many times. Try again later.' } };
      const port = { ok: false, error: 'too_many_requests', message: 'Too many requests' };
      return refuse(JSON.stringify(service === 'gitlab' ? gitlab : port), {
        'Content-Type': 'application/json',
        Date: endOfMinute().toUTCString(),
      });
    },
  },
} as const satisfies Readonly<Record<string, ChaosFault>>;

/** GitLab gives a moment. Port's own documents disagree whether it is a moment or a duration. */
function resetHeaders({ service, chance }: Struck): Record<string, string> {
  const moment = String(Math.floor(Date.now() / 1000));
  if (service === 'gitlab') return { 'RateLimit-Reset': moment, 'RateLimit-Remaining': '0' };
  return { 'X-RateLimit-Reset': chance < 0.5 ? moment : '0', 'X-RateLimit-Remaining': '0' };
}

function inText(headers: Record<string, string>): Response {
  return refuse('Retry later\n', { 'Content-Type': 'text/plain', Date: new Date().toUTCString(), ...headers });
}

function refuse(body: string, headers: Record<string, string>): Response {
  return new Response(body, { status: 429, headers });
}

/** What a server says whose clock stands a second before the next minute. */
function endOfMinute(): Date {
  const minuteMs = 60_000;
  return new Date((Math.floor(Date.now() / minuteMs) + 1) * minuteMs - 1000);
}
