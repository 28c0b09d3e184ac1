import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch } from '../../raw-object.ts';
import type { GitLabClient } from './client.ts';
import { followLinks } from './follow-links.ts';
import { askPage, firstPage } from './page.ts';
import { type Divisible, leftBehind, type PartStart, readParts } from './parts.ts';
import { idOf } from './row.ts';

/**
 * Every row of a list once, in the order of ids, by keyset: rows that leave or enter the list move no others. Only the
 * first page is asked for by its number, which tells how long the list is.
 */
export async function* readById(
  client: GitLabClient,
  endpoint: Endpoint,
  query: Query,
  partSize: number,
): AsyncGenerator<RawBatch> {
  const numbered = { ...query, pagination: undefined };
  const first = await askPage(client, endpoint, firstPage(numbered));
  yield first.rows;
  if (first.next === undefined) return;

  const ranges: Divisible<PartStart> = {
    async find({ key, left }, rows) {
      const page = await askPage(client, endpoint, { ...numbered, id_after: key, per_page: 1, page: rows });
      const [row] = page.rows;
      return row && { key: idOf(row), left: (page.total ?? left) - rows };
    },
    async *read({ key }, next) {
      const range = { ...query, id_after: key, id_before: next && next.key + 1 };
      for await (const rows of followLinks(client, endpoint, firstPage(range), new Set())) {
        yield rows;
        // The last link of a list that is read by keyset leads to an empty page (GitLab: "Keyset-based pagination").
        if (next !== undefined && rows.some((row) => idOf(row) === next.key)) return;
      }
    },
  };
  const last = first.rows.at(-1);
  yield* readParts(ranges, { key: last === undefined ? 0 : idOf(last), left: leftBehind(first) }, partSize);
}
