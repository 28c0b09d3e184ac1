import { blueprintOf } from './mapping.ts';

/*
 * What the exporter is compared with: a client as one writes it first. One request after the other, page by page, kind
 * after kind, one group or project after another, a plain function for each kind in the place of jq, everything written
 * in bulks of 20. Takes the URLs of GitLab and Port.
 */

type Fields = Readonly<Record<string, unknown>>;

interface Entity {
  readonly identifier: string;
  readonly title: unknown;
  readonly properties: Fields;
  readonly relations: Fields;
}

const [, , gitlabUrl, portUrl] = process.argv;
const json = { authorization: 'Bearer bench', 'content-type': 'application/json' };
const userAgent = 'port-ocean/gitlab-v2/0/baseline/exporter';

async function* pages(path: string, query = ''): AsyncGenerator<readonly Fields[]> {
  let next: string | undefined = `${gitlabUrl}/api/v4/${path}?per_page=100${query}`;
  while (next !== undefined) {
    const response: Response = await fetch(next, { headers: json });
    if (!response.ok) throw new Error(`${next}: ${response.status}`);
    // GitLab's lists hold objects.
    yield (await response.json()) as readonly Fields[];
    next = /<([^>]*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
}

async function write(kind: string, entities: readonly Entity[]): Promise<void> {
  for (let start = 0; start < entities.length; start += 20) {
    const response = await fetch(`${portUrl}/v1/blueprints/${blueprintOf(kind)}/entities/bulk?upsert=true&merge=true`, {
      method: 'POST',
      headers: { ...json, 'user-agent': userAgent },
      body: JSON.stringify({ entities: entities.slice(start, start + 20) }),
    });
    if (!response.ok) throw new Error(`Port: ${response.status}`);
    await response.json();
  }
}

async function load(kind: string, path: string, query: string, map: (row: Fields) => Entity): Promise<Fields[]> {
  const all: Fields[] = [];
  for await (const page of pages(path, query)) {
    await write(kind, page.map(map));
    if (kind === 'group' || kind === 'project') all.push(...page);
  }
  return all;
}

/** The row's fields by their names in Port. */
function pick(row: Fields, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(Object.entries(names).map(([name, field]) => [name, row[field] ?? null]));
}

function authorOf(row: Fields): unknown {
  return (row['author'] as Fields)['name']; // GitLab's issues and merge requests have one
}

function projectOf(row: Fields, sign: string): string | undefined {
  return String((row['references'] as Fields)['full']).split(sign)[0]; // the same
}

const dates = { createdAt: 'created_at', updatedAt: 'updated_at', url: 'web_url' };

const groups = await load('group', 'groups', '&order_by=id&sort=asc', (row) => ({
  identifier: String(row['full_path']),
  title: row['name'],
  properties: pick(row, { url: 'web_url', visibility: 'visibility', createdAt: 'created_at' }),
  relations: { parent: row['parent_id'] === null ? null : String(row['full_path']).split('/').slice(0, -1).join('/') },
}));
const topmost = groups.filter(({ parent_id }) => parent_id === null);
const projects = await load('project', 'projects', '&pagination=keyset&order_by=id&sort=asc', (row) => ({
  identifier: String(row['path_with_namespace']),
  title: row['name'],
  properties: {
    ...pick(row, { url: 'web_url', description: 'description', defaultBranch: 'default_branch' }),
    ...pick(row, { lastActivityAt: 'last_activity_at' }),
    topics: (row['topics'] as string[]).join(', '), // a list of texts
  },
  relations: { group: (row['namespace'] as Fields)['full_path'] }, // every project has one
}));
for (const { id } of groups) {
  await load('member', `groups/${id}/members`, '', (row) => ({
    identifier: String(row['username']),
    title: row['name'],
    properties: pick(row, { url: 'web_url', state: 'state' }),
    relations: {},
  }));
}
for (const { id } of topmost) {
  for (const state of ['opened', 'merged']) {
    await load('merge-request', `groups/${id}/merge_requests`, `&scope=all&state=${state}`, (row) => ({
      identifier: String(row['id']),
      title: row['title'],
      properties: {
        ...pick(row, { ...dates, status: 'state', mergedAt: 'merged_at', isDraft: 'draft' }),
        creator: authorOf(row),
        labels: (row['labels'] as string[]).join(', '), // a list of texts
      },
      relations: { project: projectOf(row, '!') },
    }));
  }
}
for (const { id } of topmost) {
  await load('issue', `groups/${id}/issues`, '&scope=all', (row) => ({
    identifier: String(row['id']),
    title: row['title'],
    properties: {
      ...pick(row, { ...dates, status: 'state' }),
      creator: authorOf(row),
      labels: (row['labels'] as string[]).join(', '), // a list of texts
    },
    relations: { project: projectOf(row, '#') },
  }));
}
for (const { id, path_with_namespace: project } of projects) {
  await load('pipeline', `projects/${id}/pipelines`, '', (row) => ({
    identifier: String(row['id']),
    title: row['ref'],
    properties: pick(row, { ...dates, status: 'status', source: 'source' }),
    relations: { project },
  }));
}
for (const { id, path_with_namespace: project } of projects) {
  await load('branch', `projects/${id}/repository/branches`, '', (row) => ({
    identifier: `${project}/${row['name']}`,
    title: row['name'],
    properties: {
      ...pick(row, { url: 'web_url', isProtected: 'protected' }),
      lastCommit: (row['commit'] as Fields)['title'], // every branch has one
    },
    relations: { project },
  }));
}
