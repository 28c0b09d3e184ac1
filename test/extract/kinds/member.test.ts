import { describe, expect, it } from 'vitest';
import { GROUPS } from '../../../examples/sandbox/gitlab/seed/groups.ts';
import type { World } from '../../../examples/sandbox/gitlab/world.ts';
import { makeGroup } from '../../factories/group.ts';
import { makeMember } from '../../factories/member.ts';
import { scriptHttp } from '../../support/scripted-http.ts';
import { connectTo, openSandbox, readKind } from '../read-kind.ts';

/** Groups that the exporter reaches as Developer in the hand-written part of the sandbox. */
const LISTED: readonly number[] = [10, 11, 12, 13, 14, 15, 16, 21, 41, 100];

/** User and level of each direct membership, group by group. */
function directMembers(world: World, wanted: (username: string) => boolean) {
  const usernames = new Map(world.users.map(({ id, username }) => [id, username]));
  return LISTED.flatMap((groupId) =>
    world.memberships
      .filter(({ source }) => source.kind === 'group' && source.id === groupId)
      .map(({ userId, accessLevel }) => ({ username: usernames.get(userId) ?? '', access_level: accessLevel }))
      .filter(({ username }) => wanted(username)),
  );
}

describe('members', () => {
  it('are the direct members of each group, in the order of the groups, without bots', async () => {
    const { gitlab, world } = openSandbox();

    const { objects, ledger } = await readKind('member', gitlab);

    expect(objects).toMatchObject(directMembers(world, (username) => !username.includes('_bot_')));
    expect(ledger.unread).toEqual([]);
    expect(ledger.complete).toBe(1 + LISTED.length);
  });

  it('include bots where the selector says so', async () => {
    const { gitlab, world } = openSandbox();

    const { objects } = await readKind('member', gitlab, { selector: { includeBotMembers: true } });

    const expected = directMembers(world, () => true);
    expect(objects).toMatchObject(expected);
    expect(expected.some(({ username }) => username.includes('_bot_'))).toBe(true);
  });

  it('include inherited and invited ones where the selector says so', async () => {
    const { gitlab, paths } = openSandbox();

    const { objects } = await readKind('member', gitlab, { selector: { includeInheritedMembers: true } });

    expect(objects.map(({ username }) => username)).toContain('contractor');
    expect(paths().filter((path) => path.includes('/members'))).toEqual(
      LISTED.map((id) => `/groups/${id}/members/all`),
    );
  });

  it('of a group that shows itself but not its members are denied, the others are read', async () => {
    const { gitlab } = openSandbox({ useMinAccessLevel: false });

    const { objects, ledger } = await readKind('member', gitlab);

    expect(ledger.unread).toMatchObject([
      { scope: 'holdings: members', state: 'denied' },
      { scope: 'partner: members', state: 'denied' },
    ]);
    expect(objects.length).toBeGreaterThan(0);
  });

  it('of a group that is deleted between two requests are not missed', async () => {
    const { gitlab, sandbox } = openSandbox();
    sandbox.control.fail({ path: new RegExp(`/groups/${GROUPS.edge}(/members|\\?)`), status: 404 });

    const { ledger } = await readKind('member', gitlab);

    expect(ledger.unread).toEqual([]);
  });

  it('are told from bots by the field where there is one, else by the username', async () => {
    const rows = [
      makeMember({ id: 1, bot: true }),
      makeMember({ id: 2, bot: false, username: 'group_1_bot_abc' }),
      makeMember({ id: 3, username: 'project_12_bot_0f' }),
      makeMember({ id: 4, username: 'project_12_bot_xyz' }),
      makeMember({ id: 5, username: 'my_group_1_bot_0f' }),
    ];
    const http = scriptHttp({ 'GET /groups': { body: [makeGroup()] }, 'GET /groups/:id/members': { body: rows } });

    const { objects } = await readKind('member', connectTo(http));

    expect(objects.map(({ id }) => id)).toEqual([2, 4, 5]);
  });

  it('come in the order of the groups, however slow one is, and in batches', async () => {
    let answerFirst = () => {};
    const secondWasAsked = new Promise<void>((resolve) => {
      answerFirst = resolve;
    });
    const http = scriptHttp({
      'GET /groups': { body: [makeGroup({ id: 1 }), makeGroup({ id: 2 }), makeGroup({ id: 3 })] },
      'GET /groups/:id/members': async ({ url }) => {
        const id = Number(url.pathname.split('/').at(-2));
        if (id === 1) await secondWasAsked;
        if (id === 2) answerFirst();
        return { body: Array.from({ length: 70 }, (_, index) => makeMember({ id: id * 1000 + index })) };
      },
    });

    const { objects, batches } = await readKind('member', connectTo(http));

    const ids = objects.map(({ id }) => Number(id));
    expect(ids).toEqual([...ids].sort((left, right) => left - right));
    expect(batches.map((batch) => batch.length)).toEqual([16, 100, 94]);
  });

  it('are read once for all resources that ask for them', async () => {
    const { gitlab, paths } = openSandbox();

    await readKind('member', gitlab);
    await readKind('group-with-members', gitlab, { selector: { includeBotMembers: true } });

    expect(new Set(paths()).size).toBe(paths().length);
  });
});
