import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { Days, includeOnlyActiveGroups } from '../selector.ts';

/** Merge requests of every top-level group (GitLab answers for subgroups too) and of projects outside groups. */
export const mergeRequest = defineKind({
  name: 'merge-request',
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
});
