import { z } from 'zod';
import { endpoint } from '../../http/endpoint.ts';
import { perProject } from '../cost.ts';
import { distinct } from '../distinct.ts';
import { hasRepository } from '../gitlab/features.ts';
import { idOf } from '../gitlab/row.ts';
import { defineKind } from '../kind.ts';
import { readProjectLists } from '../project-lists.ts';
import { includeOnlyActiveProjects } from '../selector.ts';

export const tag = defineKind({
  name: 'tag',
  description: 'Tags of every repository.',
  docs: 'tags/#list-all-project-repository-tags',
  selector: z.object({ includeOnlyActiveProjects }),
  costs: () => perProject({ what: 'tags', requests: 1 }),
  extract(context) {
    // Servers without keyset paging of tags ignore the word for it (GitLab: "REST pagination").
    const query = { pagination: 'keyset', order_by: 'name', sort: 'asc' };
    return readProjectLists(context, {
      name: 'tags',
      active: context.selector.includeOnlyActiveProjects,
      isAsked: hasRepository,
      read: (project) =>
        distinct(context.gitlab.pages(endpoint`projects/${idOf(project)}/repository/tags`, query), 'name'),
    });
  },
});
