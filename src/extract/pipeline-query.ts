import { z } from 'zod';
import { DateTime, OptionalFlag } from './selector.ts';

/** Filters of `GET /projects/:id/pipelines` (GitLab: "Pipelines API"), as `pipeline` and `job` take them. */
export const pipelineQuery = z.object({
  name: z.string().optional(),
  scope: z.enum(['running', 'pending', 'finished', 'branches', 'tags']).optional(),
  status: z
    .enum([
      'created',
      'waiting_for_resource',
      'preparing',
      'waiting_for_callback',
      'pending',
      'running',
      'success',
      'failed',
      'canceling',
      'canceled',
      'skipped',
      'manual',
      'scheduled',
    ])
    .optional(),
  source: z.string().optional(),
  ref: z.string().optional(),
  sha: z.string().optional(),
  yaml_errors: OptionalFlag,
  username: z.string().optional(),
  updated_after: DateTime.optional(),
  updated_before: DateTime.optional(),
  created_after: DateTime.optional(),
  created_before: DateTime.optional(),
});
