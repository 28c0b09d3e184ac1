import { createGitLabClient } from '../../../src/extract/gitlab/client.ts';
import type { HttpRequest } from '../../../src/http/client.ts';
import { type Reply, scriptHttp } from '../../support/scripted-http.ts';

export interface Row {
  readonly id: number;
  /** Microseconds, of which GitLab tells the milliseconds. */
  at: number;
}

/** What happens to a list between two requests. */
interface Change {
  /** Place of the row that leaves, as a share of the list. */
  readonly removed?: number;
  readonly added?: number;
  /** Place of the row whose date becomes the latest, as a share of the list. */
  readonly updated?: number;
}

interface ListOptions {
  readonly changes?: readonly (readonly Change[])[];
  /** Puts in a row; where is told as a share of the list. */
  add?(list: Row[], share: number): void;
  /** GitLab tells no total of more rows than this. */
  readonly mostCounted?: number;
}

/** `GET /groups` of a GitLab that changes before each request; the rows that were there from beginning to end are `lasting`. */
export function startList(
  rows: Row[],
  { changes = [], add = () => {}, mostCounted = Number.POSITIVE_INFINITY }: ListOptions = {},
) {
  let requests = 0;
  const lasting = new Set(rows.map(({ id }) => id));
  const http = scriptHttp({
    'GET /groups': (request) => {
      if (requests > 5000) throw new Error(`Still asked after so many requests: ${request.url.search}`);
      for (const { removed, added, updated } of changes[requests++] ?? []) {
        if (removed !== undefined)
          for (const { id } of rows.splice(Math.floor(removed * rows.length), 1)) lasting.delete(id);
        if (added !== undefined) add(rows, added);
        const row = updated === undefined ? undefined : rows[Math.floor(updated * rows.length)];
        if (row !== undefined) row.at = Math.max(...rows.map(({ at }) => at)) + 700;
      }
      return answer(request, rows, mostCounted);
    },
  });
  const client = createGitLabClient({ http, url: 'https://gitlab.test', token: 'token' });
  return { client, http, lasting };
}

/** A page of the rows that the query lets through, in the order it asks for. */
function answer({ url }: HttpRequest, rows: readonly Row[], mostCounted: number): Reply {
  const { searchParams } = url;
  const listed = select(rows, searchParams);
  const size = Number(searchParams.get('per_page'));
  if (searchParams.get('pagination') === 'keyset') return answerByKeyset(listed.slice(0, size), url);
  const page = Number(searchParams.get('page') ?? 1);
  const headers = new Headers({ 'x-page': String(page), 'x-per-page': String(size) });
  if (listed.length <= mostCounted) headers.set('x-total', String(listed.length));
  if (page * size < listed.length) headers.set('x-next-page', String(page + 1));
  return { body: present(listed.slice((page - 1) * size, page * size)), headers };
}

/** GitLab links to a next page as long as there are rows ("Keyset-based pagination"). */
function answerByKeyset(rows: readonly Row[], url: URL): Reply {
  const last = rows.at(-1);
  if (last === undefined) return { body: [] };
  const next = new URL(url);
  next.searchParams.set('id_after', String(last.id));
  return { body: present(rows), headers: new Headers({ link: `<${next}>; rel="next"` }) };
}

/** Rows between two dates and two ids; of those with the same date the newest is first. */
function select(rows: readonly Row[], parameters: URLSearchParams): readonly Row[] {
  const number = (name: string, parse: (text: string) => number, absent: number) => {
    const text = parameters.get(name);
    return text === null ? absent : parse(text);
  };
  const field = parameters.get('order_by') === 'updated_at' ? 'updated' : 'created';
  const from = number(`${field}_after`, Date.parse, Number.NEGATIVE_INFINITY) * 1000;
  const to = number(`${field}_before`, Date.parse, Number.POSITIVE_INFINITY) * 1000;
  const after = number('id_after', Number, Number.NEGATIVE_INFINITY);
  const before = number('id_before', Number, Number.POSITIVE_INFINITY);
  const selected = rows.filter(({ id, at }) => at >= from && at <= to && id > after && id < before);
  const isById = parameters.get('order_by') === 'id';
  return selected.sort((left, right) => (isById ? left.id - right.id : left.at - right.at || right.id - left.id));
}

function present(rows: readonly Row[]): unknown[] {
  return rows.map(({ id, at }) => {
    const moment = new Date(Math.floor(at / 1000)).toISOString();
    return { id, created_at: moment, updated_at: moment };
  });
}
