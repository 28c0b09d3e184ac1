import type { Context } from 'hono';
import { ApiError, badParameter } from './api-error.ts';
import { integer, oneOf, readQuery, withDefault } from './query.ts';
import type { Viewer } from './viewer.ts';

const MAXIMUM_PER_PAGE = 100;

/** What every offset list accepts; the server clamps `per_page` silently ("GitLab: REST pagination"). */
export const offsetParameters = { page: withDefault(integer, 1), per_page: withDefault(integer, 20) };

export const keysetParameters = { ...offsetParameters, pagination: oneOf('legacy', 'keyset', 'none') };

function readPerPage(context: Context): number {
  const { per_page } = readQuery(context, offsetParameters);
  if (per_page < 1) throw badParameter('per_page', 'has a value not allowed');
  return Math.min(per_page, MAXIMUM_PER_PAGE);
}

/** A link to the same request with other parameters, on the configured external URL. */
function linkTo(context: Context, viewer: Viewer, changes: Readonly<Record<string, string | number>>): string {
  const { pathname, searchParams } = new URL(context.req.url);
  for (const [name, value] of Object.entries(changes)) searchParams.set(name, String(value));
  return `${viewer.url}${pathname}?${searchParams}`;
}

/** Cuts one page out of the rows and sets GitLab's paging headers; `totals: false` for lists that never count. */
export function offsetPage<Row>(
  context: Context,
  viewer: Viewer,
  rows: readonly Row[],
  { totals = true }: { readonly totals?: boolean } = {},
): Row[] {
  const { totalLimit, unreadableEvery } = viewer.world.settings;
  const places = withUnreadable(rows, unreadableEvery);
  const perPage = readPerPage(context);
  const page = Math.max(1, readQuery(context, offsetParameters).page);
  const lastPage = Math.max(1, Math.ceil(places.length / perPage));
  const counted = totals && places.length <= totalLimit;
  const link = (target: number, rel: string): string =>
    `<${linkTo(context, viewer, { page: target, per_page: perPage })}>; rel="${rel}"`;

  context.header('X-Page', String(page));
  context.header('X-Per-Page', String(perPage));
  context.header('X-Next-Page', page < lastPage ? String(page + 1) : '');
  context.header('X-Prev-Page', page > 1 ? String(page - 1) : '');
  if (counted) {
    context.header('X-Total', String(places.length));
    context.header('X-Total-Pages', String(lastPage));
  }
  context.header(
    'Link',
    [
      ...(page > 1 ? [link(page - 1, 'prev')] : []),
      ...(page < lastPage ? [link(page + 1, 'next')] : []),
      link(1, 'first'),
      ...(counted ? [link(lastPage, 'last')] : []),
    ].join(', '),
  );
  return places
    .slice((page - 1) * perPage, page * perPage)
    .flatMap((place) => (place === undefined ? [] : [place.row]));
}

/** Puts a place without a row before each n-th: some lists filter after paging, so pages can be short in the middle. */
function withUnreadable<Row>(rows: readonly Row[], every: number): ({ readonly row: Row } | undefined)[] {
  if (every < 2) return rows.map((row) => ({ row }));
  return rows.flatMap((row, index) => (index % (every - 1) === 0 ? [undefined, { row }] : [{ row }]));
}

/**
 * The keyset flavour of the projects list: ordered by id only, no X- headers, and a next link as long as the page is
 * not empty, so that the last link leads to an empty page ("GitLab: keyset pagination").
 */
export function idKeysetPage<Row extends { readonly id: number }>(
  context: Context,
  viewer: Viewer,
  rows: readonly Row[],
  order: { readonly by: string; readonly sort: 'asc' | 'desc' },
): Row[] {
  if (order.by !== 'id') {
    throw new ApiError(405, { error: 'Keyset pagination is not yet available for this type of request' });
  }
  const page = rows.slice(0, readPerPage(context));
  const last = page.at(-1);
  if (last !== undefined) {
    const cursor = order.sort === 'asc' ? { id_after: last.id } : { id_before: last.id };
    context.header('Link', `<${linkTo(context, viewer, cursor)}>; rel="next"`);
  }
  return page;
}

/** The flavour of trees: an opaque token. One that nobody handed out starts again at the first page, as users found out. */
export function tokenKeysetPage<Row>(
  context: Context,
  viewer: Viewer,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Row[] {
  return gitPage(context, viewer, rows, (row) => tokenOf(keyOf(row)));
}

/** The flavour of tags: the token is the last name of the page before, and must exist. */
export function nameKeysetPage<Row extends { readonly name: string }>(
  context: Context,
  viewer: Viewer,
  rows: readonly Row[],
): Row[] {
  const token = context.req.query('page_token');
  if (token !== undefined && !rows.some((row) => row.name === token)) {
    throw new ApiError(422, { message: `Invalid page token: refs/tags/${token}` });
  }
  return gitPage(context, viewer, rows, (row) => row.name);
}

/** What Git lists has no next link when the page is short, so a full last page leads to an empty one. */
function gitPage<Row>(context: Context, viewer: Viewer, rows: readonly Row[], tokenOfRow: (row: Row) => string): Row[] {
  const perPage = readPerPage(context);
  const token = context.req.query('page_token');
  const start = rows.findIndex((row) => tokenOfRow(row) === token) + 1;
  const page = rows.slice(start, start + perPage);
  const last = page.at(-1);
  if (last !== undefined && page.length === perPage) {
    context.header('Link', `<${linkTo(context, viewer, { page_token: tokenOfRow(last) })}>; rel="next"`);
  }
  return page;
}

/** The flavour of the database's younger lists: an opaque cursor, and no next link on the last page. */
export function cursorPage<Row extends { readonly id: number }>(
  context: Context,
  viewer: Viewer,
  rows: readonly Row[],
): Row[] {
  const cursor = context.req.query('cursor');
  const start = rows.findIndex((row) => tokenOf(`${row.id}`) === cursor) + 1;
  const page = rows.slice(start, start + readPerPage(context));
  const last = page.at(-1);
  if (last !== undefined && start + page.length < rows.length) {
    const next = tokenOf(`${last.id}`);
    context.header('X-Next-Cursor', next);
    context.header('Link', `<${linkTo(context, viewer, { cursor: next })}>; rel="next"`);
  }
  return page;
}

function tokenOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** Orders rows by a key, ties by id in the same direction, as GitLab does for nearly every list. */
export function sortRows<Row extends { readonly id: number }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number,
  sort: 'asc' | 'desc',
): Row[] {
  const sign = sort === 'asc' ? 1 : -1;
  return rows.toSorted((left, right) => sign * (compare(keyOf(left), keyOf(right)) || left.id - right.id));
}

/** Orders rows by a key, the newest of equal ones first whatever the direction, as GitLab does for issues and merge requests. */
export function sortNewestFirst<Row extends { readonly id: number }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number,
  sort: 'asc' | 'desc',
): Row[] {
  const sign = sort === 'asc' ? 1 : -1;
  return rows.toSorted((left, right) => sign * compare(keyOf(left), keyOf(right)) || right.id - left.id);
}

function compare(left: string | number, right: string | number): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
