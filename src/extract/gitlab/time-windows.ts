import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch } from '../../raw-object.ts';
import type { GitLabClient } from './client.ts';
import { coverSeen, readOverlapping } from './overlapping-pages.ts';
import { askPage, firstPage, keyOf, type Page, takeNew, unusable } from './page.ts';
import { type Divisible, leftBehind, PART_SIZE, type PartStart, readParts } from './parts.ts';

/** A date by which GitLab orders a list (`created_at`) and also filters it (`created_after`, `created_before`). */
export type TimeField = 'created' | 'updated' | 'finished';

interface DatedList {
  readonly client: GitLabClient;
  readonly endpoint: Endpoint;
  readonly query: Query;
  readonly field: TimeField;
}

interface WindowStart extends PartStart {
  /** The page that begins there, if it was given already. */
  readonly given?: Page;
}

/** A date may be older than the moment at which it can be seen, by as long as a transaction takes. */
const LATE_MS = 60_000;

const EVER: WindowStart = { key: Number.NEGATIVE_INFINITY, left: Number.POSITIVE_INFINITY };

/**
 * Every row of a list once, in the order of a date: each request goes on at the date of the last row, so that rows that
 * leave or enter the list move no others, and there is no limit on its length (GitLab: "REST pagination", offset limit).
 */
export async function* readByTime(
  client: GitLabClient,
  endpoint: Endpoint,
  query: Query,
  field: TimeField,
  partSize = PART_SIZE,
): AsyncGenerator<RawBatch> {
  const list = { client, endpoint, query, field };
  const seen = new Set<string>();
  const first = await askPage(client, endpoint, queryBetween(list, EVER.key));
  yield takeNew(first.rows, seen);
  const start = { ...EVER, left: leftBehind(first), given: first };
  let last = start.key;
  for await (const rows of readParts(windowsOf(list), start, partSize)) {
    last = lastMoment(list, rows) ?? last;
    yield takeNew(rows, seen);
  }
  if (field !== 'updated' || start.left <= partSize) return;
  // Rows that were updated before their window was read stand behind all windows by now.
  for await (const rows of readWindow(list, { ...EVER, key: last - LATE_MS })) yield takeNew(rows, seen);
}

function windowsOf(list: DatedList): Divisible<WindowStart> {
  return {
    async find({ key, left }, rows) {
      const query = { ...queryBetween(list, key), per_page: 1, page: rows + 1 };
      const page = await askPage(list.client, list.endpoint, query);
      const moment = lastMoment(list, page.rows);
      return moment === undefined ? undefined : { key: moment, left: (page.total ?? left) - rows };
    },
    read: (start, next) => readWindow(list, start, next?.key),
  };
}

/** The rows from a moment on as far as another, in milliseconds; some of the latter may come, too. */
async function* readWindow(
  list: DatedList,
  { key, given }: WindowStart,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<RawBatch> {
  const { client, endpoint, query, field } = list;
  const asked = new Set<string>();
  let start = Math.max(key, toMs(query[`${field}_after`]) ?? key);
  for (let next: Query | undefined = queryBetween(list, start, end); next !== undefined; ) {
    const text = JSON.stringify(next);
    if (asked.has(text)) throw unusable(endpoint, 'leads to a page that it already gave');
    const isGiven = given !== undefined && asked.size === 0;
    asked.add(text);
    const page: Page = isGiven ? given : await askPage(client, endpoint, next);
    if (!isGiven) yield page.rows;
    const last = lastMoment(list, page.rows) ?? Number.NaN;
    if (page.next === undefined || last >= end) return;
    if (last > start) {
      start = last;
      next = queryBetween(list, start, end);
    } else if (last === start) {
      yield* readMoment(list, start);
      start += 1;
      next = queryBetween(list, start, end);
    } else {
      next = page.next;
    }
  }
}

/** The rows of one millisecond, which are more than a page holds. */
async function* readMoment(list: DatedList, moment: number): AsyncGenerator<RawBatch> {
  const query = queryBetween(list, moment, moment + 1);
  const first = await askPage(list.client, list.endpoint, query);
  yield first.rows;
  const coverage = coverSeen(new Set(first.rows.map(keyOf)));
  yield* readOverlapping(list.client, list.endpoint, query, first, coverage);
}

/** Asks for the first page of the rows between two moments, as far as the query lets them through; both belong to it. */
function queryBetween({ query, field }: DatedList, start: number, end = Number.POSITIVE_INFINITY): Query {
  const [after, before] = [`${field}_after`, `${field}_before`];
  return firstPage({
    ...query,
    order_by: `${field}_at`,
    sort: 'asc',
    [after]: start > (toMs(query[after]) ?? Number.NEGATIVE_INFINITY) ? new Date(start).toISOString() : query[after],
    [before]: end < (toMs(query[before]) ?? Number.POSITIVE_INFINITY) ? new Date(end).toISOString() : query[before],
  });
}

function lastMoment({ field }: DatedList, rows: RawBatch): number | undefined {
  return toMs(rows.at(-1)?.[`${field}_at`]);
}

function toMs(moment: unknown): number | undefined {
  const ms = Date.parse(String(moment));
  return Number.isNaN(ms) ? undefined : ms;
}
