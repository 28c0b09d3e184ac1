import { describe, expect, it } from 'vitest';
import { PROJECTS } from '../../../examples/sandbox/gitlab/seed/projects.ts';
import { createWorld } from '../../../examples/sandbox/gitlab/world.ts';
import type { RawBatch } from '../../../src/raw-object.ts';
import { unread } from '../../../src/raw-object.ts';
import { makeGroup } from '../../factories/group.ts';
import { makeProject } from '../../factories/project.ts';
import { failure, type Script, scriptHttp, tooLarge } from '../../support/scripted-http.ts';
import { connectTo, NOW, openSandbox, type ReadOptions, readKind } from '../read-kind.ts';

const GROUP_SEARCH = 'GET /groups/:id/search';
const PROJECT_SEARCH = 'GET /projects/:id/search';
const FILE = 'GET /projects/:id/repository/files/:id';
const RAW = 'GET /projects/:id/repository/files/:id/raw';
const TREE = 'GET /projects/:id/repository/tree';
const BLOB = 'GET /projects/:id/repository/blobs/:id/raw';

/** Two projects in one group and one in a personal namespace. */
const projects = [
  makeProject({ id: 1, path_with_namespace: 'acme/one' }),
  makeProject({ id: 2, path_with_namespace: 'acme/two' }),
  makeProject({ id: 3, path_with_namespace: 'ada/three' }),
];

const hit = (projectId: number, path: string, ref = 'main') => ({ project_id: projectId, path, ref, data: '…' });

const encoded = (text: string, fields: object = {}) => ({
  body: {
    file_name: 'a',
    size: text.length,
    encoding: 'base64',
    content: Buffer.from(text).toString('base64'),
    ...fields,
  },
});

const bytes = (text: string) => ({ body: new TextEncoder().encode(text) });

/**
 * Reads files with scripted answers; content is "text" unless the script says otherwise. Searches are searches, unless
 * the options say that trees answer them.
 */
async function readFiles(
  files: object,
  script: Script = {},
  { answerSearchesFromTrees = false, ...options }: ReadOptions & { answerSearchesFromTrees?: boolean } = {},
  selector: object = {},
) {
  const http = scriptHttp({
    'GET /groups': { body: [makeGroup({ id: 10, full_path: 'acme' })] },
    'GET /projects': { body: projects },
    [FILE]: encoded('text'),
    ...script,
  });
  const gitlab = connectTo(http, {}, { answerSearchesFromTrees });
  const result = await readKind('file', gitlab, { selector: { files, ...selector }, ...options });
  const found = result.objects.map(({ repo, file }) => `${Object(repo).id} ${Object(file).path}`);
  const routes = http.requests.map(({ method, route }) => `${method} ${route}`);
  return { ...result, http, found, routes };
}

/** Contents by path of what lies in one project. */
function contentsOf(objects: RawBatch, projectId: number): Record<string, unknown> {
  const own = objects.filter(({ repo }) => Object(repo).id === projectId);
  return Object.fromEntries(own.map(({ file }) => [Object(file).path, Object(file).content]));
}

