import { describe, expect, it } from 'vitest';
import { PROJECTS } from '../../../examples/sandbox/gitlab/seed/projects.ts';
import { createWorld } from '../../../examples/sandbox/gitlab/world.ts';
import { unread } from '../../../src/raw-object.ts';
import { makeProject } from '../../factories/project.ts';
import { failure, type Reply, type Script, scriptHttp, tooLarge } from '../../support/scripted-http.ts';
import { connectTo, NOW, openSandbox, type ReadOptions, readKind } from '../read-kind.ts';
import { requestsOf } from '../requests-of.ts';

const FILE = 'GET /projects/:id/repository/files/:id/raw';
const LANGUAGES = 'GET /projects/:id/languages';
const SEARCH = 'GET /projects/:id/search';
const TREE = 'GET /projects/:id/repository/tree';

const bytes = (content: string | readonly number[]): Reply => ({
  body: typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content),
});

/** Reads one project with scripted answers to what is asked of it. */
async function readProject(
  selector: object,
  script: Script,
  fields = {},
  { answerSearchesFromTrees = true, ...options }: ReadOptions & { answerSearchesFromTrees?: boolean } = {},
) {
  const project = makeProject({ path_with_namespace: 'acme/api', ...fields });
  const http = scriptHttp({ 'GET /projects': { body: [project] }, ...script });
  const gitlab = connectTo(http, {}, { answerSearchesFromTrees });
  const result = await readKind('project', gitlab, { selector, ...options });
  return { ...result, http, object: result.objects[0] };
}

const asBlob = (path: string) => ({ id: path, type: 'blob', path, mode: '100644' });

const search = (name: string, scope = 'blobs') => ({ name, scope, query: `filename:${name}` });

