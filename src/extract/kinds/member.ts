import { z } from 'zod';
import { readGroupMembers } from '../gitlab/members.ts';
import { fullPathOf, idOf } from '../gitlab/row.ts';
import { joinInOrder, objectsOf } from '../in-order.ts';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveGroups, memberFields } from '../selector.ts';

/** Rows of members of each group: a person in three groups gives three rows. */
export const member = defineKind({
  name: 'member',
  docs: 'group_members/#list-all-members-of-a-group',
  selector: z.object({ includeOnlyActiveGroups, ...memberFields }),
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
