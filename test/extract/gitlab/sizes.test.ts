import { describe, expect, it } from 'vitest';
import { createGitLabClient } from '../../../src/extract/gitlab/client.ts';
import { askSizes } from '../../../src/extract/gitlab/sizes.ts';
import { failure, type Reply, scriptHttp } from '../../support/scripted-http.ts';
import { readAll } from '../read-all.ts';
import { openSandbox } from '../read-kind.ts';

const VISIBILITY = { useMinAccessLevel: true, minAccessLevel: 30 };

function ask(groups: Reply, projects: Reply) {
  const http = scriptHttp({ 'GET /groups': () => groups, 'GET /projects': () => projects });
  const client = createGitLabClient({ http, url: 'https://gitlab.test', token: 'token' });
  return { http, sizes: askSizes(client, VISIBILITY, false) };
}

const total = (count: number): Reply => ({ headers: new Headers({ 'x-total': String(count) }), body: [] });

describe('asking for sizes', () => {
  it('takes one row and the total of each listing, with the filters of the run, once', async () => {
    const { http, sizes } = ask(total(12), total(34));

    const told = [
      await sizes('group', true),
      await sizes('topmost group', true),
      await sizes('project', true),
      await sizes('project', true),
    ];

    expect(told.map((size) => size?.count)).toEqual([12, 12, 34, 34]);
    const queries = http.requests.map(({ url }) => Object.fromEntries(url.searchParams));
    const common = { per_page: '1', order_by: 'id', sort: 'asc', min_access_level: '30', active: 'true' };
    expect(queries).toEqual([
      { ...common, all_available: 'true' },
      { ...common, all_available: 'true', top_level_only: 'true' },
      common,
    ]);
  });

  it('knows the least where GitLab does not count, and nothing where it refuses', async () => {
    const { sizes } = ask({ body: [] }, failure(403));

    expect(await sizes('group', undefined)).toEqual({ count: 10_000, isLeast: true });
    expect(await sizes('project', undefined)).toBeUndefined();
  });
});

describe('counting what is listed', () => {
  it('tells the sizes once the listings are read, and asks nothing for it', async () => {
    const { gitlab, paths } = openSandbox();
    const known = Promise.all(
      (['group', 'topmost group', 'project'] as const).map((parent) => gitlab.sizes(parent, undefined)),
    );

    const groups = (await readAll(gitlab.groups())).flat();
    const projects = (await readAll(gitlab.projects())).flat();
    const asked = paths().length;

    const ids = new Set(groups.map(({ id }) => id));
    const topmost = groups.filter(({ parent_id }) => !ids.has(parent_id));
    expect(await known).toEqual([groups, topmost, projects].map(({ length }) => ({ count: length, isLeast: false })));
    expect(topmost.length).toBeLessThan(groups.length);
    expect(paths()).toHaveLength(asked);
  });

  it('tells nothing of a listing that could not be read', async () => {
    const { gitlab, sandbox } = openSandbox();
    sandbox.control.fail({ path: '/projects', status: 403 });

    await expect(readAll(gitlab.projects())).rejects.toThrow();

    expect(await gitlab.sizes('project', undefined)).toBeUndefined();
  });
});
