import { endpoint, type Query } from '../http/endpoint.ts';
import type { RawBatch } from '../raw-object.ts';
import { type Cost, perProject } from './cost.ts';
import { hasPipelines } from './gitlab/features.ts';
import { idOf } from './gitlab/row.ts';
import type { ExtractContext } from './kind.ts';
import { readProjectLists } from './project-lists.ts';

/** What `readPipelines` takes; lists with other filters are other lists. */
export function pipelinesCosts(filters: Query = {}): Cost[] {
  const what = ['pipelines', ...Object.entries(filters).map(([name, value]) => `${name} ${value}`)].join(', ');
  return perProject({ what, requests: 1, isShared: true });
}

/** The selected pipelines of every project, with `__project`. */
export function readPipelines(
  context: ExtractContext,
  active: boolean | undefined,
  filters: Query = {},
): AsyncGenerator<RawBatch> {
  // Rows that are added while the list is read land at its end.
  const query = { ...filters, order_by: 'id', sort: 'asc' };
  return readProjectLists(context, {
    name: 'pipelines',
    active,
    isAsked: hasPipelines,
    read: (project) => context.gitlab.sharedPages('pipelines', endpoint`projects/${idOf(project)}/pipelines`, query),
  });
}
