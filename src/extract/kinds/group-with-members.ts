import { z } from 'zod';
import type { RawObject } from '../../raw-object.ts';
import { enrich, enrichedField } from '../enrich.ts';
import { toMember, withoutBots } from '../gitlab/members.ts';
import { fullPathOf, idOf } from '../gitlab/row.ts';
import { objectsOf } from '../in-order.ts';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveGroups, memberFields } from '../selector.ts';

/** Groups with `__members`. */
export const groupWithMembers = defineKind({
  name: 'group-with-members',
  docs: 'group_members/#list-all-members-of-a-group',
  selector: z.object({ includeOnlyActiveGroups, ...memberFields }),
  async *extract({ gitlab, selector, scopes, warn }) {
    async function readMembers(group: RawObject): Promise<RawObject[]> {
      const rows = gitlab.groupMembers(idOf(group), selector.includeInheritedMembers);
      const members: RawObject[] = [];
      for await (const row of objectsOf(selector.includeBotMembers ? rows : withoutBots(rows))) {
        const member = toMember(row);
        if (member !== undefined) members.push(member);
        else warn(`${fullPathOf(group)}: a member without id, username, name or access_level is left out of __members`);
      }
      return members;
    }
    const groups = scopes.read('groups', gitlab.groups(selector.includeOnlyActiveGroups));
    yield* enrich(groups, [
      async (group) =>
        enrichedField('__members', await scopes.attempt(`${fullPathOf(group)}: members`, () => readMembers(group), [])),
    ]);
  },
});
