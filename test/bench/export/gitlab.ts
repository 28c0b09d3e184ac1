import type { Answer, Asked } from './listen.ts';
import type { Answers, Row } from './rows.ts';
import { cutPage, selectRows } from './select-rows.ts';

const NOT_FOUND: Answer = { status: 404, text: '{"error":"404 Not Found"}' };
const SELF = JSON.stringify({ id: 1, name: 'bench', revoked: false, active: true, scopes: ['read_api'] });

/** A GitLab whose rows are serialised beforehand: what it does not hold is not found. */
export function createGitLab({ lists, refusals }: Answers): (asked: Asked) => Answer {
  const orders = new Map<string, readonly Row[]>();
  const single = new Map<string, string>();
  for (const parents of ['groups', 'projects']) {
    for (const { id, text } of lists.get(parents) ?? []) single.set(`${parents}/${id}`, text);
  }

  /** The rows in the order of a query, remembered without its windows and pages, which change with each request. */
  function ordered(path: string, rows: readonly Row[], query: URLSearchParams): readonly Row[] {
    const order = new URLSearchParams();
    for (const name of ['state', 'order_by', 'sort']) {
      const value = query.get(name);
      if (value !== null) order.set(name, value);
    }
    const key = `${path}?${order}`;
    const known = orders.get(key) ?? selectRows(rows, order);
    orders.set(key, known);
    return known;
  }

  return ({ method, url }) => {
    const path = url.pathname.replace(/^\/api\/v4\//, '');
    if (method !== 'GET' && method !== 'HEAD') return NOT_FOUND;
    if (path === 'personal_access_tokens/self') return { status: 200, text: SELF };
    const refusal = refusals.get(path);
    if (refusal !== undefined) return refusal;
    const rows = lists.get(path);
    const parent = single.get(path);
    if (rows === undefined) return parent === undefined ? NOT_FOUND : { status: 200, text: parent };
    const query = url.searchParams;
    const windowed = new URLSearchParams([...query].filter(([name]) => /_(after|before)$/.test(name)));
    const sorted = ordered(path, rows, query);
    const wanted = windowed.size === 0 ? sorted : selectRows(sorted, windowed);
    const isKeyset = path === 'projects' && query.get('pagination') === 'keyset';
    const { rows: page, headers } = cutPage(wanted, query, `${url.origin}${url.pathname}`, isKeyset);
    return { status: 200, text: `[${page.map(({ text }) => text).join(',')}]`, headers };
  };
}
