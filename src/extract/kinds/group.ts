import { z } from 'zod';
import { groupListing } from '../cost.ts';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveGroups } from '../selector.ts';

export const group = defineKind({
  name: 'group',
  description: 'Every group and subgroup that the visibility lets through.',
  docs: 'groups/#list-all-groups',
  selector: z.object({ includeOnlyActiveGroups }),
  costs: () => [groupListing],
  async *extract({ gitlab, selector, scopes }) {
    yield* scopes.read('groups', gitlab.groups(selector.includeOnlyActiveGroups));
  },
});
