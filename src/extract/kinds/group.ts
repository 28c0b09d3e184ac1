import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveGroups } from '../selector.ts';

/** Every group and subgroup that the visibility lets through. */
export const group = defineKind({
  name: 'group',
  docs: 'groups/#list-all-groups',
  selector: z.object({ includeOnlyActiveGroups }),
  async *extract({ gitlab, selector, scopes }) {
    yield* scopes.read('groups', gitlab.groups(selector.includeOnlyActiveGroups));
  },
});
