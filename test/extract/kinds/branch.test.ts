import { describe, expect, it } from 'vitest';
import { makeBranch } from '../../factories/branch.ts';
import { makeProject } from '../../factories/project.ts';
import { failure, scriptHttp } from '../../support/scripted-http.ts';
import { connectTo, readKind } from '../read-kind.ts';
import { requestsOf } from '../requests-of.ts';

const BRANCH_ABSENT = { message: '404 Branch Not Found' };

describe('the default branch', () => {
  it('is asked for by name alone, with the path of its project', async () => {
    const branch = makeBranch({ name: 'feature/a#b.c', default: true });
    const http = scriptHttp({
      'GET /projects': { body: [makeProject({ default_branch: 'feature/a#b.c' })] },
      'GET /projects/:id/repository/branches/:id': { body: branch },
    });

    const { objects, ledger } = await readKind('branch', connectTo(http));

    expect(objects).toEqual([{ ...branch, __project: { path_with_namespace: 'group/project-1' } }]);
    expect(http.requests.map(({ url }) => url.pathname)).toContain(
      '/api/v4/projects/1/repository/branches/feature%2Fa%23b%2Ec',
    );
    expect(ledger.unread).toEqual([]);
  });

  it('that a project names and does not have is no loss', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/repository/branches/:id': failure(404, BRANCH_ABSENT),
    });

    const { objects, ledger } = await readKind('branch', connectTo(http));

    expect(objects).toEqual([]);
    expect(ledger.unread).toEqual([]);
    expect(ledger.complete).toBe(2);
  });

  it('of a repository that may not be read is denied, of an odd answer failed', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject({ id: 1, default_branch: undefined }), makeProject({ id: 2 })] },
      'GET /projects/:id/repository/branches/:id': [failure(403), { body: ['no branch'] }],
    });

    const { ledger } = await readKind('branch', connectTo(http));

    expect(ledger.unread).toMatchObject([
      { scope: 'group/project-1: default branch', state: 'denied' },
      { scope: 'group/project-2: default branch', state: 'failed' },
    ]);
  });

  it('is not asked of projects that have none', async () => {
    const http = scriptHttp({
      'GET /projects': {
        body: [
          makeProject({ id: 1, empty_repo: true }),
          makeProject({ id: 2, default_branch: null }),
          makeProject({ id: 3, repository_access_level: 'disabled' }),
        ],
      },
    });

    const { objects, ledger } = await readKind('branch', connectTo(http));

    expect(objects).toEqual([]);
    expect(ledger.unread).toEqual([]);
  });
});

describe('branches', () => {
  it.each([
    [{}, { pagination: 'keyset' }],
    [{ search: '^feature' }, { search: '^feature' }],
    [{ regex: '^v\\d' }, { regex: '^v\\d' }],
    [{ regex: '^v\\d', search: 'feature' }, { regex: '^v\\d' }],
    [{ regex: '', search: 'feature' }, { search: 'feature' }],
  ])('with %j are all that GitLab finds by %j', async (selector, filter) => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/repository/branches': { body: [makeBranch({ id: 1 }), makeBranch({ id: 2 })] },
    });

    const { objects } = await readKind('branch', connectTo(http), {
      selector: { defaultBranchOnly: 'false', ...selector },
    });

    const __project = { path_with_namespace: 'group/project-1' };
    expect(objects).toEqual([makeBranch({ id: 1, __project }), makeBranch({ id: 2, __project })]);
    expect(requestsOf(http, '/branches')).toEqual([
      { path: '/projects/1/repository/branches', query: { ...filter, sort: 'name_asc', per_page: '100' } },
    ]);
  });

  it('are not filtered by name when the default one alone is wanted', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/repository/branches/:id': { body: makeBranch({ name: 'main' }) },
    });

    const { objects } = await readKind('branch', connectTo(http), { selector: { regex: '^v', search: 'v' } });

    expect(objects).toMatchObject([{ name: 'main' }]);
    expect(requestsOf(http, '/branches/main').map(({ query }) => query)).toEqual([{}]);
  });
});
