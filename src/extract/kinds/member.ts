import { z } from 'zod';
import { groupMembersCosts, readGroupMembers } from '../gitlab/members.ts';
import { fullPathOf, idOf } from '../gitlab/row.ts';
import { joinInOrder, objectsOf } from '../in-order.ts';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveGroups, memberFields } from '../selector.ts';

export const member = defineKind({
  name: 'member',
  description: 'The members of each group; a person in three groups gives three objects.',
  docs: 'group_members/#list-all-members-of-a-group',
  lists: ['members of groups'],
  selector: z.object({ includeOnlyActiveGroups, ...memberFields }),
  costs: groupMembersCosts,
  async *extract({ gitlab, selector, scopes }) {
    const groups = scopes.read('groups', gitlab.groups(selector.includeOnlyActiveGroups));
    async function* listings() {
      for await (const group of objectsOf(groups)) {
        yield scopes.read(`${fullPathOf(group)}: members`, readGroupMembers(gitlab, idOf(group), selector));
      }
    }
    yield* joinInOrder(listings());
  },
});
