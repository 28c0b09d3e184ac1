import { type Api, findGroup, type Request } from '../api.ts';
import { offsetPage, offsetParameters, sortRows } from '../pagination.ts';
import { groupDetail, groupRow } from '../present/group.ts';
import { projectBasic, projectDetail } from '../present/project.ts';
import { flag, integer, list, oneOf, readQuery, text, withDefault } from '../query.ts';
import type { Viewer } from '../viewer.ts';
import type { Group, Project } from '../world.ts';
import { contains, listProjects, projectFilterParameters } from './projects.ts';

export const groupListParameters = {
  ...offsetParameters,
  all_available: flag,
  owned: withDefault(flag, false),
  min_access_level: integer,
  top_level_only: withDefault(flag, false),
  search: text,
  skip_groups: list,
  visibility: oneOf('private', 'internal', 'public'),
  order_by: withDefault(oneOf('name', 'path', 'id', 'similarity'), 'name'),
  sort: withDefault(oneOf('asc', 'desc'), 'asc'),
  active: flag,
  archived: flag,
  marked_for_deletion_on: text,
};

export const groupParameters = { with_projects: withDefault(flag, true) };

export const groupProjectsParameters = {
  ...projectFilterParameters,
  ...offsetParameters,
  include_subgroups: withDefault(flag, false),
  with_shared: withDefault(flag, true),
};

type GroupQuery = ReturnType<typeof readGroupQuery>;
const readGroupQuery = (request: Request) => readQuery(request, groupListParameters);

/** `GET /groups`, one group, what is below it. Keyset paging is for anonymous callers only, so it is ignored here. */
export function groupRoutes(api: Api): void {
  api.get('/groups', (request) => groupPage(request, request.get('viewer').world.groups));

  api.get('/groups/:id', (request) => {
    const viewer = request.get('viewer');
    const group = findGroup(request);
    if (!readQuery(request, groupParameters).with_projects) return request.json(groupDetail(viewer, group));
    const rows = (projects: readonly Project[]) =>
      projects
        .filter((project) => viewer.seesProject(project))
        .slice(0, 100)
        .map((project) => projectDetail(viewer, project));
    return request.json({
      ...groupDetail(viewer, group),
      projects: rows(ownProjects(viewer, [group])),
      shared_projects: rows(sharedProjects(viewer, group)),
    });
  });

  api.get('/groups/:id/subgroups', (request) => {
    const group = findGroup(request);
    return groupPage(
      request,
      request.get('viewer').world.groups.filter((candidate) => candidate.parentId === group.id),
    );
  });

  api.get('/groups/:id/descendant_groups', (request) => {
    const group = findGroup(request);
    const below = subtree(request.get('viewer'), group).filter((candidate) => candidate.id !== group.id);
    return groupPage(request, below);
  });

  api.get('/groups/:id/projects', (request) => {
    const viewer = request.get('viewer');
    const group = findGroup(request);
    const query = readQuery(request, groupProjectsParameters);
    const own = ownProjects(viewer, query.include_subgroups ? subtree(viewer, group) : [group]);
    const all = query.with_shared ? [...own, ...sharedProjects(viewer, group)] : own;
    const page = offsetPage(request, viewer, listProjects(viewer, all, query));
    const present = query.simple ? projectBasic : projectDetail;
    return request.json(page.map((project) => present(viewer, project)));
  });
}

/** A group with everything below it. */
export function subtree(viewer: Viewer, group: Group): Group[] {
  return viewer.world.groups.filter((candidate) => viewer.access.ancestry(candidate).includes(group));
}

/** The projects that live directly in one of the groups. */
export function ownProjects(viewer: Viewer, groups: readonly Group[]): Project[] {
  const ids = new Set(groups.map((group) => group.id));
  return viewer.world.projects.filter(({ namespace }) => namespace.kind === 'group' && ids.has(namespace.id));
}

function sharedProjects(viewer: Viewer, group: Group): Project[] {
  return viewer.world.projects.filter((project) => project.sharedWith.some((share) => share.groupId === group.id));
}

function groupPage(request: Request, groups: readonly Group[]): Response {
  const viewer = request.get('viewer');
  const query = readGroupQuery(request);
  const available = availableGroups(viewer, query);
  const rows = groups.filter((group) => available(group) && passes(viewer, group, query));
  return request.json(offsetPage(request, viewer, sortGroups(rows, query)).map((group) => groupRow(viewer, group)));
}

/** Whatever the direction of the order, equal names follow each other by ascending id. */
function sortGroups(groups: readonly Group[], { order_by, sort }: GroupQuery): Group[] {
  const ascending = sortRows(groups, (group) => group.id, 'asc');
  if (order_by === 'id') return sort === 'asc' ? ascending : ascending.reverse();
  const key = order_by === 'path' ? 'path' : 'name';
  const sign = sort === 'asc' ? 1 : -1;
  return ascending.sort((left, right) => sign * left[key].localeCompare(right[key], 'en'));
}

/** Which groups the access parameters leave; `owned` and `min_access_level` win over `all_available`. */
function availableGroups(viewer: Viewer, query: GroupQuery): (group: Group) => boolean {
  const minimum = query.owned ? 50 : query.min_access_level;
  if (minimum !== undefined) {
    // Direct memberships at that level and everything below them; invited groups do not count.
    const reached = (group: Group): boolean =>
      viewer.access.direct('group', group.id).some((membership) => membership.accessLevel >= minimum);
    return (group) => viewer.access.ancestry(group).some(reached);
  }
  if (query.all_available ?? viewer.user.admin) return (group) => viewer.seesGroup(group);
  return (group) => viewer.authorisedGroups().has(group.id);
}

function passes(viewer: Viewer, group: Group, query: GroupQuery): boolean {
  const ancestors = viewer.access.ancestry(group);
  const archived = ancestors.some((each) => each.archived);
  const doomed = ancestors.some((each) => each.markedForDeletionOn !== null);
  const tests = [
    !query.top_level_only || group.parentId === null,
    query.search === undefined || contains([group.name, group.path], query.search),
    query.skip_groups === undefined || !query.skip_groups.includes(String(group.id)),
    query.visibility === undefined || query.visibility === group.visibility,
    query.active === undefined || query.active === (!archived && !doomed),
    query.archived === undefined || query.archived === archived,
    query.marked_for_deletion_on === undefined || query.marked_for_deletion_on === group.markedForDeletionOn,
  ];
  return tests.every(Boolean);
}
