import { z } from 'zod';
import { endpoint } from '../../http/endpoint.ts';
import { perTopmostGroup } from '../cost.ts';
import { isOff } from '../gitlab/features.ts';
import { readGroupLists } from '../group-lists.ts';
import { defineKind } from '../kind.ts';
import { Days, daysBefore, FlagOn, includeOnlyActiveGroups } from '../selector.ts';

export const issue = defineKind({
  name: 'issue',
  description: 'Issues of all groups and of the projects outside groups, each once.',
  docs: 'issues/#list-group-issues',
  selector: z.object({
    includeOnlyActiveGroups,
    issueType: z.enum(['issue', 'incident', 'test_case', 'task']).optional().describe('Only issues of this type'),
    labels: z.string().optional().describe('Only issues that carry all of these labels, separated by commas'),
    nonArchived: FlagOn.describe('Leave out the issues of archived projects'),
    state: z.enum(['opened', 'closed']).optional().describe('Only issues in this state'),
    updatedAfter: Days.optional().describe('Leave out issues that were not updated for this many days'),
  }),
  costs: () => perTopmostGroup({ what: 'issues', requests: 1 }),
  extract(context) {
    const { selector, now } = context;
    const { nonArchived, issueType, labels, state, updatedAfter } = selector;
    const query = {
      issue_type: issueType,
      labels,
      state,
      updated_after: updatedAfter === undefined ? undefined : daysBefore(now, updatedAfter),
    };
    return readGroupLists(context, {
      active: selector.includeOnlyActiveGroups,
      queries: [{ name: 'issues', query, groupQuery: { non_archived: nonArchived } }],
      ofGroup: (id) => endpoint`groups/${id}/issues`,
      ofProject: (id) => endpoint`projects/${id}/issues`,
      isAsked: (project) => !(nonArchived && project['archived'] === true) && !isOff(project, 'issues'),
    });
  },
});
