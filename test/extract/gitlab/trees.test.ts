import { describe, expect, it } from 'vitest';
import { failure, type Reply, scriptHttp, tooLarge } from '../../support/scripted-http.ts';
import { readAll } from '../read-all.ts';
import { connectTo } from '../read-kind.ts';
import { requestsOf } from '../requests-of.ts';

const entry = (path: string, type = 'blob') => ({ id: `id of ${path}`, type, path });

function open(replies: Reply | readonly Reply[]) {
  const http = scriptHttp({ 'GET /projects/:id/repository/tree': replies });
  const { trees } = connectTo(http);
  return { trees, queries: () => requestsOf(http, '/tree').map(({ query }) => query) };
}

describe('the tree of a repository', () => {
  it('is asked for at once, and once for all readers', async () => {
    const { trees, queries } = open({ body: [entry('a', 'tree'), entry('a/b'), entry('a/b')] });

    const walks = await Promise.all([readAll(trees.walk(1, 'main')), readAll(trees.walk(1, 'main'))]);
    const again = await readAll(trees.walk(1, 'main'));

    expect(again.flat()).toEqual([entry('a', 'tree'), entry('a/b')]);
    expect(walks).toEqual([again, again]);
    expect(queries()).toEqual([{ ref: 'main', recursive: 'true', pagination: 'none', per_page: '100' }]);
  });

  it('is another one for another ref or project', async () => {
    const { trees, queries } = open({ body: [] });

    for (const [project, ref] of [
      [1, 'main'],
      [1, 'next'],
      [2, 'main'],
    ] as const) {
      await readAll(trees.walk(project, ref));
    }

    expect(queries()).toHaveLength(3);
  });

  it('is asked for in pages where the server refuses to give it at once, of which it is reminded no more', async () => {
    const refusal = failure(400, { error: 'pagination does not have a valid value' });
    const { trees, queries } = open([refusal, { body: [entry('a')] }, { body: [entry('b')] }]);

    const first = await readAll(trees.walk(1, 'main'));
    const second = await readAll(trees.walk(2, 'main'));

    expect([first.flat(), second.flat()]).toEqual([[entry('a')], [entry('b')]]);
    expect(queries().map(({ pagination }) => pagination)).toEqual(['none', 'keyset', 'keyset']);
  });

  it.each(['404 Tree Not Found', '404 invalid revision or path Not Found'])(
    'is empty where GitLab says "%s"',
    async (message) => {
      const { trees } = open(failure(404, { message }));

      expect((await readAll(trees.walk(1, 'main'))).flat()).toEqual([]);
    },
  );

  it('that cannot be read fails for all readers, and is asked for once', async () => {
    const { trees, queries } = open(failure(403));

    await expect(readAll(trees.walk(1, 'main'))).rejects.toMatchObject({ status: 403 });
    await expect(readAll(trees.walk(1, 'main'))).rejects.toMatchObject({ status: 403 });
    expect(queries()).toHaveLength(1);
  });
});

describe('the tree in place of a search', () => {
  it('is the one that is walked, whichever is wanted first', async () => {
    const { trees, queries } = open({ body: [entry('a', 'tree'), entry('a/b')] });

    const first = await trees.insteadOfSearch(1, 'main');
    const walk = await readAll(trees.walk(1, 'main'));
    const second = await trees.insteadOfSearch(1, 'main');

    expect([first, walk.flat(), second]).toEqual(Array(3).fill([entry('a', 'tree'), entry('a/b')]));
    expect(queries()).toHaveLength(1);
  });

  it('is empty where the repository is', async () => {
    const { trees } = open(failure(404, { message: '404 Tree Not Found' }));

    expect(await trees.insteadOfSearch(1, 'main')).toEqual([]);
  });

  it('is none where the server refuses to give trees at once, of which it is reminded no more', async () => {
    const { trees, queries } = open([failure(400)]);

    expect(await trees.insteadOfSearch(1, 'main')).toBeUndefined();
    expect(await trees.insteadOfSearch(2, 'main')).toBeUndefined();
    expect(queries()).toHaveLength(1);
  });

  it.each([
    ['is too large for one answer', tooLarge],
    ['could not be read', failure(502)],
  ])('that %s is none, and can still be walked', async (_, reply) => {
    const { trees } = open([reply, tooLarge, { body: [entry('a')] }]);

    const tree = await trees.insteadOfSearch(1, 'main');
    const walk = await readAll(trees.walk(1, 'main'));

    expect(tree).toBeUndefined();
    expect(walk.flat()).toEqual([entry('a')]);
  });

  it('that may not be read is denied', async () => {
    const { trees, queries } = open(failure(403));

    await expect(trees.insteadOfSearch(1, 'main')).rejects.toMatchObject({ status: 403 });
    await expect(trees.insteadOfSearch(1, 'main')).rejects.toMatchObject({ status: 403 });
    expect(queries()).toHaveLength(1);
  });
});

describe('a directory', () => {
  it('is listed alone', async () => {
    const { trees, queries } = open({ body: [entry('a/b')] });

    const list = await readAll(trees.list(1, 'main', 'a'));

    expect(list.flat()).toEqual([entry('a/b')]);
    expect(queries()).toEqual([{ ref: 'main', path: 'a', per_page: '100' }]);
  });

  it.each([
    ['a', ['a/b', 'a/c']],
    ['a/c', ['a/c/d']],
    ['', ['a', 'ab']],
  ])('%j comes out of the whole tree where that was read already', async (directory, expected) => {
    const tree = [entry('a', 'tree'), entry('a/b'), entry('a/c', 'tree'), entry('a/c/d'), entry('ab')];
    const { trees, queries } = open({ body: tree });
    await readAll(trees.walk(1, 'main'));

    const list = await readAll(trees.list(1, 'main', directory));

    expect(list.flat().map(({ path }) => path)).toEqual(expected);
    expect(queries()).toHaveLength(1);
  });
});
