import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch } from '../../raw-object.ts';
import type { GitLabClient } from './client.ts';
import { askPage, type Page, takeNew, unusable } from './page.ts';

/** Walks by next links until there is none; neither a short page nor an empty one is the end. */
export async function* followLinks(
  client: GitLabClient,
  endpoint: Endpoint,
  start: Query | undefined,
  seen: Set<string>,
): AsyncGenerator<RawBatch> {
  const asked = new Set<string>();
  for (let next = start; next !== undefined; ) {
    const key = JSON.stringify(next);
    // A server that links back to a page it gave would be read for ever.
    if (asked.has(key)) throw unusable(endpoint, 'links to a page that it already gave');
    asked.add(key);
    const page: Page = await askPage(client, endpoint, next);
    yield takeNew(page.rows, seen);
    next = page.next;
  }
}