describe('files of group searches', () => {
  it('are those that match the glob, each once, with the project they lie in', async () => {
    const body = [hit(2, 'a/x.yml'), hit(1, 'x.yml'), hit(2, 'a/x.yml'), hit(1, 'x.yml.bak'), hit(99, 'x.yml')];

    const { objects, found, http } = await readFiles({ path: '**/x.yml' }, { [GROUP_SEARCH]: { body } });

    expect(found).toEqual(['1 x.yml', '2 a/x.yml']);
    expect(objects[0]).toMatchObject({ repo: projects[0], file: { project_id: '1', content: ['text'] } });
    expect(objects[0]).toHaveProperty('__includedFiles', {});
    const search = http.requests.find(({ route }) => route === '/groups/:id/search')?.url.searchParams;
    expect(Object.fromEntries(search ?? [])).toEqual({
      scope: 'blobs',
      search: 'x.yml filename:x.yml',
      search_type: 'advanced',
      per_page: '100',
    });
  });

  it.each([
    { message: { error: 'Scope supported only with advanced search or exact code search' } },
    { error: 'scope does not have a valid value' },
  ])('come from the projects of a group that cannot be searched: %j', async (body) => {
    const { found, ledger } = await readFiles(
      { path: 'x' },
      {
        'GET /groups': { body: [makeGroup({ id: 10, full_path: 'acme' }), makeGroup({ id: 11, full_path: 'other' })] },
        [GROUP_SEARCH]: ({ url }) => (url.pathname.includes('/10/') ? failure(400, body) : { body: [hit(3, 'x')] }),
        [PROJECT_SEARCH]: ({ url }) => ({ body: [hit(Number(/projects\/(\d+)/.exec(url.pathname)?.[1]), 'x')] }),
      },
    );

    expect(found).toEqual(['1 x', '2 x', '3 x']);
    expect(ledger.unread).toEqual([]);
  });

  it('come from all projects where the groups hold nothing at all', async () => {
    const { found, http } = await readFiles(
      { path: 'x' },
      { [GROUP_SEARCH]: { body: [] }, [PROJECT_SEARCH]: [{ body: [] }, { body: [] }, { body: [hit(3, 'x')] }] },
    );

    expect(found).toEqual(['3 x']);
    const search = http.requests.find(({ route }) => route === '/projects/:id/search')?.url.searchParams;
    expect(search?.has('search_type')).toBe(false);
  });

  it('come from the projects themselves where some are named', async () => {
    const { found, routes } = await readFiles(
      { path: 'x', repos: ['acme/two'] },
      { 'GET /projects/:id': { body: projects[1] ?? {} }, [PROJECT_SEARCH]: { body: [hit(2, 'x')] } },
    );

    expect(found).toEqual(['2 x']);
    expect(routes).toEqual(['GET /projects/:id', PROJECT_SEARCH, FILE]);
  });

  it('are incomplete where a group or a project cannot be searched for another reason', async () => {
    const { ledger } = await readFiles(
      { path: 'x' },
      { [GROUP_SEARCH]: failure(500), [PROJECT_SEARCH]: [failure(403), { body: [] }, { body: [] }] },
    );

    expect(ledger.unread).toMatchObject([
      { scope: 'acme: search for x', state: 'failed' },
      { scope: 'acme/one: files', state: 'denied' },
    ]);
  });
});

describe('files of project searches', () => {
  const byTree = { answerSearchesFromTrees: true };
  const one = { path: '**/x.json', repos: ['acme/one'], searchStrategy: 'projectSearch' };
  const named = { 'GET /projects/:id': { body: projects[0] ?? {} } };
  const tree = ['x.json', 'a/x.json', 'a/y.json'].map((path) => ({ id: path, type: 'blob', path, mode: '100644' }));

  it('are those of the tree, at the cost of no search', async () => {
    const { found, routes } = await readFiles(one, { ...named, [TREE]: { body: tree }, [BLOB]: bytes('1') }, byTree);

    expect(found).toEqual(['1 x.json', '1 a/x.json']);
    expect(routes).toEqual(['GET /projects/:id', TREE, BLOB, BLOB]);
  });

  it('are those of the trees, where groups were searched in vain as well', async () => {
    const { found, routes } = await readFiles(
      { path: 'x.json' },
      { [GROUP_SEARCH]: { body: [] }, [TREE]: [{ body: [] }, { body: [] }, { body: tree }], [BLOB]: bytes('1') },
      byTree,
    );

    expect(found).toEqual(['3 x.json', '3 a/x.json']);
    expect(routes.filter((route) => route.endsWith('/search'))).toEqual([GROUP_SEARCH]);
  });

  it.each([
    ['is refused in one answer', failure(400)],
    ['is too large for one answer', tooLarge],
    ['cannot be told', failure(500)],
  ])('are searched for where the tree %s', async (_, reply) => {
    const search = { [PROJECT_SEARCH]: { body: [hit(1, 'x.json')] } };

    const { found, routes, ledger } = await readFiles(one, { ...named, [TREE]: reply, ...search }, byTree);

    expect(found).toEqual(['1 x.json']);
    expect(routes).toEqual(['GET /projects/:id', TREE, PROJECT_SEARCH, FILE]);
    expect(ledger.unread).toEqual([]);
  });

  it('are not searched for where the tree may not be read', async () => {
    const { routes, ledger } = await readFiles(one, { ...named, [TREE]: failure(403) }, byTree);

    expect(routes).toEqual(['GET /projects/:id', TREE]);
    expect(ledger.unread).toMatchObject([{ scope: 'acme/one: files', state: 'denied' }]);
  });
});

describe('a project that is named', () => {
  it('and does not exist is denied', async () => {
    const { found, ledger } = await readFiles(
      { path: 'x', repos: ['acme/none'] },
      { 'GET /projects/:id': failure(404, { message: '404 Project Not Found' }) },
    );

    expect(found).toEqual([]);
    expect(ledger.unread).toMatchObject([{ scope: 'acme/none: project', state: 'denied' }]);
  });

  it('and is marked for deletion has nothing', async () => {
    const body = makeProject({ marked_for_deletion_on: '2026-01-01' });

    const { found, ledger } = await readFiles({ path: 'x', repos: ['acme/one'] }, { 'GET /projects/:id': { body } });

    expect(found).toEqual([]);
    expect(ledger.unread).toEqual([]);
  });
});

