import { describe, expect, it } from 'vitest';
import { PROJECTS } from '../../../examples/sandbox/gitlab/seed/projects.ts';
import { openSandbox, readKind } from '../read-kind.ts';

const API = 'acme/platform/platform-api';

/** Reads folders of the sandbox, by project, branch and path. */
async function readFolders(folders: readonly object[], selector: object = {}) {
  const { gitlab, paths } = openSandbox();
  const result = await readKind('folder', gitlab, { selector: { folders, ...selector } });
  const found = result.objects.map(({ repo, folder, __branch }) => ({
    id: Object(repo).id as number, // the sandbox's
    branch: String(__branch),
    path: String(Object(folder).path),
  }));
  return { ...result, found, paths: paths() };
}

describe('folders', () => {
  it('of a path without wildcard are those directly inside of it', async () => {
    const { objects, found, paths } = await readFolders([{ path: 'docs/', repos: [API] }]);

    expect(found).toEqual([{ id: PROJECTS.api, branch: 'main', path: 'docs/with space' }]);
    expect(objects[0]).toMatchObject({
      folder: { name: 'with space', type: 'tree', mode: '040000', id: expect.any(String) },
      repo: { path_with_namespace: API },
      __includedFiles: {},
    });
    expect(paths).toEqual([`/projects/${encodeURIComponent(API)}`, `/projects/${PROJECTS.api}/repository/tree`]);
  });

  it.each([
    ['*', ['assets', 'deploy', 'docs', 'scripts', 'src', 'vendor']],
    ['**/with*', ['docs/with space']],
    ['docs/*', ['docs/with space']],
    ['nowhere/*', []],
    ['nowhere', []],
    ['', ['assets', 'deploy', 'docs', 'scripts', 'src', 'vendor']],
  ])('of %j', async (path, expected) => {
    const { found, ledger } = await readFolders([{ path, repos: [API] }]);

    expect(found.map((folder) => folder.path)).toEqual(expected);
    expect(ledger.unread).toEqual([]);
  });

  it('are those of every project where none is named', async () => {
    const { found } = await readFolders([{ path: '**' }]);

    expect(new Set(found.map(({ id }) => id)).size).toBeGreaterThan(2);
  });

  it('are read at the branch that is named, which is main unless it is', async () => {
    const repos = [{ name: API, branch: 'feature/a#b' }, { name: API }, API, { name: API, branch: 'nowhere' }];

    const { found, ledger } = await readFolders([{ path: 'docs', repos }]);

    expect(found.map(({ branch }) => branch)).toEqual(['feature/a#b', 'main']);
    expect(ledger.unread).toEqual([]);
  });

  it('come with files at the same branch', async () => {
    const { objects } = await readFolders([{ path: 'docs', repos: [{ name: API, branch: 'release/1.x' }] }], {
      includedFiles: ['README.md', 'nowhere'],
    });

    expect(objects).toMatchObject([{ __includedFiles: { 'README.md': '# Old read me\n', nowhere: null } }]);
  });

  it('are emitted once, however many paths they match, and their tree is walked once', async () => {
    const { found, paths } = await readFolders([
      { path: 'docs/*', repos: [API] },
      { path: '**/with*', repos: [API] },
      { path: 'docs', repos: [API] },
    ]);

    expect(found).toHaveLength(1);
    expect(paths.filter((path) => path.endsWith('/tree'))).toHaveLength(1);
  });

  it('of a project that cannot be read are incomplete, and the others are there', async () => {
    const { gitlab, sandbox } = openSandbox();
    sandbox.control.fail({ path: /\/projects\/1001\/repository\/tree/, status: 500 });

    const { objects, ledger } = await readKind('folder', gitlab, { selector: { folders: [{ path: '**' }] } });

    expect(objects.length).toBeGreaterThan(0);
    expect(ledger.unread).toMatchObject([{ scope: `${API}: folders`, state: 'failed' }]);
  });
});
