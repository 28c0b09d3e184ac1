import { describe, expect, it } from 'vitest';
import { type Row, toRow } from './rows.ts';
import { cutPage, selectRows } from './select-rows.ts';

const rows = Array.from({ length: 250 }, (_, index) =>
  toRow(
    {
      id: index + 1,
      state: index % 2 === 0 ? 'opened' : 'merged',
      created_at: new Date(Math.floor(index / 3) * 1000).toISOString(),
      updated_at: new Date(index * 1000).toISOString(),
    },
    index,
  ),
);

/** Follows next links from the first page on; tells the ids and how many pages there were. */
function walk(query: string, isKeyset: boolean) {
  const ids: number[] = [];
  let pages = 0;
  for (let next: string | undefined = query; next !== undefined; pages++) {
    const asked = new URLSearchParams(next);
    const page = cutPage(selectRows(rows, asked), asked, 'http://gitlab/list', isKeyset);
    ids.push(...page.rows.map(({ id }) => id));
    next = /\?([^>]*)>; rel="next"/.exec(page.headers['link'] ?? '')?.[1];
  }
  return { ids, pages };
}

describe("the lists of the benchmark's GitLab", () => {
  it('give each row once by numbered pages', () => {
    const { ids, pages } = walk('per_page=100&order_by=id&sort=asc', false);

    expect(ids).toEqual(rows.map(({ id }) => id));
    expect(pages).toBe(3);
  });

  it('give each row once by keyset, and an empty page at the end', () => {
    const { ids, pages } = walk('per_page=100&pagination=keyset&order_by=id&sort=asc', true);

    expect(ids).toEqual(rows.map(({ id }) => id));
    expect(pages).toBe(4);
  });

  it('order rows of one moment with the newest first, and filter by state and both ends of a window', () => {
    const query =
      'state=opened&order_by=created_at&sort=asc&created_after=1970-01-01T00:00:01Z&created_before=1970-01-01T00:00:02Z';

    const { ids } = walk(query, false);

    expect(ids).toEqual([5, 9, 7]);
  });

  it('tell the total up to 10,000 rows and not beyond', () => {
    const many = Array.from({ length: 10_001 }, (): Row => rows[0] ?? toRow({}, 0));
    const totalOf = (list: readonly Row[]) => cutPage(list, new URLSearchParams(), 'list', false).headers['x-total'];

    expect(totalOf(many.slice(1))).toBe('10000');
    expect(totalOf(many)).toBeUndefined();
  });

  it('cut pages larger than a hundred', () => {
    const { rows: page } = cutPage(rows, new URLSearchParams('per_page=500'), 'list', false);

    expect(page).toHaveLength(100);
  });
});
