import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveGroups, memberFields } from '../selector.ts';

/** Rows of members of each group: a person in three groups gives three rows. */
export const member = defineKind({
  name: 'member',
  docs: 'group_members/#list-all-members-of-a-group',
  selector: z.object({ includeOnlyActiveGroups, ...memberFields }),
});
