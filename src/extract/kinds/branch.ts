import { z } from 'zod';
import { endpoint } from '../../http/endpoint.ts';
import { perProject } from '../cost.ts';
import { distinct } from '../distinct.ts';
import { readDefaultBranch } from '../gitlab/default-branch.ts';
import { hasRepository } from '../gitlab/features.ts';
import { idOf } from '../gitlab/row.ts';
import { defineKind } from '../kind.ts';
import { readProjectLists } from '../project-lists.ts';
import { FlagOn, includeOnlyActiveProjects } from '../selector.ts';

export const branch = defineKind({
  name: 'branch',
  description: 'Branches of every repository, as a rule the default branch alone.',
  docs: 'branches/#list-repository-branches',
  selector: z.object({
    includeOnlyActiveProjects,
    defaultBranchOnly: FlagOn.describe('Read the default branch alone'),
    regex: z.string().optional().describe('Only branches whose name matches (re2); wins over search'),
    search: z.string().optional().describe('Only branches whose name holds this text; ^text and text$ anchor it'),
  }),
  costs: ({ defaultBranchOnly }) =>
    perProject({ what: defaultBranchOnly ? 'default branches' : 'branches', requests: 1 }),
  extract(context) {
    const { gitlab, selector } = context;
    // Most servers ignore the word for keyset paging, and all read the whole list for a search (GitLab: "REST pagination").
    const order = selector.regex || selector.search ? {} : { pagination: 'keyset' };
    const query = {
      ...(selector.regex ? { regex: selector.regex } : { search: selector.search }),
      sort: 'name_asc',
      ...order,
    };
    return readProjectLists(context, {
      name: selector.defaultBranchOnly ? 'default branch' : 'branches',
      active: selector.includeOnlyActiveProjects,
      isAsked: hasRepository,
      read: (project) =>
        selector.defaultBranchOnly
          ? readDefaultBranch(gitlab, project)
          : distinct(gitlab.pages(endpoint`projects/${idOf(project)}/repository/branches`, query), 'name'),
    });
  },
});
