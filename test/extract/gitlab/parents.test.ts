import { describe, expect, it } from 'vitest';
import { createGitLabClient } from '../../../src/extract/gitlab/client.ts';
import { createGitLab, type GitLab } from '../../../src/extract/gitlab/gitlab.ts';
import type { Visibility } from '../../../src/extract/gitlab/parents.ts';
import type { RawObject } from '../../../src/raw-object.ts';
import { makeGroup } from '../../factories/group.ts';
import { makeProject } from '../../factories/project.ts';
import { type ScriptedHttp, scriptHttp } from '../../support/scripted-http.ts';
import { readAll } from '../read-all.ts';

const DEVELOPER: Visibility = { useMinAccessLevel: true, minAccessLevel: 30 };
const EVERYTHING: Visibility = { useMinAccessLevel: false, minAccessLevel: 30 };

interface Instance {
  readonly visibility?: Visibility;
  readonly isPublicSite?: boolean;
  readonly rows?: readonly RawObject[];
}

function makeGitLab({ visibility = DEVELOPER, isPublicSite = false, rows = [] }: Instance): {
  http: ScriptedHttp;
  gitlab: GitLab;
} {
  const http = scriptHttp({ 'GET /groups': { body: rows }, 'GET /projects': { body: rows } });
  const client = createGitLabClient({ http, url: 'https://gitlab.test', token: 'token' });
  return {
    http,
    gitlab: createGitLab({
      client,
      visibility,
      isPublicSite,
      fileSizeLimit: 1024 * 1024,
      readSeveralTimes: new Set(),
      answerSearchesFromTrees: true,
    }),
  };
}

function queryOf(http: ScriptedHttp): Record<string, string> {
  return Object.fromEntries(http.requests[0]?.url.searchParams ?? []);
}

const GROUPS = { order_by: 'id', sort: 'asc', per_page: '100' };

describe('the query of the groups', () => {
  it.each([
    ['a minimum level', DEVELOPER, false, { min_access_level: '30', all_available: 'true' }],
    ['a minimum level on gitlab.com', DEVELOPER, true, { min_access_level: '30', all_available: 'true' }],
    ['no minimum level', EVERYTHING, false, { all_available: 'true' }],
    ['no minimum level on gitlab.com', EVERYTHING, true, {}],
  ])('suits %s', async (_, visibility, isPublicSite, reach) => {
    const { http, gitlab } = makeGitLab({ visibility, isPublicSite });

    await readAll(gitlab.groups());

    expect(queryOf(http)).toEqual({ ...GROUPS, ...reach });
  });
});

describe('the query of the projects', () => {
  it.each([
    ['a minimum level', DEVELOPER, false, { min_access_level: '30' }],
    ['a minimum level on gitlab.com', DEVELOPER, true, { min_access_level: '30' }],
    ['no minimum level', EVERYTHING, false, {}],
    ['no minimum level on gitlab.com', EVERYTHING, true, { membership: 'true' }],
  ])('suits %s', async (_, visibility, isPublicSite, reach) => {
    const { http, gitlab } = makeGitLab({ visibility, isPublicSite });

    await readAll(gitlab.projects());

    expect(queryOf(http)).toEqual({ ...GROUPS, ...reach });
  });

  it('carries the level that the mapping names', async () => {
    const { http, gitlab } = makeGitLab({ visibility: { useMinAccessLevel: true, minAccessLevel: 10 } });

    await readAll(gitlab.projects());

    expect(queryOf(http)).toMatchObject({ min_access_level: '10' });
  });
});

describe.each(['groups', 'projects'] as const)('the listing of %s', (list) => {
  it.each([
    ['true', true],
    ['false', false],
  ])('asks for active=%s where the selector does', async (text, active) => {
    const { http, gitlab } = makeGitLab({});

    await readAll(gitlab[list](active));

    expect(queryOf(http)).toMatchObject({ active: text });
  });

  it('drops what is marked for deletion, under the old name of the field too', async () => {
    const make = list === 'groups' ? makeGroup : makeProject;
    const old = { id: 3, marked_for_deletion_at: '2026-01-01' };
    const rows = [make({ id: 1 }), make({ id: 2, marked_for_deletion_on: '2026-01-01' }), old, { id: 4 }];
    const { gitlab } = makeGitLab({ rows });

    const read = await readAll(gitlab[list]());

    expect(read.flat().map(({ id }) => id)).toEqual([1, 4]);
  });

  it('gives a row that stands on two pages once', async () => {
    const { gitlab } = makeGitLab({ rows: [{ id: 1 }, { id: 2 }, { id: 1 }] });

    const read = await readAll(gitlab[list]());

    expect(read.flat()).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('is read once, however many ask for it and when', async () => {
    const rows = [{ id: 1 }, { id: 2 }];
    const { http, gitlab } = makeGitLab({ rows });

    const together = await Promise.all([readAll(gitlab[list]()), readAll(gitlab[list]())]);
    const later = await readAll(gitlab[list]());

    expect([...together, later]).toEqual([[rows], [rows], [rows]]);
    expect(http.requests).toHaveLength(1);
  });

  it('is read separately for active, inactive and all', async () => {
    const { http, gitlab } = makeGitLab({});

    for (const active of [true, false, undefined, true, false, undefined]) await readAll(gitlab[list](active));

    expect(http.requests.map(({ url }) => url.searchParams.get('active'))).toEqual(['true', 'false', null]);
  });
});
