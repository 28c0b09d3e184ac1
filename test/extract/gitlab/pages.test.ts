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

describe('a list whose total is known', () => {
  const third = { id: 3 };
  const ascending = { order_by: 'id', sort: 'asc', per_page: 2 };
  const counted = (body: unknown, total: number | string): Reply => ({
    body,
    headers: new Headers({ 'x-total': String(total) }),
  });

  it('is given in its order, though its last pages are asked for first', async () => {
    const { http, pages } = startReading(
      [counted([first, second], 3), counted([third], 3), counted([second], 3)],
      ascending,
    );

    const read = await readAll(pages);

    expect(read.flat()).toEqual([first, second, third]);
    expect(
      http.requests.map(({ url }) => `${url.searchParams.get('per_page')} ${url.searchParams.get('page')}`),
    ).toEqual(['2 null', '1 3', '1 2']);
  });

  it('asks again for its first page where another row follows it by now', async () => {
    const { http, pages } = startReading(
      [counted([first, second], 3), counted([], 2), counted([third], 2), counted([second], 2)],
      ascending,
    );

    const read = await readAll(pages);

    expect(read.flat()).toEqual([first, second, third]);
    expect(http.requests).toHaveLength(4);
  });

  it('gives what was read of it before a failure', async () => {
    const error = failure(500);
    const { pages } = startReading([counted([first, second], 4), counted([{ id: 4 }], 4), error], ascending);
    const read: unknown[] = [];

    const reading = (async () => {
      for await (const batch of pages) read.push(...batch);
    })();

    await expect(reading).rejects.toBe(error);
    expect(read).toEqual([first, second, { id: 4 }]);
  });

  it('reads the places that a smaller page leaves out', async () => {
    const smaller = new URL(`${ROOT}/api/v4/groups?per_page=1&page=5`);
    const rows = [1, 2, 3, 4, 5, 6].map((id) => ({ id }));
    const { http, pages } = startReading(
      [
        counted(rows.slice(0, 3), 6),
        { ...counted(rows.slice(4, 5), 6), url: smaller },
        counted(rows.slice(5), 6),
        counted(rows.slice(4, 5), 6),
        counted(rows.slice(3, 4), 6),
        counted(rows.slice(2, 3), 6),
      ],
      { ...ascending, per_page: 3 },
    );

    const read = await readAll(pages);

    expect(new Set(read.flat().map(({ id }) => id))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    expect(http.requests.slice(2).map(({ url }) => url.searchParams.get('page'))).toEqual(['6', '5', '4', '3']);
  });

  it.each(['', 'many', '1.5', '9007199254740993'])(
    'is read by its links where that is no number: %j',
    async (total) => {
      const { pages } = startReading([
        { body: [first], headers: new Headers({ 'x-total': total, link: '<?page=2>; rel="next"' }) },
        page([second]),
      ]);

      expect((await readAll(pages)).flat()).toEqual([first, second]);
    },
  );
});

describe('a list that grows while it is read', () => {
  const growing = [
    { body: [first], headers: new Headers({ 'x-total': '2' }) },
    { body: [second], headers: new Headers({ 'x-total': '3' }) },
    { body: [first], headers: new Headers({ 'x-total': '3' }) },
  ];

  it('is read again where they can come to its middle, and every row is given once', async () => {
    const rows = [{ name: 'b' }, { name: 'c' }, { name: 'd' }];
    const counted = (body: unknown, total: number): Reply => ({
      body,
      headers: new Headers({ 'x-total': String(total) }),
    });
    const { pages } = startReading(
      [
        counted([rows[0]], 3),
        counted([rows[2]], 3),
        counted([rows[0]], 4), // "a" has come in, which moved "c" on.
        counted([{ name: 'a' }], 4),
        counted([{ name: 'a' }], 4),
        counted([rows[2]], 4),
        counted([rows[1]], 4),
        counted([rows[0]], 4),
        counted([{ name: 'a' }], 4),
      ],
      { per_page: 1 },
    );

    const read = await readAll(pages);

    expect(
      read
        .flat()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  it('fails when it grows in its middle each time', async () => {
    const { http, pages } = startReading([...growing, ...growing, ...growing], { per_page: 1 });

    await expect(readAll(pages)).rejects.toThrow('grew each of the 3 times');
    expect(http.requests).toHaveLength(9);
  });
});

describe('a list that cannot be read by keyset', () => {
  it('is read by numbers of pages', async () => {
    const refusal = failure(405, { error: 'Keyset pagination is not yet available for this type of request' });
    const { http, pages } = startReading([refusal, page([first])], { pagination: 'keyset', sort: 'asc' });

    const read = await readAll(pages);

    expect(read.flat()).toEqual([first]);
    expect(http.requests[1]?.url.search).toBe('?sort=asc&per_page=100');
  });

  it('fails with any other refusal', async () => {
    const refusal = failure(405, { error: 'Method not allowed' });
    const { pages } = startReading([refusal], { pagination: 'keyset' });

    await expect(readAll(pages)).rejects.toBe(refusal);
  });
});

describe('rows of a list', () => {
  it('are told apart where they have no number of their own', async () => {
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
