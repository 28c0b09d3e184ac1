import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { pipelineQuery } from '../pipeline-query.ts';
import { includeOnlyActiveProjects } from '../selector.ts';

/** Pipelines of every project, with `__project`. */
export const pipeline = defineKind({
  name: 'pipeline',
  docs: 'pipelines/#list-project-pipelines',
  selector: z.object({
    includeOnlyActiveProjects,
    apiQueryParams: pipelineQuery.optional().describe("Filters of GitLab's pipeline list"),
  }),
});
