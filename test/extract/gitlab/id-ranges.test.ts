import { describe, expect, it } from 'vitest';
import { readPages } from '../../../src/extract/gitlab/pages.ts';
import { endpoint } from '../../../src/http/endpoint.ts';
import { readAll } from '../read-all.ts';
import { type Row, startList } from './changing-list.ts';

const query = { order_by: 'id', sort: 'asc', pagination: 'keyset', per_page: 2 };

function startReading(ids: readonly number[], partSize: number) {
  const { client, http } = startList(ids.map((id): Row => ({ id, at: id * 1000 })));
  const asked = () =>
    http.requests.map(({ url: { searchParams } }) =>
      ['pagination', 'page', 'id_after', 'id_before']
        .map((name) => searchParams.get(name))
        .filter((value) => value !== null)
        .join(' '),
    );
  return { asked, pages: readPages(client, endpoint`groups`, query, partSize) };
}

describe('a list that is read by keyset', () => {
  it('is read with one request where a page holds it', async () => {
    const { asked, pages } = startReading([3, 7], 10);

    expect((await readAll(pages)).flat()).toHaveLength(2);
    expect(asked()).toEqual(['']);
  });

  it('is asked by number for its first page alone, which tells its length', async () => {
    const { asked, pages } = startReading([3, 7, 9, 12], 10);

    await readAll(pages);

    expect(asked()).toEqual(['', 'keyset 7', 'keyset 12']);
  });

  it('is cut at the ids of rows that are so many places apart, and each range ends with its last row', async () => {
    const { asked, pages } = startReading([3, 7, 9, 12, 1000, 1001, 5000, 5001], 3);

    const ids = (await readAll(pages)).flat().map(({ id }) => id);

    expect(ids).toEqual([3, 7, 9, 12, 1000, 1001, 5000, 5001]);
    expect(asked().sort()).toEqual([
      '',
      '3 7', // The third row behind 7 ends the first range.
      'keyset 1000',
      'keyset 12 1001',
      'keyset 5000',
      'keyset 5001',
      'keyset 7 1001',
    ]);
  });
});
