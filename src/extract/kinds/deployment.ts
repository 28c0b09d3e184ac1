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
    environment: z.string().optional(),
    status: z.enum(['created', 'running', 'success', 'failed', 'canceled', 'blocked']).optional(),
    updatedAfter: DateTime.optional(),
    updatedBefore: DateTime.optional(),
    finishedAfter: DateTime.optional(),
    finishedBefore: DateTime.optional(),
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

/** Deployments of every project, with the whole project as `__project`. */
export const deployment = defineKind({
  name: 'deployment',
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
