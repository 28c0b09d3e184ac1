import type { Row } from './rows.ts';

/** Above this many rows GitLab leaves out X-Total (GitLab: "REST pagination"). */
const TOTAL_LIMIT = 10_000;
const LARGEST_PAGE = 100;

/** One page of a list, and what its headers say. */
export interface SelectedPage {
  readonly rows: readonly Row[];
  readonly headers: Readonly<Record<string, string>>;
}

/** The rows of a list that a query asks for, in its order. */
export function selectRows(rows: readonly Row[], query: URLSearchParams): readonly Row[] {
  const state = query.get('state') ?? 'all';
  const [earliest, latest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const moment = (name: string, fallback: number) => Date.parse(query.get(name) ?? '') || fallback;
  const number = (name: string, fallback: number) => Number(query.get(name) ?? fallback);
  const [createdFrom, createdTo] = [moment('created_after', earliest), moment('created_before', latest)];
  const [updatedFrom, updatedTo] = [moment('updated_after', earliest), moment('updated_before', latest)];
  const [idAfter, idBefore] = [number('id_after', earliest), number('id_before', latest)];
  const selected = rows.filter(
    (row) =>
      (state === 'all' || row.state === state) &&
      row.createdAt >= createdFrom &&
      row.createdAt <= createdTo &&
      row.updatedAt >= updatedFrom &&
      row.updatedAt <= updatedTo &&
      row.id > idAfter &&
      row.id < idBefore,
  );
  return inOrder(selected, query);
}

/** Rows come in ascending order of their id; of equal dates the newest is first (GitLab: "Default orders"). */
function inOrder(rows: readonly Row[], query: URLSearchParams): readonly Row[] {
  const sign = query.get('sort') === 'asc' ? 1 : -1;
  const by = query.get('order_by');
  if (by === 'created_at' || by === 'updated_at') {
    const field = by === 'created_at' ? 'createdAt' : 'updatedAt';
    return rows.toSorted((one, other) => sign * (one[field] - other[field]) || other.id - one.id);
  }
  return by === 'id' && sign === -1 ? rows.toReversed() : rows;
}

/** Cuts a page out of the rows as GitLab does; `address` is the list's without its query. */
export function cutPage(
  rows: readonly Row[],
  query: URLSearchParams,
  address: string,
  isKeyset: boolean,
): SelectedPage {
  const size = Math.min(Number(query.get('per_page') ?? 20), LARGEST_PAGE);
  const link = (changes: Readonly<Record<string, number>>): string => {
    const changed = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) changed.set(name, String(value));
    return `<${address}?${changed}>; rel="next"`;
  };
  if (isKeyset) {
    const page = rows.slice(0, size);
    const last = page.at(-1);
    const cursor = query.get('sort') === 'asc' ? 'id_after' : 'id_before';
    // The last link leads to an empty page.
    return { rows: page, headers: last === undefined ? {} : { link: link({ [cursor]: last.id }) } };
  }
  const number = Number(query.get('page') ?? 1);
  const lastNumber = Math.max(1, Math.ceil(rows.length / size));
  return {
    rows: rows.slice((number - 1) * size, number * size),
    headers: {
      'x-page': String(number),
      'x-per-page': String(size),
      'x-next-page': number < lastNumber ? String(number + 1) : '',
      ...(rows.length <= TOTAL_LIMIT && { 'x-total': String(rows.length), 'x-total-pages': String(lastNumber) }),
      ...(number < lastNumber && { link: link({ page: number + 1, per_page: size }) }),
    },
  };
}
