import { UpstreamError } from '../../errors.ts';
import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch } from '../../raw-object.ts';
import type { GitLabClient } from './client.ts';
import { followLinks } from './follow-links.ts';
import { readById } from './id-ranges.ts';
import { areInIdOrder, readIdSections } from './id-sections.ts';
import { coverSeen, readOverlapping } from './overlapping-pages.ts';
import { askPage, firstPage, keyOf, type Page, takeNew, unusable } from './page.ts';
import { PART_SIZE } from './parts.ts';
import { KeptPage } from './shared-pages.ts';

/** Readings of a list that grows in its middle meanwhile, the first one included. */
const MOST_READINGS = 3;

type CountedPage = Page & { readonly total: number };

/**
 * Every row of a list once, in the list's order. A long list in the order of ids is read in parts at the same time.
 * Pages of a list that keeps its order overlap, and so do those of one with more than 10,000 rows, of which GitLab tells
 * no total. Of the others the pages behind the first one are asked for from the last to the second: a row that leaves
 * moves others onto pages that are still to come; one that comes in shows in the total, and the list is read again.
 */
export async function* readPages(
  client: GitLabClient,
  endpoint: Endpoint,
  query: Query = {},
  partSize = PART_SIZE,
): AsyncGenerator<RawBatch> {
  if (isById(query) && query['pagination'] === 'keyset') return yield* readById(client, endpoint, query, partSize);
  const seen = new Set<string>();
  for (let readings = 1; ; readings++) {
    const first = await askPage(client, endpoint, firstPage(query)).catch(refusalOf);
    if (first === 'no keyset') return yield* readPages(client, endpoint, { ...query, pagination: undefined });
    yield takeNew(first.rows, seen);
    if (first.isNumbered && isById(query) && areInIdOrder(first.rows)) {
      return yield* readIdSections(client, endpoint, query, first, partSize);
    }
    if (first.isNumbered && (first.total === undefined || keepsItsOrder(query))) {
      return yield* readOverlapping(client, endpoint, query, first, coverSeen(seen));
    }
    if (first.total === undefined || first.total <= first.size) {
      return yield* followLinks(client, endpoint, first.next, seen);
    }
    const hasGrown = yield* readBackwards(client, endpoint, query, { ...first, total: first.total }, seen);
    if (!hasGrown) return;
    if (readings === MOST_READINGS)
      throw unusable(endpoint, `grew each of the ${readings} times it was read`, readings);
  }
}

/** A list that is no table of the database, such as a search: its total is an estimate, and its order may change. */
export async function* readUncounted(client: GitLabClient, endpoint: Endpoint, query: Query): AsyncGenerator<RawBatch> {
  yield* followLinks(client, endpoint, firstPage(query), new Set());
}

/** GitLab answers 405 where it cannot page a list by keyset in the order that was asked for. */
function refusalOf(error: unknown): 'no keyset' {
  const isRefusal =
    error instanceof UpstreamError && error.status === 405 && /keyset/i.test(JSON.stringify(error.failure.body) ?? '');
  if (isRefusal) return 'no keyset';
  throw error;
}

/**
 * Whether rows that stay never change places with each other. Others may still come in between them: a group that the
 * token is given access to, a pipeline that becomes what the filter asks for.
 */
function keepsItsOrder(query: Query): boolean {
  return isById(query) || (query['sort'] === 'asc' && query['order_by'] === 'created_at');
}

function isById({ order_by, sort }: Query): boolean {
  return sort === 'asc' && order_by === 'id';
}

/** The pages behind the first one; returns whether the list grew meanwhile. What was read before a failure is given. */
async function* readBackwards(
  client: GitLabClient,
  endpoint: Endpoint,
  query: Query,
  first: CountedPage,
  seen: Set<string>,
): AsyncGenerator<RawBatch, boolean> {
  const kept: KeptPage[] = [];
  const ask = async (size: number, number: number): Promise<Page> => {
    const page = await askPage(client, endpoint, { ...query, per_page: size, page: String(number) });
    kept.push(keep(takeNew(page.rows, seen)));
    return page;
  };
  // A smaller page than was asked for tells of a server in trouble, which only an even size lets ask for less again.
  const isUntroubled = first.size === Number(firstPage(query)['per_page']);
  const [outcome] = await Promise.allSettled([askBackwards(ask, first, isUntroubled ? first.size - 1 : first.size)]);
  for (const page of kept.reverse()) yield await page.rows();
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

/**
 * Asks for pages from the end of the list on. `end` is the place below which everything lies that is not seen yet: what
 * leaves the list only moves rows down, and what comes in behind them moves none.
 *
 * With pages that are one row smaller than the first, the one next to it overlaps it: where they meet at the same row
 * nothing has left the first page since it was read. Else it is read again, as the last.
 */
async function askBackwards(
  ask: (size: number, number: number) => Promise<Page>,
  first: CountedPage,
  pageSize: number,
): Promise<boolean> {
  let size = Math.max(1, pageSize);
  let { total, total: end } = first;
  let hasGrown = false;
  while (end > 0) {
    const number = Math.ceil(end / size);
    const page = await ask(size, number);
    hasGrown ||= page.total === undefined || page.total > total;
    total = page.total ?? total;
    if (page.size < size) {
      // The places behind those that came are still to be read.
      size = page.size;
      continue;
    }
    end = (number - 1) * size;
    if (isSameRow(first, end, page)) break;
  }
  return hasGrown;
}

/** Whether a page that begins at a place within the first one shows the row that was there; places of a short page are not known. */
function isSameRow(first: Page, place: number, page: Page): boolean {
  const [known, found] = [first.rows[place], page.rows[0]];
  if (first.rows.length < first.size || known === undefined || found === undefined) return false;
  return keyOf(known) === keyOf(found);
}

function keep(rows: RawBatch): KeptPage {
  const page = new KeptPage(rows);
  void page.pack();
  return page;
}
