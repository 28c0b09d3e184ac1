import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../examples/sandbox/gitlab/world.ts';
import { unread } from '../../../src/raw-object.ts';
import { makeProject } from '../../factories/project.ts';
import { failure, type Reply, type Script, scriptHttp } from '../../support/scripted-http.ts';
import { connectTo, NOW, openSandbox, readKind } from '../read-kind.ts';

const SELECTOR = {
  includeLanguages: true,
  includedFiles: [
    'README.md',
    'CODEOWNERS',
    'docs/with space/notes #1.md',
    'empty.txt',
    'assets/logo.png',
    'assets/large.bin',
    'LICENSE.md',
    'vendor/lib',
    'docs',
    'yaml/windows.yaml',
    'yaml/latin-1.yaml',
    'yaml/huge.yaml',
  ],
};

/** Projects with everything that can be added to them, over one of GraphQL's moods. */
async function readProjects(graphql: 'on' | 'off' | 'forbidden' | 'partial', complexity = 1000) {
  const world = createWorld({ scale: 0, now: NOW });
  world.settings.graphql = graphql;
  world.settings.graphqlComplexity = complexity;
  const { gitlab, paths } = openSandbox({}, world);
  const { objects, warnings, ledger } = await readKind('project', gitlab, { selector: SELECTOR });
  return { objects, warnings: warnings.toSorted(), unreadScopes: ledger.unread, paths: paths() };
}

describe('languages and files of many projects', () => {
  it('are the same by GraphQL and by REST', async () => {
    const byGraphQl = await readProjects('on');
    const byRest = await readProjects('off');

    expect(byGraphQl.objects).toEqual(byRest.objects);
    expect(byGraphQl.warnings).toEqual(byRest.warnings);
    expect(byGraphQl.warnings).toHaveLength(3);
    expect([byGraphQl.unreadScopes, byRest.unreadScopes]).toEqual([[], []]);
    expect(byGraphQl.paths.filter((path) => path.endsWith('/languages'))).toEqual([]);
    expect(byGraphQl.paths.length).toBeLessThan(byRest.paths.length / 5);
  });

  it('are the same where GraphQL tells a part, of which the rest is asked by REST', async () => {
    const inPart = await readProjects('partial');
    const byRest = await readProjects('off');

    expect(inPart.objects).toEqual(byRest.objects);
  });

  it.each([
    ['does not exist', 'off', 1000],
    ['is not for this token', 'forbidden', 1000],
    ['finds the query too complex', 'on', 0],
  ] as const)('are asked by REST where GraphQL %s, which is noticed once', async (_, graphql, complexity) => {
    const { paths, unreadScopes } = await readProjects(graphql, complexity);

    expect(paths.filter((path) => path.endsWith('/graphql'))).toHaveLength(1);
    expect(paths.filter((path) => path.endsWith('/languages')).length).toBeGreaterThan(5);
    expect(unreadScopes).toEqual([]);
  });
});

