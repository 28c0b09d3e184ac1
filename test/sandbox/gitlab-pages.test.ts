import { describe, expect, it } from 'vitest';
import { createGitLab } from '../../examples/sandbox/gitlab/app.ts';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { get, getRows, linkOf, namesOf, walk } from './gitlab-reading.ts';

describe('the world', () => {
  it('is the same for the same seed', () => {
    expect(createWorld({ seed: 7 })).toEqual(createWorld({ seed: 7 }));
    expect(createWorld({ seed: 7 })).not.toEqual(createWorld({ seed: 8 }));
  });

  it('is larger than one page in groups and projects', () => {
    const world = createWorld();

    expect(world.groups).toHaveLength(130);
    expect(world.projects).toHaveLength(260);
  });

  it('grows with the scale and keeps ids unique', () => {
    const { projects, groups } = createWorld({ scale: 3 });

    expect(projects.length).toBeGreaterThan(700);
    expect(new Set(projects.map((project) => project.id)).size).toBe(projects.length);
    expect(new Set(groups.map((group) => group.id)).size).toBe(groups.length);
  });
});

describe('offset pages', () => {
  it('walk every row once and say where they are', async () => {
    const gitlab = createGitLab(createWorld());

    const pages = await walk(gitlab, '/groups?all_available=true&per_page=50&order_by=id');
    const first = await get(gitlab, '/groups?all_available=true&per_page=50&order_by=id');

    const ids = namesOf(pages.flat(), 'id');
    expect(new Set(ids).size).toBe(ids.length);
    expect(first.headers.get('x-total')).toBe(String(ids.length));
    expect(first.headers.get('x-page')).toBe('1');
    expect(first.headers.get('x-next-page')).toBe('2');
    expect(first.headers.get('x-prev-page')).toBe('');
    expect(first.headers.get('x-total-pages')).toBe('3');
    expect(linkOf(first, 'last')).toContain('page=3');
    expect(linkOf(first, 'prev')).toBeUndefined();
  });

  it('clamp per_page at 100 and refuse 0', async () => {
    const gitlab = createGitLab(createWorld());

    const clamped = await get(gitlab, '/projects?per_page=500');
    const refused = await get(gitlab, '/projects?per_page=0');

    expect(clamped.headers.get('x-per-page')).toBe('100');
    expect(clamped.body).toHaveLength(100);
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual({ error: 'per_page has a value not allowed' });
  });

  it('count nothing above the limit, but still say what comes next', async () => {
    const world = createWorld();
    world.settings.totalLimit = 200;
    const gitlab = createGitLab(world);

    const answer = await get(gitlab, '/projects?per_page=100');

    expect(answer.headers.get('x-total')).toBeNull();
    expect(answer.headers.get('x-total-pages')).toBeNull();
    expect(linkOf(answer, 'last')).toBeUndefined();
    expect(linkOf(answer, 'next')).toContain('page=2');
  });

  it('can be short in the middle without losing a readable row', async () => {
    const world = createWorld();
    const complete = namesOf((await walk(createGitLab(world), '/projects?per_page=100')).flat(), 'id');
    world.settings.unreadableEvery = 10;

    const pages = await walk(createGitLab(world), '/projects?per_page=100');

    expect(pages[0]?.length).toBeLessThan(100);
    expect(namesOf(pages.flat(), 'id')).toEqual(complete);
  });

  it('end with an empty page beyond the last one', async () => {
    const answer = await get(createGitLab(createWorld()), '/projects?page=99');

    expect(answer.body).toEqual([]);
    expect(answer.headers.get('x-next-page')).toBe('');
  });

  it('name the configured external URL in their links', async () => {
    const gitlab = createGitLab(createWorld(), { url: 'http://wrong.internal:8080/gitlab' });

    const answer = await get(gitlab, '/groups?per_page=1&search=team');

    expect(linkOf(answer, 'next')).toBe(
      'http://wrong.internal:8080/gitlab/api/v4/groups?per_page=1&search=team&page=2',
    );
  });
});

describe('keyset pages of projects', () => {
  it('end with a link to an empty page that has none', async () => {
    const gitlab = createGitLab(createWorld());

    const pages = await walk(gitlab, '/projects?pagination=keyset&order_by=id&sort=asc&per_page=100');

    const ids = namesOf(pages.flat(), 'id').map(Number);
    expect(pages.at(-1)).toEqual([]);
    expect(ids).toEqual(ids.toSorted((left, right) => left - right));
    expect(ids).toHaveLength((await walk(gitlab, '/projects?per_page=100')).flat().length);
  });

  it('carry no X- headers', async () => {
    const answer = await get(createGitLab(createWorld()), '/projects?pagination=keyset&order_by=id&per_page=5');

    expect(answer.headers.get('x-page')).toBeNull();
    expect(linkOf(answer, 'next')).toContain('id_before=');
  });

  it('exist for no other order', async () => {
    const answer = await get(createGitLab(createWorld()), '/projects?pagination=keyset');

    expect(answer.status).toBe(405);
    expect(answer.body).toEqual({ error: 'Keyset pagination is not yet available for this type of request' });
  });

  it('are not for groups: the parameter is ignored', async () => {
    const answer = await get(createGitLab(createWorld()), '/groups?pagination=keyset&per_page=5');

    expect(answer.headers.get('x-page')).toBe('1');
  });
});

describe('orders', () => {
  it.each(['id', 'name', 'path', 'created_at', 'updated_at', 'last_activity_at', 'star_count'])(
    'of projects by %s turn around with sort',
    async (order) => {
      const gitlab = createGitLab(createWorld({ scale: 0 }));

      const up = namesOf(await getRows(gitlab, `/projects?per_page=100&order_by=${order}&sort=asc`), 'id');
      const down = namesOf(await getRows(gitlab, `/projects?per_page=100&order_by=${order}`), 'id');

      expect(up.toReversed()).toEqual(down);
    },
  );

  it('that do not exist are refused', async () => {
    const answer = await get(createGitLab(createWorld({ scale: 0 })), '/projects?order_by=mood');

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: 'order_by does not have a valid value' });
  });
});
