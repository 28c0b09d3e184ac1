import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveGroups, memberFields } from '../selector.ts';

/** Groups with `__members`. */
export const groupWithMembers = defineKind({
  name: 'group-with-members',
  docs: 'group_members/#list-all-members-of-a-group',
  selector: z.object({ includeOnlyActiveGroups, ...memberFields }),
});
