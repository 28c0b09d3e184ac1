import { type Answers, type Row, toRow } from './rows.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Asks a GitLab for something below `/api/v4/`. */
export type Ask = (path: string) => Promise<Response>;

/** Reads all that the mapping asks for out of a GitLab, so that it can be served again. */
export async function readAnswers(ask: Ask): Promise<Answers> {
  const lists = new Map<string, readonly Row[]>();
  const refusals = new Map<string, { status: number; text: string }>();

  async function read(path: string, query = ''): Promise<readonly Fields[]> {
    const found: Fields[] = [];
    for (let page = 1; ; page++) {
      const response = await ask(`${path}?per_page=100&page=${page}&${query}`);
      if (!response.ok) {
        refusals.set(path, { status: response.status, text: await response.text() });
        return [];
      }
      // GitLab's lists hold objects.
      const rows = (await response.json()) as readonly Fields[];
      found.push(...rows);
      if (rows.length < 100) break;
    }
    lists.set(path, found.map(toRow));
    return found;
  }

  const reach = 'min_access_level=30&order_by=id&sort=asc';
  const groups = await read('groups', `${reach}&all_available=true`);
  for (const { id } of groups) {
    await read(`groups/${id}/members`);
    await read(`groups/${id}/merge_requests`, 'scope=all&state=all&order_by=created_at&sort=asc');
    await read(`groups/${id}/issues`, 'scope=all&non_archived=true&order_by=created_at&sort=asc');
  }
  const projects = await read('projects', reach);
  for (const { id } of projects) {
    await read(`projects/${id}/pipelines`, 'order_by=id&sort=asc');
    await read(`projects/${id}/repository/branches`, 'sort=name_asc');
    await read(`projects/${id}/merge_requests`, 'scope=all&state=all');
    await read(`projects/${id}/issues`, 'scope=all');
  }
  return { lists, refusals };
}
