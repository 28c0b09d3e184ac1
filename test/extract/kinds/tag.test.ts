import { describe, expect, it } from 'vitest';
import { makeProject } from '../../factories/project.ts';
import { makeTag } from '../../factories/tag.ts';
import { failure, scriptHttp } from '../../support/scripted-http.ts';
import { connectTo, readKind } from '../read-kind.ts';
import { requestsOf } from '../requests-of.ts';

describe('tags', () => {
  it('are read by their names, page after page, with the path of their project', async () => {
    const next = '<https://gitlab.test/api/v4/projects/1/repository/tags?page_token=v2>; rel="next"';
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/repository/tags': [
        { body: [makeTag({ id: 1 }), makeTag({ id: 2 })], headers: new Headers({ link: next }) },
        { body: [makeTag({ id: 2 }), makeTag({ id: 3 })] },
      ],
    });

    const { objects, ledger } = await readKind('tag', connectTo(http));

    const __project = { path_with_namespace: 'group/project-1' };
    expect(objects).toEqual([1, 2, 3].map((id) => makeTag({ id, __project })));
    expect(requestsOf(http, '/tags').map(({ query }) => query)).toEqual([
      { pagination: 'keyset', order_by: 'name', sort: 'asc', per_page: '100' },
      { page_token: 'v2' },
    ]);
    expect(ledger.unread).toEqual([]);
  });

  it('of one name in two projects are two', async () => {
    const http = scriptHttp({
      'GET /projects': { body: [makeProject({ id: 1 }), makeProject({ id: 2 })] },
      'GET /projects/:id/repository/tags': { body: [makeTag()] },
    });

    const { objects } = await readKind('tag', connectTo(http));

    expect(objects).toHaveLength(2);
  });

  it('are asked of every project that does not say that it has no repository', async () => {
    const http = scriptHttp({
      'GET /projects': {
        body: [
          makeProject({ id: 1, empty_repo: true }),
          makeProject({ id: 2, default_branch: null }),
          makeProject({ id: 3, repository_access_level: 'disabled' }),
          makeProject({ id: 4, default_branch: undefined }),
        ],
      },
      'GET /projects/:id/repository/tags': failure(403),
    });

    const { ledger } = await readKind('tag', connectTo(http));

    expect(requestsOf(http, '/tags').map(({ path }) => path)).toEqual(['/projects/4/repository/tags']);
    expect(ledger.unread).toMatchObject([{ scope: 'group/project-4: tags', state: 'denied' }]);
  });
});
