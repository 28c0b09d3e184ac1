import { z } from 'zod';
import { endpoint } from '../../http/endpoint.ts';
import type { RawObject } from '../../raw-object.ts';
import { fullPathOf, idOf } from '../gitlab/row.ts';
import { joinInOrder, objectsOf } from '../in-order.ts';
import { defineKind } from '../kind.ts';
import { pipelineQuery } from '../pipeline-query.ts';
import { pipelinesCosts, readPipelines } from '../pipelines.ts';
import { includeOnlyActiveProjects } from '../selector.ts';
import { takeFirst } from '../take-first.ts';

/** The most jobs of a pipeline that are read; GitLab lists the newest first. */
const MAX_JOBS = 100;

export const job = defineKind({
  name: 'job',
  description: 'Jobs of the selected pipelines, at most the newest 100 of each.',
  docs: 'jobs/#list-pipeline-jobs',
  lists: ['pipelines'],
  selector: z.object({
    includeOnlyActiveProjects,
    pipelineQueryParams: pipelineQuery.optional().describe("Filters of GitLab's pipeline list"),
  }),
  costs: ({ pipelineQueryParams }) => [
    ...pipelinesCosts(pipelineQueryParams),
    { what: 'jobs', per: 'pipeline', requests: 1 },
  ],
  async *extract(context) {
    const { gitlab, selector, scopes } = context;
    const pipelines = readPipelines(context, selector.includeOnlyActiveProjects, selector.pipelineQueryParams);
    async function* listings() {
      for await (const pipeline of objectsOf(pipelines)) {
        const id = idOf(pipeline);
        const jobs = gitlab.pages(endpoint`projects/${idOf(pipeline, 'project_id')}/pipelines/${id}/jobs`);
        // What readPipelines adds.
        const project = pipeline['__project'] as RawObject;
        yield scopes.read(`${fullPathOf(project)}: jobs of pipeline ${id}`, takeFirst(MAX_JOBS, jobs));
      }
    }
    yield* joinInOrder(listings());
  },
});
