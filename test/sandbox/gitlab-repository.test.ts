import { describe, expect, it } from 'vitest';
import { createGitLab } from '../../examples/sandbox/gitlab/app.ts';
import { GROUPS } from '../../examples/sandbox/gitlab/seed/groups.ts';
import { PROJECTS } from '../../examples/sandbox/gitlab/seed/projects.ts';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { get, getRows, linkOf, namesOf, walk } from './gitlab-reading.ts';

const sandbox = () => createGitLab(createWorld({ scale: 0 }));

const repository = `/projects/${PROJECTS.api}/repository`;

describe('the tree', () => {
  it('lists one directory: directories, then files, then submodules', async () => {
    const top = await getRows(sandbox(), `${repository}/tree?per_page=100`);
    const vendor = await getRows(sandbox(), `${repository}/tree?path=vendor`);

    const types = namesOf(top, 'type');
    expect(types.lastIndexOf('tree')).toBeLessThan(types.indexOf('blob'));
    expect(vendor).toEqual([
      {
        id: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
        name: 'lib',
        type: 'commit',
        path: 'vendor/lib',
        mode: '160000',
      },
    ]);
  });

  it('is the same in pages, by keyset and at once', async () => {
    const gitlab = sandbox();
    const base = `${repository}/tree?recursive=true`;

    const legacy = (await walk(gitlab, `${base}&per_page=4`)).flat();
    const keyset = (await walk(gitlab, `${base}&per_page=4&pagination=keyset`)).flat();
    const none = await get(gitlab, `${base}&pagination=none`);

    expect(keyset).toEqual(legacy);
    expect(none.body).toEqual(legacy);
    expect(none.headers.get('x-page')).toBeNull();
    expect(none.headers.get('link')).toBeNull();
  });

  it('ends by keyset without a link when the page is short, and starts again with a made-up token', async () => {
    const gitlab = sandbox();

    const short = await get(gitlab, `${repository}/tree?recursive=true&per_page=100&pagination=keyset`);
    const again = await getRows(gitlab, `${repository}/tree?per_page=2&pagination=keyset&page_token=README.md`);

    expect(linkOf(short, 'next')).toBeUndefined();
    expect(again).toEqual(await getRows(gitlab, `${repository}/tree?per_page=2&pagination=keyset`));
  });

  it('is given at once only when recursive', async () => {
    const answer = await get(sandbox(), `${repository}/tree?pagination=none`);

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: 'pagination cannot be "none" unless "recursive" is true' });
  });

  it.each([
    { path: `/projects/${PROJECTS.empty}/repository/tree`, status: 404, message: '404 Tree Not Found' },
    { path: `${repository}/tree?ref=nonsense`, status: 404, message: '404 Tree Not Found' },
    { path: `${repository}/tree?path=nowhere`, status: 404, message: '404 invalid revision or path Not Found' },
    { path: `/projects/${PROJECTS.noFeatures}/repository/tree`, status: 403, message: '403 Forbidden' },
  ])('says $message for $path', async ({ path, status, message }) => {
    const answer = await get(sandbox(), path);

    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ message });
  });
});

