import { describe, expect, it } from 'vitest';
import { PROJECTS } from '../../../examples/sandbox/gitlab/seed/projects.ts';
import { unread } from '../../../src/raw-object.ts';
import { openSandbox, readKind } from '../read-kind.ts';

/** Names of the members of a project, null where they were not read. */
function usernamesOf(project: { readonly [field: string]: unknown } | undefined): unknown {
  const members = project?.['__members'];
  return Array.isArray(members) ? members.map(({ username }) => username) : null;
}

describe('projects with members', () => {
  it('hold who is a direct member and at which level, without bots', async () => {
    const { gitlab, world } = openSandbox();
    const usernames = new Map(world.users.map(({ id, username }) => [id, username]));
    const isBot = (userId: number) => usernames.get(userId)?.includes('_bot_');

    const { objects, ledger } = await readKind('project-with-members', gitlab);

    const expected = objects.map(({ id }) =>
      world.memberships
        .filter(({ source, userId }) => source.kind === 'project' && source.id === id && !isBot(userId))
        .map(({ userId, accessLevel }) => ({ id: userId, username: usernames.get(userId), access_level: accessLevel })),
    );
    expect(objects.map((project) => project['__members'])).toMatchObject(expected);
    expect(expected.flat().length).toBeGreaterThan(0);
    expect(ledger.unread).toEqual([]);
  });

  it('hold bots and inherited members where the selector says so', async () => {
    const { gitlab, paths } = openSandbox();

    const direct = await readKind('project-with-members', gitlab);
    const all = await readKind('project-with-members', gitlab, {
      selector: { includeInheritedMembers: true, includeBotMembers: 'true' },
    });

    const find = ({ objects }: typeof all) => usernamesOf(objects.find(({ id }) => id === PROJECTS.api));
    expect(find(direct)).not.toContain('ada');
    expect(find(all)).toContain('ada');
    expect(all.objects.flatMap(usernamesOf).some((username) => String(username).includes('_bot_'))).toBe(true);
    expect(paths()).toContain(`/projects/${PROJECTS.api}/members/all`);
  });

  it('say which field is missing where the members could not be read', async () => {
    const { gitlab, sandbox } = openSandbox();
    sandbox.control.deny(`/projects/${PROJECTS.api}/members`);

    const { objects, ledger } = await readKind('project-with-members', gitlab);

    const incomplete = objects.filter((project) => project[unread] !== undefined);
    expect(incomplete.map((project) => [project['id'], project[unread], '__members' in project])).toEqual([
      [PROJECTS.api, ['__members'], false],
    ]);
    expect(ledger.unread).toMatchObject([{ scope: 'acme/platform/platform-api: members', state: 'denied' }]);
  });
});