describe('the content of a file', () => {
  const search = (ref: string, path = 'x.json') => ({ [GROUP_SEARCH]: { body: [hit(1, path, ref)] } });

  it('is read at the ref of the hit', async () => {
    const { http, objects } = await readFiles(
      { path: 'x.json' },
      { ...search('0a1b'), [FILE]: encoded('{"a": 1}', { blob_id: 'b', last_commit_id: 'c' }) },
    );

    expect(http.requests.at(-1)?.url.searchParams.get('ref')).toBe('0a1b');
    expect(objects[0]).toMatchObject({
      file: { content: { a: 1 }, blob_id: 'b', last_commit_id: 'c', path: 'x.json', encoding: 'base64' },
    });
  });

  it('is read at the default branch where that ref is gone', async () => {
    const gone = failure(404, { message: '404 Commit Not Found' });

    const { objects, ledger } = await readFiles(
      { path: 'x.json' },
      { ...search('0a1b'), [FILE]: [gone, encoded('1')] },
    );

    expect(objects).toMatchObject([{ file: { content: 1 } }]);
    expect(ledger.unread).toEqual([]);
  });

  it('that is no more gives nothing', async () => {
    const gone = failure(404, { message: '404 File Not Found' });

    const { objects, ledger } = await readFiles({ path: 'x.json' }, { ...search('0a1b'), [FILE]: gone });

    expect(objects).toEqual([]);
    expect(ledger.unread).toEqual([]);
  });

  it('that cannot be read costs that file alone', async () => {
    const body = [hit(1, 'x'), hit(1, 'y/x')];

    const { found, ledger } = await readFiles(
      { path: 'x' },
      { [GROUP_SEARCH]: { body }, [FILE]: [failure(500), encoded('1')] },
    );

    expect(found).toEqual(['1 y/x']);
    expect(ledger.unread).toMatchObject([{ scope: 'acme/one: x', state: 'failed' }]);
  });

  it('above the limit is null, with a warning', async () => {
    const { objects, warnings } = await readFiles(
      { path: 'x.json' },
      { ...search('main'), [FILE]: encoded('1', { size: 50_000_000 }) },
    );

    expect(objects).toMatchObject([{ file: { content: null, size: 50_000_000 } }]);
    expect(warnings).toHaveLength(1);
  });

  it('refers to files at the same ref', async () => {
    const { objects, http } = await readFiles(
      { path: 'x.json' },
      { ...search('0a1b'), [FILE]: encoded('["file://a b.md", "file://../up"]'), [RAW]: bytes('# A') },
    );

    expect(objects).toMatchObject([{ file: { content: ['# A', null] } }]);
    expect(http.requests.at(-1)?.url.pathname).toContain('files/a%20b%2Emd/raw');
    expect(http.requests.at(-1)?.url.searchParams.get('ref')).toBe('0a1b');
  });

  it('whose reference cannot be read gives no object, as it is not known', async () => {
    const { objects, ledger } = await readFiles(
      { path: 'x.json' },
      { ...search('main'), [FILE]: encoded('["file://a"]'), [RAW]: failure(500) },
    );

    expect(objects).toEqual([]);
    expect(ledger.unread).toMatchObject([{ scope: 'acme/one: x.json', state: 'failed' }]);
  });
});

describe('files of trees', () => {
  const files = { path: '*.json', searchStrategy: 'repositoryTree', repos: ['acme/one'] };
  const tree = {
    'GET /projects/:id': { body: projects[0] ?? {} },
    [TREE]: { body: [{ id: 'b1', type: 'blob', path: 'd/a.json', mode: '100755' }] },
    [BLOB]: bytes('[1]'),
  };

  it('are read as blobs, and look as the files endpoint would tell of them', async () => {
    const { objects, routes } = await readFiles(files, tree);

    expect(objects[0]?.['file']).toEqual({
      file_name: 'a.json',
      file_path: 'd/a.json',
      size: 3,
      encoding: 'base64',
      ref: 'main',
      blob_id: 'b1',
      execute_filemode: true,
      content: [1],
      project_id: '1',
      path: 'd/a.json',
    });
    expect(routes).not.toContain(FILE);
  });

  it('are read as files where the mapping can see what only that tells', async () => {
    const touches = (field: string, key: string) => field === 'file' && key === 'last_commit_id';

    const { objects, routes } = await readFiles(
      files,
      { ...tree, [FILE]: encoded('[2]', { last_commit_id: 'c' }) },
      { touches },
    );

    expect(objects).toMatchObject([{ file: { content: [2], last_commit_id: 'c' } }]);
    expect(routes).not.toContain(BLOB);
  });

  it('come with files of the repository, which are read once for all of them', async () => {
    const body = ['a.json', 'b.json'].map((path) => ({ id: path, type: 'blob', path, mode: '100644' }));

    const { objects, routes } = await readFiles(
      files,
      { ...tree, [TREE]: { body }, [RAW]: failure(500) },
      {},
      { includedFiles: ['README.md'] },
    );

    expect(objects.map((object) => object['__includedFiles'])).toEqual([{ 'README.md': null }, { 'README.md': null }]);
    expect(objects[1]?.[unread]).toEqual(['__includedFiles']);
    expect(routes.filter((route) => route === RAW)).toHaveLength(1);
  });
});

