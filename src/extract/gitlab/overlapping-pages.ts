import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch, RawObject } from '../../raw-object.ts';
import type { GitLabClient } from './client.ts';
import { askPage, keyOf, type Page, takeNew, unusable } from './page.ts';

/** Pages that do not join what was read before, in one list; then it changes faster than it is read. */
const MOST_GAPS = 100;

/** What was read of a list, without a gap. */
export interface Coverage {
  /** Whether there is no row between it and this one. */
  reaches(row: RawObject): boolean;
  /** Takes in rows that join it, and returns those that are new and wanted. */
  add(rows: RawBatch): RawBatch;
  /** Whether it holds all that is wanted. */
  isWhole(): boolean;
}

/** A list is read from its beginning to its end: the rows that were seen tell what is covered. */
export function coverSeen(seen: Set<string>): Coverage {
  return { reaches: (row) => seen.has(keyOf(row)), add: (rows) => takeNew(rows, seen), isWhole: () => false };
}

/**
 * The pages behind one that begins at a place (from 0) of a list with numbered pages, in the list's order, whatever
 * enters and leaves it meanwhile. Each page begins with a row that what was read before reaches: only then there is
 * none between them. Where rows have left it does not, and a page further ahead is asked for instead. It takes a
 * seventh more requests than pages that do not overlap.
 */
export async function* readOverlapping(
  client: GitLabClient,
  endpoint: Endpoint,
  query: Query,
  first: Page,
  coverage: Coverage,
  place = 0,
): AsyncGenerator<RawBatch> {
  if (first.next === undefined || coverage.isWhole()) return;
  let largest = first.size;
  let covered = place + first.size;
  for (let gaps = 0; gaps <= MOST_GAPS; ) {
    const { size, start } = choosePage(covered, largest);
    const page = await askPage(client, endpoint, { ...query, per_page: size, page: String(start / size + 1) });
    if (page.size < size) largest = page.size;
    const isJoined = start === 0 || beginsWithin(page, coverage);
    if (isJoined) yield coverage.add(page.rows);
    if (isJoined && (page.next === undefined || coverage.isWhole())) return;
    const end = start + Math.min(size, page.size);
    if (isJoined && end > covered) {
      covered = end;
    } else {
      covered = start;
      gaps += 1;
    }
  }
  throw unusable(endpoint, 'lost rows faster than it was read');
}

/** Of the pages that hold the last place that was read, the one that goes furthest: page `start / size + 1` of a size. */
function choosePage(covered: number, largest: number): { readonly size: number; readonly start: number } {
  let best = { size: largest, start: 0 };
  for (let size = largest; size >= largest / 2; size--) {
    const start = Math.floor((covered - 1) / size) * size;
    if (start + size > best.start + best.size) best = { size, start };
  }
  return best;
}

/** A page without rows tells nothing, unless it is the last: then what was read before has left. */
function beginsWithin({ rows: [head], next }: Page, coverage: Coverage): boolean {
  return head === undefined ? next !== undefined : coverage.reaches(head);
}
