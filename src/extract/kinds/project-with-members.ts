import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveProjects, memberFields } from '../selector.ts';

/** Projects with `__members`. */
export const projectWithMembers = defineKind({
  name: 'project-with-members',
  docs: 'project_members/#list-all-members-of-a-project',
  selector: z.object({ includeOnlyActiveProjects, ...memberFields }),
});
