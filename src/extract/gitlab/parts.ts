import type { RawBatch } from '../../raw-object.ts';
import type { Page } from './page.ts';
import { readTogether } from './read-together.ts';

/** Rows of a part: 25 of the largest pages, beside which the request that finds where it ends weighs little. */
export const PART_SIZE = 2500;

/** Where a part of a list begins. */
export interface PartStart {
  /** The number that the list is ordered by: an id, or a moment in milliseconds. */
  readonly key: number;
  /** How many rows of the list lie behind it; Infinity where GitLab does not tell. */
  readonly left: number;
}

/** A list that can be read from some of its rows on, whatever leaves or enters it before them. */
export interface Divisible<Start extends PartStart> {
  /** Where the rows begin that so many others lie before, counted from another start; undefined where there are none. */
  find(start: Start, rows: number): Promise<Start | undefined>;
  /** The rows from a start on, in the list's order; as far as the next one, if there is one. */
  read(start: Start, next?: Start): AsyncIterable<RawBatch>;
}

/** How many rows lie behind those of a list's first page. A list with numbered pages and no total has more than 10,000. */
export function leftBehind({ total, size, isNumbered }: Page): number {
  return total === undefined ? (isNumbered ? Number.POSITIVE_INFINITY : 0) : total - size;
}

/** The rows of a list from a start on, in its order. Those of a long list are read in parts, several at the same time. */
export function readParts<Start extends PartStart>(
  list: Divisible<Start>,
  start: Start,
  partSize: number,
): AsyncIterable<RawBatch> {
  return start.left <= partSize ? list.read(start) : readTogether(divide(list, start, partSize));
}

async function* divide<Start extends PartStart>(
  list: Divisible<Start>,
  first: Start,
  partSize: number,
): AsyncGenerator<AsyncIterable<RawBatch>> {
  for (let start: Start | undefined = first; start !== undefined; ) {
    const next: Start | undefined = await findNext(list, start, partSize);
    yield list.read(start, next);
    start = next;
  }
}

/** Rows that share a moment stay together, however many they are. */
async function findNext<Start extends PartStart>(
  list: Divisible<Start>,
  start: Start,
  partSize: number,
): Promise<Start | undefined> {
  for (let rows = partSize; rows < start.left; rows += partSize) {
    const next = await list.find(start, rows);
    if (next === undefined || next.key > start.key) return next;
  }
  return undefined;
}
