import { describe, expect, it } from 'vitest';
import { createAccess } from '../../examples/sandbox/gitlab/access.ts';
import { createGitLab } from '../../examples/sandbox/gitlab/app.ts';
import { GROUPS } from '../../examples/sandbox/gitlab/seed/groups.ts';
import { TOKENS } from '../../examples/sandbox/gitlab/seed/people.ts';
import { PROJECTS } from '../../examples/sandbox/gitlab/seed/projects.ts';
import { createViewer } from '../../examples/sandbox/gitlab/viewer.ts';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { get, getRows, namesOf } from './gitlab-reading.ts';

const sandbox = () => createGitLab(createWorld({ scale: 0 }));

const levelsOf = async (path: string) => {
  const rows = await getRows(sandbox(), path);
  return Object.fromEntries(rows.map((row) => [row['username'], row['access_level']]));
};

describe('members', () => {
  it('of a group are the direct ones', async () => {
    expect(await levelsOf(`/groups/${GROUPS.platform}/members`)).toEqual({ ada: 50, 'grace.h': 30 });
  });

  it('with all include inherited ones, each once at the highest level', async () => {
    const levels = await levelsOf(`/groups/${GROUPS.platform}/members/all`);

    expect(levels).toMatchObject({ ada: 50, 'grace.h': 30, root: 50, 'port-exporter': 30 });
  });

  it('with all include those of an invited group, at most at the level of the invitation', async () => {
    expect(await levelsOf(`/groups/${GROUPS.payments}/members/all`)).toMatchObject({ contractor: 30 });
    expect(await levelsOf(`/groups/${GROUPS.payments}/members`)).toEqual({});
  });

  it('of a project are its own, and with all those of its groups', async () => {
    const direct = await levelsOf(`/projects/${PROJECTS.api}/members`);
    const all = await levelsOf(`/projects/${PROJECTS.api}/members/all`);

    expect(Object.keys(direct)).toHaveLength(2);
    expect(all).toMatchObject({ ...direct, ada: 50, contractor: 20 });
  });

  it('cannot be read where the group is visible only as an ancestor', async () => {
    const answer = await get(sandbox(), `/groups/${GROUPS.holdings}/members`);

    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({ message: '403 Forbidden' });
  });

  it('tell bots by their usernames only', async () => {
    const rows = await getRows(sandbox(), `/groups/${GROUPS.acme}/members`);

    expect(namesOf(rows, 'username')).toContainEqual(expect.stringMatching(/^group_\d+_bot_[0-9a-f]+$/));
    expect(rows.every((row) => !('bot' in row))).toBe(true);
  });

  it('agree with what each token sees of every project', () => {
    const world = createWorld();
    const access = createAccess(world);

    for (const token of world.tokens) {
      const user = world.users.find((candidate) => candidate.id === token.userId);
      if (user === undefined) throw new Error(`${token.name} has no user`);
      const viewer = createViewer(world, 'https://gitlab.example.com', token, user);
      const seen = world.projects.map((project) => viewer.projectLevel(project));
      expect(seen).toEqual(world.projects.map((project) => access.ofProject(project).get(user.id)?.level ?? 0));
    }
  });

  it('hide the name of a bot whose home the caller cannot see', async () => {
    const world = createWorld({ scale: 0 });
    const bot = world.users.find((user) => user.username.startsWith('project_'));
    if (bot === undefined) throw new Error('There is no project bot');
    world.memberships.push({
      id: 9999,
      source: { kind: 'group', id: GROUPS.secretLab },
      userId: bot.id,
      accessLevel: 30,
      createdAt: '2024-01-01T00:00:00.000Z',
      createdById: null,
      expiresOn: null,
    });
    world.memberships = world.memberships.filter(({ source }) => source.id !== GROUPS.acme);

    const rows = await getRows(createGitLab(world), `/groups/${GROUPS.secretLab}/members`, TOKENS.exporter);

    expect(namesOf(rows, 'name')).toContain('****');
  });
});