describe('files of a whole instance', () => {
  it.each(['basic', 'advanced'] as const)('are the same by each strategy (%s search)', async (engine) => {
    const byStrategy = new Map<string, unknown>();
    for (const searchStrategy of ['groupSearch', 'projectSearch', 'repositoryTree']) {
      const world = createWorld({ scale: 0, now: NOW });
      world.settings.searchEngine = engine;
      const { gitlab } = openSandbox({}, world, { answerSearchesFromTrees: false });
      const selector = { files: { path: '**/package.json', searchStrategy } };
      const { objects, ledger } = await readKind('file', gitlab, { selector });
      expect(ledger.unread).toEqual([]);
      byStrategy.set(
        searchStrategy,
        objects
          .map(({ repo, file }) => ({ id: Object(repo).id, path: Object(file).path, content: Object(file).content }))
          // A search leaves the code of archived projects out, and personal ones lie in no group.
          .filter(({ id }) => id !== PROJECTS.archived),
      );
    }

    const found = byStrategy.get('repositoryTree');
    expect(found).toContainEqual({
      id: PROJECTS.api,
      path: 'package.json',
      content: { name: 'platform-api', version: '2.3.4', private: true },
    });
    expect(byStrategy.get('projectSearch')).toEqual(found);
  });

  it('are read with all their oddities', async () => {
    const { gitlab } = openSandbox();
    const selector = { files: { path: '**', searchStrategy: 'repositoryTree' } };

    const { objects, ledger, warnings } = await readKind('file', gitlab, { selector });

    expect(ledger.unread).toEqual([]);
    expect(contentsOf(objects, PROJECTS.api)).toMatchObject({
      'port.yml': [
        { identifier: 'platform-api', properties: { readme: expect.stringContaining('# Read me'), tier: 1 } },
      ],
      'deploy/values.yaml': [{ replicas: 3 }, { replicas: 5 }],
      'deploy/broken.yaml': 'key: [unclosed\n',
      'assets/logo.png': null,
      'empty.txt': '',
    });
    const awkward = contentsOf(objects, PROJECTS.hostile);
    expect(awkward).toMatchObject({
      'names/50% off? #1 (draft) & more.yaml': [{ name: 'percent' }],
      'names/日本語 📏/größe.yaml': [{ name: 'unicode' }],
      'yaml/documents.yaml': [{ name: 'first' }, { name: 'second' }, { name: 'third' }, null, { name: 'last' }],
      'yaml/duplicate-keys.yaml': [{ name: 'last' }],
      'yaml/comments.yaml': '# nothing but a comment\n',
      'yaml/scalar.yaml': ['just a sentence'],
      'yaml/windows.yaml': [{ name: 'windows', lines: 'two' }],
      'yaml/huge.yaml': null,
      'yaml/latin-1.yaml': null,
      'yaml/tabs.yaml': 'services:\n\t- name: tab\n',
      'links/to-readme.yaml': ['../README.md'],
      'links/broken.json': ['nowhere/at/all.json'],
      'yaml/custom-tag.yaml': 'bucket: !Ref Bucket\n',
      'json/valid.json': { name: 'valid', owner: expect.stringContaining('__proto__'), missing: null },
      'json/absolute.json': ['file:///etc/hostname', null, 'just a sentence\n'],
      'json/empty.json': '',
      'json/nested.json': expect.stringMatching(/^\[{10000}/),
      'yaml/nested.yaml': expect.stringMatching(/^\[{5000}/),
      'yaml/alias-bomb.yaml': expect.stringContaining('lol'),
      'large/model.yaml': expect.stringMatching(/^version/),
      'binary/image.json': null,
    });
    expect(awkward['yaml/yaml-1.1.yaml']).toMatchObject([
      {
        country: false,
        enabled: true,
        mode: 15,
        ratio: 1000,
        time: 90,
        released: '2024-02-29',
        built: '2024-02-29T08:00:00.000Z',
        service: { tier: 2, team: 'core' },
      },
    ]);
    expect(awkward).not.toHaveProperty('links/module');
    expect(warnings.some((warning) => warning.includes('alias-bomb'))).toBe(true);
  });
});
