import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch } from '../../raw-object.ts';
import type { GitLabClient } from './client.ts';
import { type Coverage, readOverlapping } from './overlapping-pages.ts';
import { askPage, type Page } from './page.ts';
import { type Divisible, leftBehind, type PartStart, readParts } from './parts.ts';
import { idOf } from './row.ts';

/** Rows with greater ids than its key, from a page on that was asked for. */
interface Section extends PartStart {
  readonly page: Page;
  /** Of the page's first row in the list when it was asked for, from 0. */
  readonly place: number;
}

/** Whether rows come in ascending order of their ids: some servers may order otherwise than they are asked to. */
export function areInIdOrder(rows: RawBatch): boolean {
  const ids = rows.map(({ id }) => (typeof id === 'number' ? id : Number.NaN));
  return ids.every((id, index) => id > (ids[index - 1] ?? Number.NEGATIVE_INFINITY));
}

/**
 * The pages behind the first one of a list with numbered pages, in ascending order of ids. Rows that leave or enter the
 * list move others to another place, but not to another id: so sections end where the id is reached that the next one
 * began with, wherever that is by then.
 */
export function readIdSections(
  client: GitLabClient,
  endpoint: Endpoint,
  query: Query,
  first: Page,
  partSize: number,
): AsyncIterable<RawBatch> {
  const sections: Divisible<Section> = {
    async find(start, rows) {
      const number = Math.ceil((start.place + rows) / first.size) + 1;
      const page = await askPage(client, endpoint, { ...query, per_page: first.size, page: String(number) });
      const [row] = page.rows;
      const place = (number - 1) * first.size;
      return row && { key: idOf(row) - 1, left: (page.total ?? Number.POSITIVE_INFINITY) - place, page, place };
    },
    async *read({ key, page, place }, next) {
      const coverage = coverIds(key, next?.key);
      const rows = coverage.add(page.rows);
      if (rows.length > 0) yield rows;
      yield* readOverlapping(client, endpoint, query, page, coverage, place);
    },
  };
  const last = first.rows.at(-1);
  const key = last === undefined ? Number.NEGATIVE_INFINITY : idOf(last);
  return readParts(sections, { key, left: leftBehind(first), page: first, place: 0 }, partSize);
}

/** Covers the ids behind one, as far as another. */
function coverIds(start: number, end = Number.POSITIVE_INFINITY): Coverage {
  let last = start;
  return {
    reaches: (row) => idOf(row) <= last,
    add(rows) {
      const wanted = rows.filter((row) => idOf(row) > last && idOf(row) <= end);
      last = Math.max(last, ...rows.map((row) => idOf(row)));
      return wanted;
    },
    isWhole: () => last >= end,
  };
}