describe('a file', () => {
  it.each(['docs/with space/notes #1.md', 'docs/größe.md', 'assets/logo.png', 'empty.txt', 'CODEOWNERS'])(
    'has the same bytes as JSON, raw and as a blob: %s',
    async (path) => {
      const gitlab = sandbox();
      const url = `${repository}/files/${encodeURIComponent(path)}`;

      const json = await get(gitlab, `${url}?ref=HEAD`);
      const row = json.body as { content: string; blob_id: string; file_path: string; size: number };
      const raw = await get(gitlab, `${url}/raw`);
      const blob = await get(gitlab, `${repository}/blobs/${row.blob_id}`);
      const rawBlob = await get(gitlab, `${repository}/blobs/${row.blob_id}/raw`);

      const bytes = Buffer.from(row.content, 'base64');
      expect(row.file_path).toBe(path);
      expect(row.size).toBe(bytes.length);
      expect(raw.text).toBe(bytes.toString());
      expect(rawBlob.text).toBe(bytes.toString());
      expect(blob.body).toMatchObject({ content: row.content, sha: row.blob_id });
      expect(raw.headers.get('x-gitlab-blob-id')).toBe(row.blob_id);
    },
  );

  it('has the id that Git gives it', async () => {
    const { body } = await get(sandbox(), `${repository}/files/empty.txt?ref=main`);

    expect(body).toMatchObject({ blob_id: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391' });
  });

  it('differs between branches', async () => {
    const gitlab = sandbox();

    const main = await get(gitlab, `${repository}/files/README.md/raw`);
    const old = await get(gitlab, `${repository}/files/README.md/raw?ref=release%2F1.x`);

    expect(old.text).not.toBe(main.text);
  });

  it('answers a branch whose name has a slash and a hash', async () => {
    const path = `/projects/${PROJECTS.unicode}/repository/files/README.md?ref=${encodeURIComponent('feature/a#b')}`;

    expect((await get(sandbox(), path)).status).toBe(200);
  });

  it.each([
    { path: 'README.md', query: '', status: 400, body: { error: 'ref is missing, ref is empty' } },
    { path: 'README.md', query: '?ref=nonsense', status: 404, body: { message: '404 Commit Not Found' } },
    { path: 'nowhere.md', query: '?ref=main', status: 404, body: { message: '404 File Not Found' } },
    { path: 'vendor%2Flib', query: '?ref=main', status: 404, body: { message: '404 File Not Found' } },
    { path: 'a%2F..%2Fb', query: '?ref=main', status: 400, body: { error: 'file_path should be a valid file path' } },
  ])('is refused with $status: $path$query', async ({ path, query, status, body }) => {
    const answer = await get(sandbox(), `${repository}/files/${path}${query}`);

    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(body);
  });
});

describe('blob search', () => {
  const search = (id: number, text: string) => `/projects/${id}/search?scope=blobs&search=${encodeURIComponent(text)}`;

  it('finds names and lines, so one file can come twice', async () => {
    const rows = await getRows(sandbox(), search(PROJECTS.api, 'platform-api filename:package.json'));
    const twice = await getRows(sandbox(), search(PROJECTS.api, 'port'));

    expect(namesOf(rows, 'path')).toEqual(['package.json']);
    expect(namesOf(twice, 'path')).toContain('port.yml');
    expect(rows[0]).toMatchObject({ basename: 'package', ref: 'main', startline: 1, project_id: PROJECTS.api });
  });

  it('matches a file name at the end of the path, more loosely than a glob', async () => {
    const rows = await getRows(sandbox(), search(PROJECTS.api, 'filename:.yaml path:deploy'));

    expect(new Set(namesOf(rows, 'path'))).toEqual(new Set(['deploy/values.yaml', 'deploy/broken.yaml']));
  });

  it('answers an abusive text with nothing', async () => {
    expect(await getRows(sandbox(), search(PROJECTS.api, 'a'))).toEqual([]);
  });

  it('is refused for groups and for engines that the instance does not have', async () => {
    const gitlab = sandbox();

    const group = await get(gitlab, `/groups/${GROUPS.acme}/search?scope=blobs&search=readme`);
    const project = await get(gitlab, `${search(PROJECTS.api, 'readme')}&search_type=advanced`);

    expect(group.status).toBe(400);
    expect(group.text).toContain('advanced search');
    expect(project.status).toBe(400);
  });

  it('covers the projects of a group where advanced search is on', async () => {
    const world = createWorld({ scale: 0 });
    world.settings.searchEngine = 'advanced';

    const rows = await getRows(
      createGitLab(world),
      `/groups/${GROUPS.acme}/search?scope=blobs&search=README&per_page=100`,
    );

    const projects = new Set(namesOf(rows, 'project_id'));
    expect(projects).toContain(PROJECTS.skills);
    expect(projects).not.toContain(PROJECTS.archived);
    expect(projects).not.toContain(PROJECTS.lab);
  });
});

describe('languages', () => {
  it('are percentages by name, and nothing where none were found', async () => {
    const gitlab = sandbox();

    expect((await get(gitlab, `/projects/${PROJECTS.api}/languages`)).body).toEqual({
      Go: 71.25,
      TypeScript: 20.5,
      Shell: 8.25,
    });
    expect((await get(gitlab, `/projects/${PROJECTS.empty}/languages`)).body).toEqual({});
  });
});
