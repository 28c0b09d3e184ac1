import { z } from 'zod';
import { DateTime, OptionalFlag } from './selector.ts';

/** Filters of `GET /projects/:id/pipelines` (GitLab: "Pipelines API"), as `pipeline` and `job` take them. */
export const pipelineQuery = z.object({
  name: z.string().optional().describe('Only pipelines of this name'),
  scope: z
    .enum(['running', 'pending', 'finished', 'branches', 'tags'])
    .optional()
    .describe('Only these; branches and tags: the newest of each'),
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
    .optional()
    .describe('Only pipelines in this state'),
  source: z
    .string()
    .optional()
    .describe(
      'What started the pipeline, such as push or schedule; GitLab lists child pipelines for parent_pipeline alone',
    ),
  ref: z.string().optional().describe('Only pipelines of this branch or tag'),
  sha: z.string().optional().describe('Only pipelines of this commit'),
  yaml_errors: OptionalFlag.describe('Only pipelines with, or without, an invalid configuration'),
  username: z.string().optional().describe('Only pipelines that this user started'),
  updated_after: DateTime.optional().describe('Only pipelines that were updated after this moment'),
  updated_before: DateTime.optional().describe('Only pipelines that were updated before this moment'),
  created_after: DateTime.optional().describe('Only pipelines that were created after this moment'),
  created_before: DateTime.optional().describe('Only pipelines that were created before this moment'),
});