describe('projects', () => {
  it('are as GitLab lists them where nothing is to be added', async () => {
    const { gitlab, paths } = openSandbox();

    const { objects } = await readKind('project', gitlab);

    expect(objects.length).toBeGreaterThan(10);
    expect(objects.every((object) => Object.keys(object).every((key) => !key.startsWith('__')))).toBe(true);
    expect([...new Set(paths())]).toEqual(['/projects']);
  });

  it('get languages, searches and files as they are in the repositories', async () => {
    const { gitlab, world, paths } = openSandbox();
    const selector = {
      includeLanguages: true,
      searchQueries: [{ name: 'go', query: 'println' }, search('package.json'), search('nowhere.txt')],
      includedFiles: ['README.md', 'docs/with space/notes #1.md', 'empty.txt', 'vendor/lib'],
    };

    const { objects, ledger, warnings } = await readKind('project', gitlab, { selector });

    const expected = world.projects.filter(({ id }) => objects.some((object) => object['id'] === id));
    for (const { id, languages } of expected.filter((project) => project.features.repository !== 'disabled')) {
      expect(objects.find((object) => object['id'] === id)).toMatchObject({ __languages: languages });
    }
    expect(objects.find(({ id }) => id === PROJECTS.api)).toMatchObject({
      __searchQueries: { go: true, 'package.json': true, 'nowhere.txt': false },
      __includedFiles: {
        'README.md': '# Read me\n\nHow to build, test and release.\n',
        'docs/with space/notes #1.md': '# Notes\n\n100% of them? Yes.\n',
        'empty.txt': '',
        'vendor/lib': null,
      },
    });
    expect(objects.find(({ id }) => id === PROJECTS.unicode)).toMatchObject({
      __includedFiles: { 'README.md': expect.stringContaining('日本語') },
    });
    expect(objects.some((object) => object[unread] !== undefined)).toBe(false);
    expect(ledger.unread).toEqual([]);
    expect(warnings).toEqual([]);
    // Files that are absent are no reason to ask whether the project is.
    expect(paths().filter((path) => /^\/projects\/\d+$/.test(path))).toEqual([]);
  });

  it.each([
    ['is empty', { empty_repo: true }],
    ['has no default branch', { default_branch: null }],
    ['may not be read', { default_branch: undefined, repository_access_level: 'private' }],
    ['is off', { repository_access_level: 'disabled' }],
  ])('whose repository %s are not asked for code, and have none', async (_, fields) => {
    const selector = { includeLanguages: true, searchQueries: [search('a')], includedFiles: ['README.md'] };

    const { object, http, ledger } = await readProject(selector, {}, fields);

    expect(object).toMatchObject({
      __languages: {},
      __searchQueries: { a: false },
      __includedFiles: { 'README.md': null },
    });
    expect(http.requests).toHaveLength(1);
    expect(ledger.unread).toEqual([]);
  });

  it('without code are searched for what is no code', async () => {
    const { object } = await readProject(
      { searchQueries: [search('blobs'), search('tasks', 'issues')] },
      { [SEARCH]: { body: [{}] } },
      { empty_repo: true },
    );

    expect(object).toMatchObject({ __searchQueries: { blobs: false, tasks: true } });
  });

  it('are searched with the text as it is given, for a single hit', async () => {
    const query = '"a b" path:x/ filename:*.yml';

    const { http } = await readProject({ searchQueries: [{ name: 'a', query }] }, { [SEARCH]: { body: [] } });

    const request = http.requests[1];
    expect(Object.fromEntries(request?.url.searchParams ?? [])).toEqual({
      scope: 'blobs',
      search: query,
      per_page: '1',
    });
    expect(request?.limitClass).toBe('search');
  });

  it('are not searched for names of files that the tree tells, which is read once', async () => {
    const selector = { searchQueries: [search('port.yml'), search('package.json'), search('nowhere.txt')] };
    const body = ['port.yml', 'web/package.json'].map(asBlob);

    const { object, http } = await readProject(selector, { [TREE]: { body } });

    expect(object).toMatchObject({
      __searchQueries: { 'port.yml': true, 'package.json': true, 'nowhere.txt': false },
    });
    expect(requestsOf(http, '').map(({ path }) => path)).toEqual(['/projects', '/projects/1/repository/tree']);
  });

  it.each(['basic', 'advanced'] as const)(
    'are answered from trees as a search would, at the cost of few searches (%s search)',
    async (engine) => {
      const texts = ['package.json', '*.yml', 'README', 'nowhere.txt'].map((name) => `filename:${name}`);
      const searchQueries = [...texts, 'extension:json', 'path:docs/ extension:md', 'path:src', 'println'].map(
        (query) => ({ name: query, query }),
      );
      const readAll = async (answerSearchesFromTrees: boolean) => {
        const world = createWorld({ scale: 0, now: NOW });
        world.settings.searchEngine = engine;
        const { gitlab, paths } = openSandbox({}, world, { answerSearchesFromTrees });
        const { objects } = await readKind('project', gitlab, { selector: { searchQueries } });
        const searches = paths().filter((path) => path.endsWith('/search')).length;
        return { answers: objects.map((object) => object['__searchQueries']), searches };
      };

      const byTree = await readAll(true);
      const bySearch = await readAll(false);

      expect(byTree.answers).toEqual(bySearch.answers);
      expect(JSON.stringify(bySearch.answers)).toContain('"extension:json":true');
      expect(byTree.searches).toBeLessThan(bySearch.searches / 3);
    },
  );

  it.each([
    ['does not say what every search would', { body: ['report.yml'].map(asBlob) }],
    ['holds a symbolic link of that name', { body: [{ ...asBlob('port.yml'), mode: '120000' }] }],
    ['holds a submodule of that name', { body: [{ ...asBlob('port.yml'), type: 'commit' }] }],
    ['is not told in one answer', failure(400)],
    ['is too large', tooLarge],
    ['cannot be read', failure(503)],
  ])('are searched for them where the tree %s', async (_, reply) => {
    const { object, ledger } = await readProject(
      { searchQueries: [search('port.yml')] },
      { [TREE]: [reply], [SEARCH]: { body: [{}] } },
    );

    expect(object).toMatchObject({ __searchQueries: { 'port.yml': true } });
    expect(ledger.unread).toEqual([]);
  });

  it.each([
    ['that the user wants searched', search('a'), { answerSearchesFromTrees: false }],
    ['of the contents of files', { name: 'a', query: 'println filename:*.go' }, {}],
    ['of another scope', search('a', 'wiki_blobs'), {}],
  ])('are searched for what is asked %s, without a look at the tree', async (_, query, options) => {
    const { object, http } = await readProject({ searchQueries: [query] }, { [SEARCH]: { body: [{}] } }, {}, options);

    expect(object).toMatchObject({ __searchQueries: { a: true } });
    expect(http.requests.map(({ route }) => route)).toEqual(['/projects', '/projects/:id/search']);
  });

  it('whose tree may not be read are not searched', async () => {
    const { object, http, ledger } = await readProject({ searchQueries: [search('a')] }, { [TREE]: failure(403) });

    expect(object?.[unread]).toEqual(['__searchQueries']);
    expect(http.requests).toHaveLength(2);
    expect(ledger.unread).toMatchObject([{ scope: 'acme/api: search a', state: 'denied' }]);
  });

  it('keep the answers there are where one search or file could not be read, and say so', async () => {
    const { gitlab, sandbox, world } = openSandbox();
    world.settings.graphql = 'off';
    sandbox.control.fail({ path: /\/projects\/1001\/search.*search=broken/, status: 500 });
    sandbox.control.fail({ path: /\/projects\/1001\/repository\/files\/CODEOWNERS/, status: 403 });
    const selector = {
      includeLanguages: true,
      searchQueries: [{ name: 'broken', query: 'broken' }, search('package.json')],
      includedFiles: ['CODEOWNERS', 'README.md'],
    };

    const { objects, ledger } = await readKind('project', gitlab, { selector });

    const api = objects.find(({ id }) => id === PROJECTS.api);
    expect(api).toMatchObject({
      __languages: { Go: 71.25 },
      __searchQueries: { broken: null, 'package.json': true },
      __includedFiles: { CODEOWNERS: null, 'README.md': expect.any(String) },
    });
    expect(api?.[unread]).toEqual(['__searchQueries', '__includedFiles']);
    expect(objects.filter((object) => object[unread] !== undefined)).toHaveLength(1);
    expect(ledger.unread).toMatchObject([
      { scope: 'acme/platform/platform-api: search broken', state: 'failed' },
      { scope: 'acme/platform/platform-api: file CODEOWNERS', state: 'denied' },
    ]);
  });

  it('lack the languages that could not be read', async () => {
    const { object, ledger } = await readProject({ includeLanguages: true }, { [LANGUAGES]: failure(403) });

    expect(object).not.toHaveProperty('__languages');
    expect(object?.[unread]).toEqual(['__languages']);
    expect(ledger.unread).toMatchObject([{ scope: 'acme/api: languages', state: 'denied' }]);
  });

  it('have empty answers where denied means empty', async () => {
    const { object, ledger } = await readProject(
      { includeLanguages: true, searchQueries: [search('a')], includedFiles: ['b'] },
      { [LANGUAGES]: failure(403), [TREE]: failure(403), [FILE]: failure(403) },
      {},
      { deniedIsEmpty: true },
    );

    expect(object).toMatchObject({ __languages: {}, __searchQueries: { a: false }, __includedFiles: { b: null } });
    expect(object?.[unread]).toBeUndefined();
    expect(ledger.unread).toEqual([]);
  });

  it('that are gone by then are left out, and nothing failed', async () => {
    const { gitlab, sandbox, world } = openSandbox();
    world.settings.graphql = 'off';
    sandbox.control.fail({ path: /\/projects\/1001(\/languages)?$/, status: 404 });

    const { objects, ledger } = await readKind('project', gitlab, { selector: { includeLanguages: true } });

    expect(objects.map(({ id }) => id)).not.toContain(PROJECTS.api);
    expect(ledger.unread).toEqual([]);
  });

  it('that are there and answer 404 are denied', async () => {
    const missing = failure(404, { message: '404 Not found' });

    const { object, ledger } = await readProject(
      { includeLanguages: true },
      { [LANGUAGES]: missing, 'GET /projects/:id': { body: makeProject() } },
    );

    expect(object?.[unread]).toEqual(['__languages']);
    expect(ledger.unread).toMatchObject([{ state: 'denied' }]);
  });

  it.each(['404 File Not Found', '404 Commit Not Found', '404 Tree Not Found'])(
    'have null for a file where GitLab says "%s"',
    async (message) => {
      const { object, ledger } = await readProject({ includedFiles: ['a'] }, { [FILE]: failure(404, { message }) });

      expect(object).toMatchObject({ __includedFiles: { a: null } });
      expect(ledger.unread).toEqual([]);
    },
  );

  it.each([
    ['is no UTF-8', bytes([0x89, 0x50, 0xff]), /^acme\/api: a is no UTF-8/],
    ['is larger than one MiB', tooLarge, /^acme\/api: a is larger than 1048576 bytes/],
  ])('have null for a file that %s, with a warning', async (_, reply, expected) => {
    const { object, warnings, ledger } = await readProject({ includedFiles: ['a'] }, { [FILE]: reply });

    expect(object).toMatchObject({ __includedFiles: { a: null } });
    expect(object?.[unread]).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(expected)]);
    expect(ledger.unread).toEqual([]);
  });

  it('have a file of exactly one MiB', async () => {
    const content = 'x'.repeat(1024 * 1024);

    const { object } = await readProject({ includedFiles: ['a'] }, { [FILE]: bytes(content) });

    expect(object?.['__includedFiles']).toEqual({ a: content });
  });

  it('are asked for a file once, at the default branch, under the limit of files', async () => {
    const { http } = await readProject(
      { includedFiles: ['docs/a.b', 'docs/a.b'] },
      { [FILE]: bytes('') },
      { default_branch: 'feature/a#b' },
    );

    const [, request, ...more] = http.requests;
    expect(more).toEqual([]);
    expect(request?.url.pathname).toBe('/api/v4/projects/1/repository/files/docs%2Fa%2Eb/raw');
    expect(request?.url.searchParams.get('ref')).toBe('feature/a#b');
    expect(request).toMatchObject({ expects: 'bytes', limitClass: 'files' });
  });

  it('keep names that JavaScript knows as plain keys', async () => {
    const searchQueries = [{ name: '__proto__', query: 'anything' }];

    const { object } = await readProject({ searchQueries }, { [SEARCH]: { body: [{}] } });

    expect(Object.entries(object?.['__searchQueries'] ?? {})).toEqual([['__proto__', true]]);
  });
});
