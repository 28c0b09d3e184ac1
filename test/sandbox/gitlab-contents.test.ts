import { describe, expect, it } from 'vitest';
import { createGitLab } from '../../examples/sandbox/gitlab/app.ts';
import { GROUPS } from '../../examples/sandbox/gitlab/seed/groups.ts';
import { PROJECTS } from '../../examples/sandbox/gitlab/seed/projects.ts';
import { createWorld, type World } from '../../examples/sandbox/gitlab/world.ts';
import { get, getRows, namesOf } from './gitlab-reading.ts';

const sandbox = (change: (world: World) => void = () => undefined) => {
  const world = createWorld({ scale: 0 });
  change(world);
  return createGitLab(world);
};

const treeOf = (id: number) => `/projects/${id}/repository/tree?recursive=true&pagination=none`;

describe('the repository of awkward files', () => {
  it('gives every path of its tree back as the bytes that its blob has', async () => {
    const gitlab = sandbox();
    const entries = await getRows(gitlab, treeOf(PROJECTS.hostile));
    const blobs = entries.filter((entry) => entry['type'] === 'blob');

    for (const { id, path } of blobs) {
      const repository = `/projects/${PROJECTS.hostile}/repository`;
      const file = await get(gitlab, `${repository}/files/${encodeURIComponent(String(path))}?ref=main`);
      const blob = await get(gitlab, `${repository}/blobs/${id}`);

      expect(file.body, String(path)).toMatchObject({ file_path: path, blob_id: id });
      expect((file.body as { content: string }).content).toBe((blob.body as { content: string }).content);
    }
    expect(blobs.length).toBeGreaterThan(30);
  });

  it('is 12 levels deep and has a file of 2 MiB', async () => {
    const gitlab = sandbox();
    const paths = namesOf(await getRows(gitlab, treeOf(PROJECTS.hostile)), 'path').map(String);

    const { body } = await get(gitlab, `/projects/${PROJECTS.hostile}/repository/files/yaml%2Fhuge.yaml?ref=main`);

    expect(Math.max(...paths.map((path) => path.split('/').length))).toBe(13);
    expect(body).toMatchObject({ size: 2 * 1024 * 1024 });
  });

  it('tells the last commit of a file from the one of its branch', async () => {
    const { body } = await get(sandbox(), `/projects/${PROJECTS.api}/repository/files/README.md?ref=main`);
    const { commit_id, last_commit_id } = body as { commit_id: string; last_commit_id: string };

    expect(last_commit_id).toMatch(/^[0-9a-f]{40}$/);
    expect(last_commit_id).not.toBe(commit_id);
  });
});

describe('skills and plugins', () => {
  it('lie below all default roots, in any case', async () => {
    const paths = namesOf(await getRows(sandbox(), treeOf(PROJECTS.skills)), 'path').map(String);
    const roots = paths.flatMap((path) => /^(.*?skills)\/(?:.*\/)?SKILL\.md$/i.exec(path)?.[1] ?? []);

    expect(new Set(roots)).toEqual(
      new Set(
        ['.agents', '.agent', '.cursor', '.claude', '.codex', '.github', '.opencode', 'docs']
          .map((directory) => `${directory}/skills`)
          .concat('skills'),
      ),
    );
  });

  it('have manifests of all eight providers', async () => {
    const paths = namesOf(await getRows(sandbox(), treeOf(PROJECTS.edge)), 'path');

    expect(paths).toEqual(
      expect.arrayContaining([
        '.claude-plugin/plugin.json',
        '.claude-plugin/marketplace.json',
        '.cursor-plugin/plugin.json',
        '.codex-plugin/plugin.json',
        '.agents/plugins/marketplace.json',
        '.kimi-plugin/plugin.json',
        '.opencode/plugins/edge.ts',
        '.pi/extensions/edge.ts',
        'gemini-extension.json',
      ]),
    );
  });
});

describe('an older server', () => {
  const old = (version: string) =>
    sandbox((world) => {
      world.version = version;
    });

  it('knows no tree at once before 15.3', async () => {
    const { status, body } = await get(old('15.2.5'), treeOf(PROJECTS.api));

    expect(status).toBe(400);
    expect(body).toEqual({ error: 'pagination does not have a valid value' });
  });

  it('says nothing about a missing path before 17.7', async () => {
    const { status, body } = await get(old('17.6.0-ee'), `/projects/${PROJECTS.api}/repository/tree?path=nowhere`);

    expect(status).toBe(200);
    expect(body).toEqual([]);
  });

  it('has a version but no metadata before 15.2', async () => {
    const gitlab = old('15.1.0');

    expect((await get(gitlab, '/metadata')).body).toEqual({ error: '404 Not Found' });
    expect((await get(gitlab, '/version')).body).toMatchObject({ version: '15.1.0', enterprise: false });
  });
});

describe('a search by index', () => {
  const group = `/groups/${GROUPS.acme}/search?scope=blobs&search_type=advanced&per_page=100&search=`;
  const advanced = (change: (world: World) => void = () => undefined) =>
    sandbox((world) => {
      world.settings.searchEngine = 'advanced';
      change(world);
    });

  it('names the commit that was indexed, at which the file can be read', async () => {
    const gitlab = advanced();

    const [hit] = await getRows(gitlab, `${group}${encodeURIComponent('port filename:port.yml')}`);
    const file = `/projects/${hit?.['project_id']}/repository/files/port.yml?ref=${hit?.['ref']}`;

    expect(hit?.['ref']).toMatch(/^[0-9a-f]{40}$/);
    expect((await get(gitlab, file)).status).toBe(200);
  });

  it('can name a ref that is gone', async () => {
    const gitlab = advanced((world) => {
      world.settings.searchRef = 'gone';
    });

    const rows = await getRows(gitlab, `${group}filename:port.yml`);

    expect(new Set(namesOf(rows, 'ref'))).toEqual(new Set(['gone']));
  });

  it('misses what is too large', async () => {
    const indexed = namesOf(await getRows(advanced(), `${group}${encodeURIComponent('xxx path:yaml')}`), 'path');
    const basic = await getRows(sandbox(), `/projects/${PROJECTS.hostile}/search?scope=blobs&search=xxx+path:yaml`);

    expect(indexed).not.toContain('yaml/huge.yaml');
    expect(namesOf(basic, 'path')).toContain('yaml/huge.yaml');
  });

  it('hits one file more than once', async () => {
    const rows = await getRows(advanced(), `${group}${encodeURIComponent('twice.yaml filename:twice.yaml')}`);

    expect(namesOf(rows, 'path')).toEqual(Array(3).fill('names/twice.yaml'));
  });
});
