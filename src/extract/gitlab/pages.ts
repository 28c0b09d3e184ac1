import { UpstreamError } from '../../errors.ts';
import type { HttpResponse } from '../../http/client.ts';
import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch, RawObject } from '../../raw-object.ts';
import type { GitLabClient } from './client.ts';

/** The largest page GitLab gives; larger values are silently cut (GitLab: "REST pagination"). */
const PAGE_SIZE = 100;

/** Readings of a list that loses rows meanwhile, the first one included. */
const MOST_READINGS = 3;

/**
 * Walks a list by its next links until there is none, and gives every row once. A list that lost rows while it was read
 * is read again: what left a page that was read already has moved others onto it, unseen (GitLab: "REST pagination").
 */
export async function* readPages(
  client: GitLabClient,
  endpoint: Endpoint,
  query: Query = {},
): AsyncGenerator<RawBatch> {
  const seen = new Set<string>();
  for (let readings = 1; yield* walk(client, endpoint, query, seen); readings++) {
    if (readings === MOST_READINGS) throw unstable(endpoint, readings);
  }
}

/**
 * One reading. Neither a short page nor an empty one is its end. Returns whether rows have left the list since it began,
 * as far as GitLab tells its total.
 */
async function* walk(
  client: GitLabClient,
  endpoint: Endpoint,
  query: Query,
  seen: Set<string>,
): AsyncGenerator<RawBatch, boolean> {
  const asked = new Set<string>();
  let largest = 0;
  let hasShrunk = false;
  let next: Query | undefined = { ...query, per_page: query['per_page'] ?? PAGE_SIZE };
  while (next !== undefined) {
    const response: HttpResponse = await client.getPage(endpoint, next);
    const total = Number(response.headers.get('x-total') ?? Number.NaN);
    if (total < largest) hasShrunk = true;
    else if (total > largest) largest = total;
    yield rowsOf(response, endpoint).filter((row) => isNew(row, seen));
    next = nextQuery(response);
    if (next !== undefined) refuseRepetition(asked, next, endpoint);
  }
  return hasShrunk;
}

/** Tags, branches, releases, tree entries and search hits have no number of their own. */
function isNew(row: RawObject, seen: Set<string>): boolean {
  const { id, tag_name, name, path, project_id, startline } = row;
  const key = typeof id === 'number' ? String(id) : JSON.stringify([tag_name, name, path, project_id, startline]);
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

function unstable({ route }: Endpoint, readings: number): UpstreamError {
  return new UpstreamError(`GitLab: GET ${route} lost rows each of the ${readings} times it was read`, {
    service: 'GitLab',
    route,
    reason: 'body',
    attempts: readings,
  });
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

/** A server that links back to a page it gave would be read for ever. */
function refuseRepetition(asked: Set<string>, next: Query, endpoint: Endpoint): void {
  const key = JSON.stringify(next);
  if (asked.has(key)) {
    throw new UpstreamError(`GitLab: GET ${endpoint.route} links to a page that it already gave`, {
      service: 'GitLab',
      route: endpoint.route,
      reason: 'body',
      attempts: 1,
    });
  }
  asked.add(key);
}
