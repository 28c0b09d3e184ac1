import { UpstreamError } from '../../errors.ts';
import type { HttpResponse } from '../../http/client.ts';
import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch, RawObject } from '../../raw-object.ts';
import type { GitLabClient } from './client.ts';

/** The largest page GitLab gives; larger values are silently cut (GitLab: "REST pagination"). */
const PAGE_SIZE = 100;

/** One answer of a list. GitLab leaves rows out of pages that it has cut already: a page can be short anywhere. */
export interface Page {
  readonly rows: RawBatch;
  /** How many places of the list it covers; less than was asked for where the server was in trouble. */
  readonly size: number;
  /** Rows of the whole list; not told of lists that are read by keyset, nor above 10,000 (GitLab: "REST pagination"). */
  readonly total: number | undefined;
  /** Whether pages of the list are asked for by their numbers. */
  readonly isNumbered: boolean;
  /** What to ask for next, undefined on the last page. */
  readonly next: Query | undefined;
}

/** The query of a list's first page: the largest, unless it names a size. */
export function firstPage(query: Query): Query {
  return { ...query, per_page: query['per_page'] ?? PAGE_SIZE };
}

export async function askPage(client: GitLabClient, endpoint: Endpoint, query: Query): Promise<Page> {
  const response = await client.getPage(endpoint, query);
  const { headers, url } = response;
  const total = Number(headers.get('x-total') ?? Number.NaN);
  return {
    rows: rowsOf(response, endpoint),
    size: Number(headers.get('x-per-page') ?? url.searchParams.get('per_page')) || PAGE_SIZE,
    total: Number.isSafeInteger(total) ? total : undefined,
    isNumbered: headers.has('x-page'),
    next: nextQuery(response),
  };
}

/** What tells a row from others of its list: tags, branches, releases, tree entries and search hits have no number. */
export function keyOf({ id, tag_name, name, path, project_id, startline }: RawObject): string {
  return typeof id === 'number' ? String(id) : JSON.stringify([tag_name, name, path, project_id, startline]);
}

/** The rows that were not seen yet; they are from now on. */
export function takeNew(rows: RawBatch, seen: Set<string>): RawBatch {
  return rows.filter((row) => {
    const key = keyOf(row);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** The failure of a list whose answers cannot be made sense of. */
export function unusable({ route }: Endpoint, what: string, attempts = 1): UpstreamError {
  return new UpstreamError(`GitLab: GET ${route} ${what}`, { service: 'GitLab', route, reason: 'body', attempts });
}

/**
 * Only the query of the next link counts: behind a proxy GitLab often names itself with a host, scheme or path that
 * is not reachable from here.
 */
function nextQuery(response: HttpResponse): Query | undefined {
  const link = /<([^>]*)>\s*;\s*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
  if (link !== undefined) return queryOf(new URLSearchParams(link.replace(/^[^?]*/, '')));
  const page = response.headers.get('x-next-page');
  return page ? { ...queryOf(response.url.searchParams), page } : undefined;
}

function queryOf(parameters: URLSearchParams): Query {
  const lists = new Map<string, string[]>();
  const query: Record<string, string | readonly string[]> = {};
  for (const [name, value] of parameters) {
    if (name.endsWith('[]')) lists.set(name.slice(0, -2), [...(lists.get(name.slice(0, -2)) ?? []), value]);
    else query[name] = value;
  }
  return { ...query, ...Object.fromEntries(lists) };
}

function rowsOf(response: HttpResponse, endpoint: Endpoint): RawBatch {
  const { body } = response;
  if (Array.isArray(body) && body.every(isObject)) return body;
  throw new UpstreamError(
    `GitLab: GET ${endpoint.route} answered something that is no list of objects`,
    { service: 'GitLab', route: endpoint.route, reason: 'body', attempts: 1, status: response.status },
    { hint: 'Check gitlab.url: it must be the root of a GitLab instance, without /api/v4.' },
  );
}

function isObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
