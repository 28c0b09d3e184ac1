import { describe, expect, it } from 'vitest';
import { makeProject } from '../../factories/project.ts';
import { makeRelease } from '../../factories/release.ts';
import { scriptHttp } from '../../support/scripted-http.ts';
import { connectTo, readKind } from '../read-kind.ts';
import { requestsOf } from '../requests-of.ts';

describe('releases', () => {
  it('are read from the oldest on, each once, with the path of their project', async () => {
    const next = '<https://gitlab.test/api/v4/projects/1/releases?page=2>; rel="next"';
    const http = scriptHttp({
      'GET /projects': { body: [makeProject()] },
      'GET /projects/:id/releases': [
        { body: [makeRelease({ id: 1 }), makeRelease({ id: 2 })], headers: new Headers({ link: next }) },
        { body: [makeRelease({ id: 2 }), makeRelease({ id: 3 })] },
      ],
    });

    const { objects, ledger } = await readKind('release', connectTo(http));

    const __project = { path_with_namespace: 'group/project-1' };
    expect(objects).toEqual([1, 2, 3].map((id) => makeRelease({ id, __project })));
    expect(requestsOf(http, '/releases')[0]?.query).toEqual({ order_by: 'created_at', sort: 'asc', per_page: '100' });
    expect(ledger.unread).toEqual([]);
  });

  it('are not asked of projects where they or the repository are off', async () => {
    const http = scriptHttp({
      'GET /projects': {
        body: [
          makeProject({ id: 1, releases_access_level: 'disabled' }),
          makeProject({ id: 2, repository_access_level: 'disabled' }),
          makeProject({ id: 3, releases_access_level: 'private' }),
        ],
      },
      'GET /projects/:id/releases': { body: [] },
    });

    await readKind('release', connectTo(http));

    expect(requestsOf(http, '/releases').map(({ path }) => path)).toEqual(['/projects/3/releases']);
  });
});
