import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { pipelineQuery } from '../pipeline-query.ts';
import { pipelinesCosts, readPipelines } from '../pipelines.ts';
import { includeOnlyActiveProjects } from '../selector.ts';

export const pipeline = defineKind({
  name: 'pipeline',
  description: 'Pipelines of every project.',
  docs: 'pipelines/#list-project-pipelines',
  lists: ['pipelines'],
  selector: z.object({
    includeOnlyActiveProjects,
    apiQueryParams: pipelineQuery.optional().describe("Filters of GitLab's pipeline list"),
  }),
  costs: ({ apiQueryParams }) => pipelinesCosts(apiQueryParams),
  extract(context) {
    const { includeOnlyActiveProjects: active, apiQueryParams } = context.selector;
    return readPipelines(context, active, apiQueryParams);
  },
});
