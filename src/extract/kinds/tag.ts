import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveProjects } from '../selector.ts';

/** Tags of every repository, with `__project`. */
export const tag = defineKind({
  name: 'tag',
  docs: 'tags/#list-all-project-repository-tags',
  selector: z.object({ includeOnlyActiveProjects }),
});
