import { z } from 'zod';
import { endpoint, type Query } from '../../http/endpoint.ts';
import { distinct } from '../distinct.ts';
import { hasPipelines, isOff } from '../gitlab/features.ts';
import { idOf } from '../gitlab/row.ts';
import { defineKind } from '../kind.ts';
import { readProjectLists } from '../project-lists.ts';
import { DateTime, includeOnlyActiveProjects } from '../selector.ts';

/** Filters of `GET /projects/:id/deployments` (GitLab: "Deployments API"). */
const deploymentQuery = z
  .object({
    environment: z.string().optional().describe('Only deployments to the environment of this name'),
    status: z
      .enum(['created', 'running', 'success', 'failed', 'canceled', 'blocked'])
      .optional()
      .describe('Only deployments in this state'),
    updatedAfter: DateTime.optional().describe('Only deployments that were updated after this moment'),
    updatedBefore: DateTime.optional().describe('Only deployments that were updated before this moment'),
    finishedAfter: DateTime.optional().describe('Only those finished after this moment; needs status: success'),
    finishedBefore: DateTime.optional().describe('Only those finished before this moment; needs status: success'),
  })
  .refine(({ status, finishedAfter, finishedBefore }) => status === 'success' || !(finishedAfter ?? finishedBefore), {
    message: 'finishedAfter and finishedBefore need status: success',
    path: ['status'],
  })
  .refine(
    ({ updatedAfter, updatedBefore, finishedAfter, finishedBefore }) =>
      !((updatedAfter ?? updatedBefore) && (finishedAfter ?? finishedBefore)),
    { message: 'GitLab filters by updated* or by finished*, not by both', path: ['updatedAfter'] },
  );

export const deployment = defineKind({
  name: 'deployment',
  description: 'Deployments of every project.',
  docs: 'deployments/#list-project-deployments',
  selector: z.object({
    includeOnlyActiveProjects,
    apiQueryParams: deploymentQuery.optional().describe("Filters of GitLab's deployment list"),
  }),
  extract(context) {
    const { gitlab, selector } = context;
    const query = queryOf(selector.apiQueryParams);
    return readProjectLists(context, {
      name: 'deployments',
      active: selector.includeOnlyActiveProjects,
      isAsked: (project) => hasPipelines(project) && !isOff(project, 'environments'),
      read: (project) => distinct(gitlab.pages(endpoint`projects/${idOf(project)}/deployments`, query)),
      describe: (project) => project,
    });
  },
});

/** GitLab answers 400 to a filter by a date that it does not order by (GitLab: "Deployments API"). */
function queryOf({ environment, status, ...dates }: z.output<typeof deploymentQuery> = {}): Query {
  const { updatedAfter, updatedBefore, finishedAfter, finishedBefore } = dates;
  const isByUpdate = updatedAfter !== undefined || updatedBefore !== undefined;
  const isByFinish = finishedAfter !== undefined || finishedBefore !== undefined;
  return {
    environment,
    status,
    updated_after: updatedAfter,
    updated_before: updatedBefore,
    finished_after: finishedAfter,
    finished_before: finishedBefore,
    order_by: isByUpdate ? 'updated_at' : isByFinish ? 'finished_at' : 'id',
    sort: 'asc',
  };
}
