import { z } from 'zod';
import { endpoint, type Query } from '../../http/endpoint.ts';
import { perTopmostGroup } from '../cost.ts';
import { isOff } from '../gitlab/features.ts';
import { readGroupLists } from '../group-lists.ts';
import { defineKind } from '../kind.ts';
import { Days, daysBefore, includeOnlyActiveGroups } from '../selector.ts';

export const mergeRequest = defineKind({
  name: 'merge-request',
  description: 'Merge requests of all groups and of the projects outside groups, each once.',
  docs: 'merge_requests/#list-group-merge-requests',
  selector: z.object({
    includeOnlyActiveGroups,
    states: z
      .array(z.enum(['opened', 'closed', 'merged']))
      .default(['opened'])
      .describe('States to read'),
    updatedAfter: Days.default(90).describe(
      'Leave out closed and merged ones that were not updated for this many days',
    ),
  }),
  costs: ({ states }) => perTopmostGroup({ what: 'merge requests', requests: new Set(states).size }),
  extract(context) {
    const { selector, now } = context;
    const updatedAfter = daysBefore(now, selector.updatedAfter);
    return readGroupLists(context, {
      active: selector.includeOnlyActiveGroups,
      queries: [...new Set(selector.states)].map((state) => ({
        name: `${state} merge requests`,
        query: queryOf(state, updatedAfter),
      })),
      ofGroup: (id) => endpoint`groups/${id}/merge_requests`,
      ofProject: (id) => endpoint`projects/${id}/merge_requests`,
      // The lists of groups leave archived projects out, so those outside groups are left out too.
      isAsked: (project) => project['archived'] !== true && !isOff(project, 'merge_requests'),
    });
  },
});

function queryOf(state: string, updatedAfter: string): Query {
  return {
    state,
    scope: 'all',
    updated_after: state === 'opened' ? undefined : updatedAfter,
  };
}
