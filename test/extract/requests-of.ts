import type { ScriptedHttp } from '../support/scripted-http.ts';

/** Path below the API's root and query of each request whose path ends so, in the order they were sent. */
export function requestsOf(http: ScriptedHttp, end: string): { path: string; query: Record<string, string> }[] {
  return http.requests
    .filter(({ url }) => url.pathname.endsWith(end))
    .map(({ url }) => ({
      path: url.pathname.replace('/api/v4', ''),
      query: Object.fromEntries(url.searchParams),
    }));
}
