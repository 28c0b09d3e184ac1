import { z } from 'zod';
import { endpoint } from '../../http/endpoint.ts';
import { perProject } from '../cost.ts';
import { distinct } from '../distinct.ts';
import { isOff } from '../gitlab/features.ts';
import { idOf } from '../gitlab/row.ts';
import { defineKind } from '../kind.ts';
import { readProjectLists } from '../project-lists.ts';
import { includeOnlyActiveProjects } from '../selector.ts';

export const release = defineKind({
  name: 'release',
  description: 'Releases of every project.',
  docs: 'releases/#list-releases',
  selector: z.object({ includeOnlyActiveProjects }),
  costs: () => perProject({ what: 'releases', requests: 1 }),
  extract(context) {
    // Rows that are added while the list is read land at its end.
    const query = { order_by: 'created_at', sort: 'asc' };
    return readProjectLists(context, {
      name: 'releases',
      active: context.selector.includeOnlyActiveProjects,
      isAsked: (project) => !isOff(project, 'releases') && !isOff(project, 'repository'),
      read: (project) =>
        distinct(context.gitlab.pages(endpoint`projects/${idOf(project)}/releases`, query), 'tag_name'),
    });
  },
});
