import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch } from '../../raw-object.ts';
import type { GitLabClient } from './client.ts';
import { readOverlapping } from './overlapping-pages.ts';
import { askPage, firstPage, keyOf, takeNew, unusable } from './page.ts';

/** A date by which GitLab orders a list (`created_at`) and also filters it (`created_after`, `created_before`). */
export type TimeField = 'created' | 'updated' | 'finished';

/** A span of time in ISO 8601; both ends belong to it, as in GitLab's filters, and an absent one is open. */
export interface TimeWindow {
  readonly after?: string;
  readonly before?: string;
}

/** Cuts all of time at some moments, given in ascending order. Windows that meet share the moment. */
export function windowsBetween(moments: readonly string[]): readonly TimeWindow[] {
  return [...moments, undefined].map((before, index) => {
    const after = moments[index - 1];
    return { ...(after !== undefined && { after }), ...(before !== undefined && { before }) };
  });
}

/**
 * Every row of a list once, in the order of a date: each request goes on at the date of the last row, so that rows that
 * leave or enter the list move no others, and there is no limit on its length (GitLab: "REST pagination", offset limit).
 */
export async function* readByTime(
  client: GitLabClient,
  endpoint: Endpoint,
  query: Query,
  field: TimeField,
  windows: readonly TimeWindow[] = windowsBetween([]),
): AsyncGenerator<RawBatch> {
  const seen = new Set<string>();
  for (const window of windows) {
    for await (const rows of readWindow(client, endpoint, query, field, window)) yield takeNew(rows, seen);
  }
}

async function* readWindow(
  client: GitLabClient,
  endpoint: Endpoint,
  query: Query,
  field: TimeField,
  window: TimeWindow,
): AsyncGenerator<RawBatch> {
  const [column, start, end] = [`${field}_at`, `${field}_after`, `${field}_before`];
  const before = pick(Math.min, query[end], window.before);
  const from = (after: string | undefined): Query => {
    return firstPage({ ...query, order_by: column, sort: 'asc', [start]: after, [end]: before });
  };
  const asked = new Set<string>();
  let after = pick(Math.max, query[start], window.after);
  for (let next: Query | undefined = from(after); next !== undefined; ) {
    const key = JSON.stringify(next);
    if (asked.has(key)) throw unusable(endpoint, 'leads to a page that it already gave');
    asked.add(key);
    const page = await askPage(client, endpoint, next);
    yield page.rows;
    if (page.next === undefined) return;
    const last = page.rows.at(-1)?.[column];
    const step = toMs(last) - (after === undefined ? Number.NEGATIVE_INFINITY : toMs(after));
    if (step > 0) {
      after = String(last);
      next = from(after);
    } else if (step === 0) {
      // More rows than a page holds are of this millisecond.
      const following = new Date(toMs(last) + 1).toISOString();
      const crowded = { ...from(after), [end]: pick(Math.min, before, following) };
      const first = await askPage(client, endpoint, crowded);
      yield first.rows;
      yield* readOverlapping(client, endpoint, crowded, first, new Set(first.rows.map(keyOf)));
      after = following;
      next = from(after);
    } else {
      next = page.next;
    }
  }
}

function toMs(moment: unknown): number {
  return Date.parse(String(moment));
}

/** The earlier or the later of two moments, as far as they are given. */
function pick(choose: typeof Math.min, one: Query[string], other: string | undefined): string | undefined {
  const moments = [one, other].filter((moment) => moment !== undefined).map(String);
  const chosen = choose(...moments.map(toMs));
  return moments.find((moment) => toMs(moment) === chosen);
}
