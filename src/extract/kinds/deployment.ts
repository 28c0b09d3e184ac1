import { z } from 'zod';
import { type Endpoint, endpoint, type Query } from '../../http/endpoint.ts';
import { perProject } from '../cost.ts';
import { distinct } from '../distinct.ts';
import { hasPipelines, isOff } from '../gitlab/features.ts';
import { idOf } from '../gitlab/row.ts';
import type { TimeField } from '../gitlab/time-windows.ts';
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
  costs: () => perProject({ what: 'deployments', requests: 1 }),
  extract(context) {
    const { gitlab, selector } = context;
    const { apiQueryParams = {} } = selector;
    const query = queryOf(apiQueryParams);
    const field = dateOf(apiQueryParams);
    const read = (list: Endpoint) =>
      // Rows that are added while the list is read land at its end.
      field === undefined
        ? gitlab.pages(list, { ...query, order_by: 'id', sort: 'asc' })
        : gitlab.pagesByTime(list, query, field);
    return readProjectLists(context, {
      name: 'deployments',
      active: selector.includeOnlyActiveProjects,
      isAsked: (project) => hasPipelines(project) && !isOff(project, 'environments'),
      read: (project) => distinct(read(endpoint`projects/${idOf(project)}/deployments`)),
      describe: (project) => project,
    });
  },
});

type Filters = z.output<typeof deploymentQuery>;

function queryOf({ environment, status, updatedAfter, updatedBefore, finishedAfter, finishedBefore }: Filters): Query {
  return {
    environment,
    status,
    updated_after: updatedAfter,
    updated_before: updatedBefore,
    finished_after: finishedAfter,
    finished_before: finishedBefore,
  };
}

/** GitLab answers 400 to a filter by a date that it does not order by (GitLab: "Deployments API"). */
function dateOf({ updatedAfter, updatedBefore, finishedAfter, finishedBefore }: Filters): TimeField | undefined {
  if (updatedAfter ?? updatedBefore) return 'updated';
  return (finishedAfter ?? finishedBefore) ? 'finished' : undefined;
}
