import { describe, expect, it } from 'vitest';
import { GROUPS } from '../../../examples/sandbox/gitlab/seed/groups.ts';
import { unread } from '../../../src/raw-object.ts';
import { makeGroup } from '../../factories/group.ts';
import { makeMember } from '../../factories/member.ts';
import { scriptHttp } from '../../support/scripted-http.ts';
import { connectTo, openSandbox, readKind } from '../read-kind.ts';

describe('groups with members', () => {
  it('hold who and at which level, without bots and inherited ones', async () => {
    const { gitlab } = openSandbox();

    const { objects, ledger } = await readKind('group-with-members', gitlab);

    expect(objects.map(({ id }) => id)).toEqual([10, 11, 12, 13, 14, 15, 16, 21, 41, 100]);
    expect(objects.find(({ id }) => id === GROUPS.platform)).toMatchObject({
      full_path: 'acme/platform',
      __members: [
        { id: 3, username: 'ada', name: 'Ada Example', email: null, access_level: 50 },
        { id: 4, username: 'grace.h', name: 'Grace Example', email: null, access_level: 30 },
      ],
    });
    expect(objects.find(({ id }) => id === GROUPS.payments)).toMatchObject({ __members: [] });
    expect(ledger.unread).toEqual([]);
  });

  it('say which field is missing where the members could not be read', async () => {
    const { gitlab, sandbox } = openSandbox();
    sandbox.control.deny(`/groups/${GROUPS.runtime}/members`);
    sandbox.control.fail({ path: `/groups/${GROUPS.edge}/members`, status: 503 });

    const { objects, ledger } = await readKind('group-with-members', gitlab);

    const unreadGroups = objects.filter((group) => group[unread] !== undefined);
    expect(unreadGroups.map((group) => [group['id'], group[unread], '__members' in group])).toEqual([
      [GROUPS.runtime, ['__members'], false],
      [GROUPS.edge, ['__members'], false],
    ]);
    expect(ledger.unread).toMatchObject([
      { scope: 'acme/platform/runtime: members', state: 'denied' },
      { scope: 'acme/platform/runtime/edge: members', state: 'failed' },
    ]);
  });

  it('have no members where denied means empty', async () => {
    const { gitlab, sandbox } = openSandbox();
    sandbox.control.deny(`/groups/${GROUPS.platform}/members`);

    const { objects, ledger } = await readKind('group-with-members', gitlab, { deniedIsEmpty: true });

    const platform = objects.find(({ id }) => id === GROUPS.platform);
    expect(platform).toMatchObject({ __members: [] });
    expect(platform?.[unread]).toBeUndefined();
    expect(ledger.unread).toEqual([]);
  });

  it('leave a group out that is gone by then', async () => {
    const { gitlab, sandbox } = openSandbox();
    sandbox.control.fail({ path: new RegExp(`/groups/${GROUPS.edge}(/members|\\?)`), status: 404 });

    const { objects, ledger } = await readKind('group-with-members', gitlab);

    expect(objects.map(({ id }) => id)).not.toContain(GROUPS.edge);
    expect(objects).toHaveLength(9);
    expect(ledger.unread).toEqual([]);
  });

  it('hold the e-mail address that GitLab gives, and no row that lacks a field', async () => {
    const rows = [
      makeMember({ id: 1, email: 'one@example.com' }),
      makeMember({ id: 2, public_email: 'two@example.com' }),
      makeMember({ id: 3, name: null }),
      makeMember({ id: 4, access_level: undefined }),
    ];
    const http = scriptHttp({ 'GET /groups': { body: [makeGroup()] }, 'GET /groups/:id/members': { body: rows } });

    const { objects, warnings } = await readKind('group-with-members', connectTo(http));

    expect(objects[0]?.['__members']).toEqual([
      { id: 1, username: 'user-1', name: 'User 1', email: 'one@example.com', access_level: 30 },
      { id: 2, username: 'user-2', name: 'User 2', email: null, access_level: 30 },
    ]);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/^group-1: .*left out of __members/);
  });
});
