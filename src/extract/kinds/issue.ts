import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { Days, FlagOn, includeOnlyActiveGroups } from '../selector.ts';

/** Issues of every top-level group (GitLab answers for subgroups too) and of projects outside groups. */
export const issue = defineKind({
  name: 'issue',
  docs: 'issues/#list-group-issues',
  selector: z.object({
    includeOnlyActiveGroups,
    issueType: z.enum(['issue', 'incident', 'test_case', 'task']).optional().describe('Only issues of this type'),
    labels: z.string().optional().describe('Only issues that carry all of these labels, separated by commas'),
    nonArchived: FlagOn.describe('Leave out the issues of archived projects'),
    state: z.enum(['opened', 'closed']).optional().describe('Only issues in this state'),
    updatedAfter: Days.optional().describe('Leave out issues that were not updated for this many days'),
  }),
});
