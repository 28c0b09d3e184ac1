import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveProjects } from '../selector.ts';

/** Releases of every project, with `__project`. */
export const release = defineKind({
  name: 'release',
  docs: 'releases/#list-releases',
  selector: z.object({ includeOnlyActiveProjects }),
});
