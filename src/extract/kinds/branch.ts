import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { FlagOn, includeOnlyActiveProjects } from '../selector.ts';

/** Branches of every repository, with `__project`. */
export const branch = defineKind({
  name: 'branch',
  docs: 'branches/#list-repository-branches',
  selector: z.object({
    includeOnlyActiveProjects,
    defaultBranchOnly: FlagOn.describe('Read the default branch alone'),
    regex: z.string().optional().describe('Only branches whose name matches (re2); wins over search'),
    search: z.string().optional().describe('Only branches whose name holds this text; ^text and text$ anchor it'),
  }),
});
