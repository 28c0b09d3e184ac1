import { z } from 'zod';
import { endpoint, type Query } from '../../http/endpoint.ts';
import type { RawObject } from '../../raw-object.ts';
import { distinct } from '../distinct.ts';
import { fullPathOf, idOf } from '../gitlab/row.ts';
import { findTopmostGroups } from '../gitlab/topmost-groups.ts';
import { joinInOrder, objectsOf } from '../in-order.ts';
import { defineKind } from '../kind.ts';
import { Days, daysBefore, includeOnlyActiveGroups } from '../selector.ts';

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
  async *extract(context) {
    const { gitlab, selector, scopes, now } = context;
    const updatedAfter = daysBefore(now, selector.updatedAfter);
    const queries = [...new Set(selector.states)].map((state) => queryOf(state, updatedAfter));

    async function* listings() {
      const topmost = await findTopmostGroups(context, selector.includeOnlyActiveGroups);
      for (const { id, fullPath } of topmost.groups) {
        for (const query of queries) {
          yield scopes.read(scopeOf(fullPath, query), gitlab.pages(endpoint`groups/${id}/merge_requests`, query));
        }
      }
      // Without all groups every project could look as if it lay in none.
      if (!topmost.isComplete) return;
      const projects = scopes.read('projects', gitlab.projects(selector.includeOnlyActiveGroups));
      for await (const project of objectsOf(projects)) {
        if (topmost.holds(project) || !hasMergeRequests(project)) continue;
        for (const query of queries) {
          const list = endpoint`projects/${idOf(project)}/merge_requests`;
          yield scopes.read(scopeOf(fullPathOf(project), query), gitlab.pages(list, query));
        }
      }
    }
    const leaving = new Set<unknown>();
    const marked = scopes.read('projects marked for deletion', gitlab.leavingProjects());
    for await (const { id } of objectsOf(marked)) leaving.add(id);
    for await (const batch of distinct(joinInOrder(listings()))) {
      yield batch.filter(({ project_id }) => !leaving.has(project_id));
    }
  },
});

/** Rows that are added while the list is read land at its end. */
function queryOf(state: string, updatedAfter: string): Query & { readonly state: string } {
  return {
    state,
    scope: 'all',
    order_by: 'created_at',
    sort: 'asc',
    updated_after: state === 'opened' ? undefined : updatedAfter,
  };
}

function scopeOf(fullPath: string, { state }: { readonly state: string }): string {
  return `${fullPath}: ${state} merge requests`;
}

/** The listings of groups leave archived projects out, so those outside groups are left out too. */
function hasMergeRequests(project: RawObject): boolean {
  const { archived, merge_requests_enabled, merge_requests_access_level } = project;
  return archived !== true && merge_requests_enabled !== false && merge_requests_access_level !== 'disabled';
}
