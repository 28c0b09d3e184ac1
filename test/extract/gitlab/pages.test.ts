import { describe, expect, it } from 'vitest';
import { UpstreamError } from '../../../src/errors.ts';
import { createGitLabClient } from '../../../src/extract/gitlab/client.ts';
import { readPages } from '../../../src/extract/gitlab/pages.ts';
import { endpoint, type Query } from '../../../src/http/endpoint.ts';
import { failure, type Reply, scriptHttp } from '../../support/scripted-http.ts';
import { readAll } from '../read-all.ts';

const ROOT = 'https://gitlab.test';

function startReading(replies: readonly Reply[], query?: Query) {
  const http = scriptHttp({ 'GET /groups': replies });
  const client = createGitLabClient({ http, url: ROOT, token: 'token' });
  return { http, pages: readPages(client, endpoint`groups`, query) };
}

function page(body: unknown, next?: string): Reply {
  return { body, headers: new Headers(next === undefined ? {} : { link: `<${next}>; rel="next"` }) };
}

const first = { id: 1 };
const second = { id: 2 };

describe('readPages', () => {
  it('asks for the largest page, with the query given', async () => {
    const { http, pages } = startReading([page([])], { order_by: 'id', active: undefined });

    await readAll(pages);

    expect(http.requests.map(({ url }) => url.href)).toEqual([`${ROOT}/api/v4/groups?order_by=id&per_page=100`]);
  });

  it('takes from the next link its query alone, whatever host, scheme and path it names', async () => {
    const link = 'http://internal:8080/other/api/v4/elsewhere?per_page=100&id_after=1&iids%5B%5D=7&iids%5B%5D=8';
    const { http, pages } = startReading([page([first], link), page([second])]);

    const read = await readAll(pages);

    expect(read).toEqual([[first], [second]]);
    const url = http.requests[1]?.url;
    expect(`${url?.origin}${url?.pathname}`).toBe(`${ROOT}/api/v4/groups`);
    expect([...(url?.searchParams ?? [])].sort()).toEqual([
      ['id_after', '1'],
      ['iids[]', '7'],
      ['iids[]', '8'],
      ['per_page', '100'],
    ]);
  });

  it('follows a next link whose address is none', async () => {
    const { http, pages } = startReading([page([first], 'http://no host/?search=a?b&page=2'), page([second])]);

    await readAll(pages);

    expect(Object.fromEntries(http.requests[1]?.url.searchParams ?? [])).toEqual({ search: 'a?b', page: '2' });
  });

  it('finds the next link among others', async () => {
    const headers = new Headers({
      link: `<${ROOT}/?page=1>; rel="prev", <${ROOT}/?page=3>; rel="next", <${ROOT}/?page=9>; rel="last"`,
    });
    const { http, pages } = startReading([{ body: [first], headers }, page([second])]);

    await readAll(pages);

    expect(http.requests[1]?.url.search).toBe('?page=3');
  });

  it('follows the number of the next page where there is no link', async () => {
    const headers = new Headers({ 'x-next-page': '2' });
    const last = new Headers({ 'x-next-page': '' });
    const { http, pages } = startReading(
      [
        { body: [first], headers },
        { body: [second], headers: last },
      ],
      { owned: true },
    );

    const read = await readAll(pages);

    expect(read).toEqual([[first], [second]]);
    expect(http.requests[1]?.url.search).toBe('?owned=true&per_page=100&page=2');
  });

  it('goes on from the smaller page that answered', async () => {
    const answered = new URL(`${ROOT}/api/v4/groups?per_page=50&page=1`);
    const { http, pages } = startReading([
      { body: [first], headers: new Headers({ 'x-next-page': '2' }), url: answered },
      page([second]),
    ]);

    await readAll(pages);

    expect(http.requests[1]?.url.search).toBe('?per_page=50&page=2');
  });

  it('takes neither a short page nor an empty one for the end, and needs no total', async () => {
    const { pages } = startReading([
      page([first], `${ROOT}/?page=2`),
      page([], `${ROOT}/?page=3`),
      page([second], `${ROOT}/?page=4`),
      page([]),
    ]);

    const read = await readAll(pages);

    expect(read).toEqual([[first], [], [second], []]);
  });

  it('ends where the link header names no next page', async () => {
    const headers = new Headers({ link: `<${ROOT}/?page=1>; rel="first"`, 'x-next-page': '' });
    const { http, pages } = startReading([{ body: [first], headers }]);

    await readAll(pages);

    expect(http.requests).toHaveLength(1);
  });

  it('refuses a link to a page that it already read', async () => {
    const again = page([first], `${ROOT}/?page=2`);
    const { http, pages } = startReading([again, again, again]);

    await expect(readAll(pages)).rejects.toMatchObject({ failure: { reason: 'body', route: '/groups' } });
    expect(http.requests).toHaveLength(2);
  });

  it.each([
    ['an object', { message: 'hello' }],
    ['nothing', null],
    ['a list of text', ['a']],
    ['a list of lists', [[]]],
    ['a list with a hole', [first, null]],
  ])('refuses %s where a list of objects is expected', async (_, body) => {
    const { pages } = startReading([page(body)]);

    const error = await readAll(pages).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ failure: { reason: 'body', status: 200 } });
  });

  it('gives the pages before a failure', async () => {
    const error = failure(500);
    const { pages } = startReading([page([first], `${ROOT}/?page=2`), error]);

    const { value } = await pages.next();

    expect(value).toEqual([first]);
    await expect(pages.next()).rejects.toBe(error);
  });

  it('asks for a page only when it is wanted', async () => {
    const { http, pages } = startReading([page([first], `${ROOT}/?page=2`)]);

    await pages.next();

    expect(http.requests).toHaveLength(1);
  });
});

describe('a list that changes while it is read', () => {
  const listed = (body: unknown, total: number, next?: string): Reply => ({
    body,
    headers: new Headers({ 'x-total': String(total), ...(next && { link: `<${next}>; rel="next"` }) }),
  });
  const third = { id: 3 };

  it('is read again when rows left it, and every row is given once', async () => {
    const { pages } = startReading([
      listed([first, second], 4, '?page=2'),
      listed([{ id: 4 }], 3), // The third row slipped onto the first page.
      listed([second, third], 3, '?page=2'),
      listed([{ id: 4 }], 3),
    ]);

    const read = await readAll(pages);

    expect(read.flat()).toEqual([first, second, { id: 4 }, third]);
  });

  it('is not read again when rows only came to its end', async () => {
    const { http, pages } = startReading([listed([first, second], 3, '?page=2'), listed([third, { id: 4 }], 4)]);

    await readAll(pages);

    expect(http.requests).toHaveLength(2);
  });

  it('fails when it loses rows each time', async () => {
    const shrinking = [listed([first, second], 4, '?page=2'), listed([third], 3)];
    const { http, pages } = startReading([...shrinking, ...shrinking, ...shrinking]);

    await expect(readAll(pages)).rejects.toThrow('lost rows each of the 3 times');
    expect(http.requests).toHaveLength(6);
  });

  it('keeps rows apart that have no number of their own', async () => {
    const blob = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
    const rows = [
      { id: blob, name: 'a', path: 'a' },
      { id: blob, name: 'a', path: 'b/a' },
      { name: 'main' },
      { name: 'v1', tag_name: 'v1' },
      { name: 'v1', tag_name: 'v2' },
      { path: 'a', project_id: 1, startline: 1 },
      { path: 'a', project_id: 2, startline: 1 },
    ];
    const { pages } = startReading([page(rows)]);

    expect((await readAll(pages)).flat()).toEqual(rows);
  });
});
