import { describe, expect, it } from 'vitest';
import { createGitLab, type GitLab } from '../../examples/sandbox/gitlab/app.ts';
import { TOKENS } from '../../examples/sandbox/gitlab/seed/people.ts';
import { PROJECTS } from '../../examples/sandbox/gitlab/seed/projects.ts';
import { createWorld, type World } from '../../examples/sandbox/gitlab/world.ts';

const LANGUAGES = `query Languages($ids: [ID!]!) { # by id
  queryComplexity { score limit }
  projects(ids: $ids, first: 100) { nodes { id languages { name share } } }
}`;

const FILES = `query Files($ids: [ID!]!, $paths: [String!]!, $n: Int!) {
  projects(ids: $ids, first: 25) {
    nodes { id repository { rootRef blobs(paths: $paths, first: $n) { nodes { path oid size rawTextBlob } } } }
  }
}`;

const gid = (id: number) => `gid://gitlab/Project/${id}`;

interface Blob {
  readonly rawTextBlob: string;
  readonly size: string;
}

/** The parts of an answer that tests reach into. */
interface Body {
  readonly data: {
    readonly projects: {
      readonly nodes: readonly {
        readonly repository: { readonly blobs: { readonly nodes: readonly Blob[] } } | null;
      }[];
    };
  };
  readonly errors?: unknown;
}