describe('an answer of GraphQL', () => {
  /** Reads two projects whose file GraphQL tells in some way, and REST as "rest". */
  async function readTwo(graphql: Reply | Script[string]) {
    const projects = [1, 2].map((id) => makeProject({ id, path_with_namespace: `acme/${id}` }));
    const http = scriptHttp({
      'GET /projects': { body: projects },
      'POST /graphql': graphql,
      'GET /projects/:id/repository/files/:id/raw': { body: new TextEncoder().encode('rest') },
    });
    const selector = { includedFiles: ['a'] };
    const { objects, warnings } = await readKind('project', connectTo(http), { selector });
    return { texts: objects.map((object) => object['__includedFiles']), objects, warnings, http };
  }

  const node = (id: number, blobs: unknown, rootRef = 'main') => ({
    id: `gid://gitlab/Project/${id}`,
    repository: { rootRef, blobs: { nodes: blobs } },
  });
  const answer = (...nodes: unknown[]) => ({ body: { data: { projects: { nodes } } } });
  const blob = { path: 'a', size: '5', rawTextBlob: 'graph' };

  it('is taken for each project that it tells of, and a file it does not list is none', async () => {
    const { texts, http } = await readTwo(answer(node(2, []), node(1, [blob])));

    expect(texts).toEqual([{ a: 'graph' }, { a: null }]);
    expect(http.requests).toHaveLength(2);
    expect(http.requests[1]).toMatchObject({ method: 'POST', idempotent: true });
    expect(http.requests[1]?.url.href).toBe('https://gitlab.example.com/api/graphql');
  });

  it.each([
    ['lacks a project', [node(1, [blob])]],
    ['has null in place of a project', [node(1, [blob]), null]],
    ['may not tell of a repository', [node(1, [blob]), { id: 'gid://gitlab/Project/2', repository: null }]],
    ['is about another branch', [node(1, [blob]), node(2, [blob], 'master')]],
    ['has no text', [node(1, [blob]), node(2, [{ ...blob, rawTextBlob: null }])]],
    ['has a text that was converted', [node(1, [blob]), node(2, [{ ...blob, size: 4 }])]],
  ])('that %s leaves that to REST', async (_, nodes) => {
    const { texts, objects } = await readTwo(answer(...nodes));

    expect(texts).toEqual([{ a: 'graph' }, { a: 'rest' }]);
    expect(objects.some((object) => object[unread] !== undefined)).toBe(false);
  });

  it.each([
    ['reports errors', { body: { ...answer(node(1, [blob])).body, errors: [{ message: 'Timeout' }] } }],
    ['is of another shape', { body: { data: { projects: [] } } }],
    ['is no answer', { body: 'hello' }],
    ['failed', failure(503)],
    ['refused the token', failure(401)],
  ])('that %s leaves everything to REST', async (_, reply) => {
    expect(await readTwo(reply)).toMatchObject({ texts: [{ a: 'rest' }, { a: 'rest' }] });
  });

  it('that names a file above the limit is enough to know that', async () => {
    const large = { path: 'a', size: 2_000_000, rawTextBlob: 'cut' };

    const { texts, warnings } = await readTwo(answer(node(1, [large]), node(2, [])));

    expect(texts).toEqual([{ a: null }, { a: null }]);
    expect(warnings).toEqual([expect.stringMatching(/^acme\/1: a is larger than/)]);
  });

  it('is asked for 25 projects and 10 files at once', async () => {
    const projects = Array.from({ length: 30 }, (_, index) => makeProject({ id: index + 1 }));
    const asked: [number, number][] = [];
    const http = scriptHttp({
      'GET /projects': { body: projects },
      'POST /graphql': ({ body }) => {
        const { variables } = body as { variables: { ids: string[]; paths: string[] } }; // as the program sends it
        asked.push([variables.ids.length, variables.paths.length]);
        return answer(...variables.ids.map((id) => node(Number(id.split('/').at(-1)), [])));
      },
    });

    const includedFiles = Array.from({ length: 12 }, (_, index) => `file-${index}`);
    await readKind('project', connectTo(http), { selector: { includedFiles } });

    expect(asked).toEqual([
      [25, 10],
      [25, 2],
      [5, 10],
      [5, 2],
    ]);
  });

  /** Asks of so many projects, in pages of 100, for one file; tells how many questions were under way at once. */
  async function readMany(count: number, answerTo: (ids: readonly string[]) => Reply) {
    const pages = Array.from({ length: Math.ceil(count / 100) }, (_, page) =>
      Array.from({ length: Math.min(100, count - page * 100) }, (_, index) => makeProject({ id: page * 100 + index })),
    );
    const link = (page: number) => `<https://gitlab.example.com/api/v4/projects?page=${page}>; rel="next"`;
    const underWay: number[] = [];
    let running = 0;
    const http = scriptHttp({
      'GET /projects': pages.map((body, page) => ({
        body,
        headers: new Headers(page + 1 < pages.length ? { link: link(page + 1) } : {}),
      })),
      'POST /graphql': async ({ body }) => {
        underWay.push(++running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        return answerTo((body as { variables: { ids: string[] } }).variables.ids); // as the program sends it
      },
      'GET /projects/:id/repository/files/:id/raw': failure(404, { message: '404 File Not Found' }),
    });
    const { objects } = await readKind('project', connectTo(http), { selector: { includedFiles: ['a'] } });
    return { objects, underWay };
  }

  it('to the first question is waited for, and then many are asked at once', async () => {
    const { objects, underWay } = await readMany(600, (ids) =>
      answer(...ids.map((id) => node(Number(id.slice(21)), []))),
    );

    expect(objects).toHaveLength(600);
    expect(underWay).toHaveLength(24);
    expect(underWay.slice(0, 2)).toEqual([1, 1]);
    // Four questions for each of four pages.
    expect(Math.max(...underWay)).toBeGreaterThan(4);
    expect(Math.max(...underWay)).toBeLessThanOrEqual(16);
  });

  it('that is none is asked for once, however many questions stand in line', async () => {
    const { objects, underWay } = await readMany(600, () => failure(403));

    expect(objects).toHaveLength(600);
    expect(underWay).toEqual([1]);
  });
});
