import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { DateTime, includeOnlyActiveProjects } from '../selector.ts';

/** Deployments of every project, with the whole project as `__project`. */
export const deployment = defineKind({
  name: 'deployment',
  docs: 'deployments/#list-project-deployments',
  selector: z.object({
    includeOnlyActiveProjects,
    apiQueryParams: z
      .object({
        environment: z.string().optional(),
        status: z.enum(['created', 'running', 'success', 'failed', 'canceled', 'blocked']).optional(),
        updatedAfter: DateTime.optional(),
        updatedBefore: DateTime.optional(),
        finishedAfter: DateTime.optional(),
        finishedBefore: DateTime.optional(),
      })
      .refine(
        ({ status, finishedAfter, finishedBefore }) => status === 'success' || !(finishedAfter ?? finishedBefore),
        {
          message: 'finishedAfter and finishedBefore need status: success',
          path: ['status'],
        },
      )
      .optional()
      .describe("Filters of GitLab's deployment list"),
  }),
});
