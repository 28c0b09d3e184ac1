import type { Endpoint, Query } from '../http/endpoint.ts';
import type { RawBatch, RawObject } from '../raw-object.ts';
import { distinct } from './distinct.ts';
import { fullPathOf, idOf } from './gitlab/row.ts';
import { findTopmostGroups } from './gitlab/topmost-groups.ts';
import { joinInOrder, objectsOf } from './in-order.ts';
import type { ExtractContext } from './kind.ts';

/** What GitLab lists for a group with all of its subgroups, and for a single project: issues, merge requests. */
export interface GroupLists {
  readonly active: boolean | undefined;
  /** Each of them is asked of each list. */
  readonly queries: readonly GroupListQuery[];
  ofGroup(groupId: number): Endpoint;
  ofProject(projectId: number): Endpoint;
  /** Whether a project outside groups is asked; its row can say that there is nothing. */
  isAsked(project: RawObject): boolean;
}

interface GroupListQuery {
  /** What is listed, as scopes name it. */
  readonly name: string;
  readonly query: Query;
  /** What groups alone are asked beside that. */
  readonly groupQuery?: Query;
}

/** The lists of the topmost groups and of the projects in none of them: each object once, and none of a leaving project. */
export async function* readGroupLists(context: ExtractContext, lists: GroupLists): AsyncGenerator<RawBatch> {
  const { gitlab, scopes } = context;
  const leaving = new Set<unknown>();
  const marked = scopes.read('projects marked for deletion', gitlab.leavingProjects());
  for await (const { id } of objectsOf(marked)) leaving.add(id);
  for await (const batch of distinct(joinInOrder(readLists(context, lists)))) {
    yield batch.filter(({ project_id }) => !leaving.has(project_id));
  }
}

async function* readLists(context: ExtractContext, lists: GroupLists): AsyncGenerator<AsyncIterable<RawBatch>> {
  const { gitlab, scopes } = context;
  const { active, queries, ofGroup, ofProject, isAsked } = lists;
  const topmost = await findTopmostGroups(context, active);
  for (const { id, fullPath } of topmost.groups) {
    for (const { name, query, groupQuery } of queries) {
      yield scopes.read(
        `${fullPath}: ${name}`,
        gitlab.pagesByTime(ofGroup(id), { ...query, ...groupQuery }, 'created'),
      );
    }
  }
  // Without all groups every project could look as if it lay in none.
  if (!topmost.isComplete) return;
  const projects = scopes.read('projects', gitlab.projects(active));
  for await (const project of objectsOf(projects)) {
    if (topmost.holds(project) || !isAsked(project)) continue;
    for (const { name, query } of queries) {
      yield scopes.read(
        `${fullPathOf(project)}: ${name}`,
        gitlab.pagesByTime(ofProject(idOf(project)), query, 'created'),
      );
    }
  }
}
