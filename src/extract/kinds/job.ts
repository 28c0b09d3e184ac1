import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { pipelineQuery } from '../pipeline-query.ts';
import { includeOnlyActiveProjects } from '../selector.ts';

/** Jobs of the selected pipelines, at most the newest 100 of each. */
export const job = defineKind({
  name: 'job',
  docs: 'jobs/#list-pipeline-jobs',
  selector: z.object({
    includeOnlyActiveProjects,
    pipelineQueryParams: pipelineQuery.optional().describe("Filters of GitLab's pipeline list"),
  }),
});