async function ask(gitlab: GitLab, body: unknown, token: string = TOKENS.exporter) {
  const response = await gitlab.app.request('/api/graphql', {
    method: 'POST',
    headers: { 'PRIVATE-TOKEN': token, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  // Answers of another shape fail the assertions.
  return { status: response.status, body: (await response.json()) as Body };
}

const sandbox = (change: (world: World) => void = () => undefined) => {
  const world = createWorld({ scale: 0 });
  change(world);
  return createGitLab(world);
};

const files = (ids: readonly number[], paths: readonly string[]) => ({
  query: FILES,
  variables: { ids: ids.map(gid), paths, n: paths.length },
});

describe('GraphQL', () => {
  it('tells the languages of the projects that are visible and leaves out the others', async () => {
    const ids = [PROJECTS.api, PROJECTS.empty, 404404].map(gid);

    const { status, body } = await ask(sandbox(), { query: LANGUAGES, variables: { ids } });

    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        queryComplexity: { score: 3, limit: 1000 },
        projects: {
          nodes: [
            { id: gid(PROJECTS.empty), languages: [] },
            {
              id: gid(PROJECTS.api),
              languages: [
                { name: 'Go', share: 71.25 },
                { name: 'TypeScript', share: 20.5 },
                { name: 'Shell', share: 8.25 },
              ],
            },
          ],
        },
      },
    });
  });

  it('gives the text of files, omits missing ones and has none for binary ones', async () => {
    const paths = ['empty.txt', 'nowhere.md', 'assets/logo.png', 'vendor/lib', 'deploy'];

    const { body } = await ask(sandbox(), files([PROJECTS.api], paths));

    expect(body.data.projects.nodes[0]?.repository).toEqual({
      rootRef: 'main',
      blobs: {
        nodes: [
          { path: 'assets/logo.png', oid: expect.any(String), size: '10', rawTextBlob: null },
          { path: 'empty.txt', oid: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', size: '0', rawTextBlob: '' },
        ],
      },
    });
  });

  it('has no repository without access to the code, and an empty one without a root', async () => {
    const { body } = await ask(sandbox(), files([PROJECTS.noFeatures, PROJECTS.empty], ['README.md']));

    expect(body.data.projects.nodes).toEqual([
      { id: gid(PROJECTS.noFeatures), repository: null },
      { id: gid(PROJECTS.empty), repository: { rootRef: null, blobs: { nodes: [] } } },
    ]);
  });

  it('turns text of another encoding into UTF-8, whose length is not the size', async () => {
    const { body } = await ask(sandbox(), files([PROJECTS.hostile], ['yaml/latin-1.yaml']));
    const blob = body.data.projects.nodes[0]?.repository?.blobs.nodes[0];

    expect(blob?.rawTextBlob).toBe('name: größe\n');
    expect(Number(blob?.size)).toBeLessThan(Buffer.byteLength(blob?.rawTextBlob ?? ''));
  });

  it('gives at most 100 projects whatever is asked', async () => {
    const gitlab = createGitLab(createWorld());
    const query = '{ projects(first: 500) { count pageInfo { hasNextPage endCursor } nodes { id } } }';

    const { body } = await ask(gitlab, { query }, TOKENS.admin);

    expect(body.data.projects.nodes).toHaveLength(100);
    expect(body.data.projects).toMatchObject({ count: 260, pageInfo: { hasNextPage: true } });
  });

  it('answers in part with errors that say where', async () => {
    const gitlab = sandbox((world) => {
      world.settings.graphql = 'partial';
    });

    const { status, body } = await ask(gitlab, files([PROJECTS.api, PROJECTS.skills], ['README.md']));

    expect(status).toBe(200);
    expect(body.data.projects.nodes[0]?.repository).toMatchObject({ rootRef: 'main' });
    expect(body.data.projects.nodes[1]).toEqual({ id: gid(PROJECTS.api), repository: null });
    expect(body.errors).toEqual([
      { message: 'Timeout on Project.repository', path: ['projects', 'nodes', 1, 'repository'] },
    ]);
  });

  it('refuses a query that is too complex as a whole', async () => {
    const gitlab = sandbox((world) => {
      world.settings.graphqlComplexity = 3;
    });

    const { status, body } = await ask(gitlab, files([PROJECTS.api, PROJECTS.skills], ['a', 'b']));

    expect(status).toBe(200);
    expect(body).toEqual({ errors: [{ message: 'Query has complexity of 4, which exceeds max complexity of 3' }] });
  });

  it('says which field a server does not have', async () => {
    const gitlab = sandbox((world) => {
      world.version = '15.5.0-ee';
    });

    const { body } = await ask(gitlab, { query: LANGUAGES, variables: { ids: [gid(PROJECTS.api)] } });

    expect(body).toEqual({ errors: [{ message: "Field 'languages' doesn't exist on type 'Project'" }] });
  });

  it.each(['{ projects { nodes { id } }', '{ projects(ids: ~) { count } }', 'mutation { x }', '{ projects }'])(
    'does not understand %s',
    async (query) => {
      const { status, body } = await ask(sandbox(), { query });

      expect(status).toBe(200);
      expect(body).toEqual({ errors: [{ message: expect.any(String) }] });
    },
  );

  it('answers an array of queries with an array', async () => {
    const query = `{ project(fullPath: "acme/platform/platform-api") { name } missing: project(fullPath: "no") { name } }`;

    const { body } = await ask(sandbox(), [{ query }, { query }]);

    expect(body).toEqual(Array(2).fill({ data: { project: { name: 'Platform API' }, missing: null } }));
  });

  it.each([
    { mode: 'off', status: 404, body: { error: '404 Not Found' } },
    { mode: 'forbidden', status: 403, body: { errors: [{ message: 'API not accessible for user' }] } },
  ] as const)('answers $status when it is $mode', async ({ mode, status, body }) => {
    const gitlab = sandbox((world) => {
      world.settings.graphql = mode;
    });

    expect(await ask(gitlab, { query: LANGUAGES })).toEqual({ status, body });
  });

  it('refuses unknown tokens, tokens without the scope and texts that are too long in its own words', async () => {
    const unknown = await ask(sandbox(), { query: LANGUAGES }, 'nonsense');
    const limited = await ask(sandbox(), { query: LANGUAGES }, TOKENS.limited);
    const long = await ask(sandbox(), { query: `# ${'x'.repeat(10_000)}\n{ count }` });

    expect(unknown).toEqual({ status: 401, body: { errors: [{ message: 'Invalid token' }] } });
    expect(limited.status).toBe(403);
    expect(long).toEqual({ status: 422, body: { errors: [{ message: 'Query too large' }] } });
  });

  it('is recorded and fails on purpose like everything else', async () => {
    const gitlab = sandbox();
    gitlab.control.fail({ path: '/api/graphql', status: 503, times: 1, body: { errors: [] } });

    const { status } = await ask(gitlab, { query: LANGUAGES });

    expect(status).toBe(503);
    expect(gitlab.requests).toEqual([{ method: 'POST', path: '/api/graphql', query: '', status: 503 }]);
  });
});
