import { z } from 'zod';
import { enrich } from '../enrich.ts';
import { groupMembersCosts, includeMembers, readGroupMembers } from '../gitlab/members.ts';
import { idOf } from '../gitlab/row.ts';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveGroups, memberFields } from '../selector.ts';

export const groupWithMembers = defineKind({
  name: 'group-with-members',
  description: 'Every group with the people in it.',
  docs: 'group_members/#list-all-members-of-a-group',
  lists: ['members of groups'],
  selector: z.object({ includeOnlyActiveGroups, ...memberFields }),
  costs: groupMembersCosts,
  async *extract(context) {
    const { gitlab, selector, scopes } = context;
    const groups = scopes.read('groups', gitlab.groups(selector.includeOnlyActiveGroups));
    const members = includeMembers(context, (group) => readGroupMembers(gitlab, idOf(group), selector));
    yield* enrich(groups, [members], context.limit);
  },
});
