import { type Api, findProject, type Request } from '../api.ts';
import { badParameter } from '../api-error.ts';
import { idKeysetPage, keysetParameters, offsetPage, sortRows } from '../pagination.ts';
import { fullPathOf, projectBasic, projectStatistics, projectWithAccess } from '../present/project.ts';
import { flag, integer, moment, oneOf, readQuery, text, withDefault } from '../query.ts';
import { ancestryOf, isArchived, type Viewer } from '../viewer.ts';
import type { Project } from '../world.ts';

/** The filters that lists of projects have in common. */
export const projectFilterParameters = {
  order_by: withDefault(
    oneOf('id', 'name', 'path', 'created_at', 'updated_at', 'last_activity_at', 'similarity', 'star_count'),
    'created_at',
  ),
  sort: withDefault(oneOf('asc', 'desc'), 'desc'),
  min_access_level: integer,
  archived: flag,
  active: flag,
  visibility: oneOf('private', 'internal', 'public'),
  search: text,
  owned: withDefault(flag, false),
  simple: withDefault(flag, false),
  with_issues_enabled: withDefault(flag, false),
  with_merge_requests_enabled: withDefault(flag, false),
};

export const projectListParameters = {
  ...projectFilterParameters,
  ...keysetParameters,
  membership: withDefault(flag, false),
  statistics: withDefault(flag, false),
  search_namespaces: withDefault(flag, false),
  topic: text,
  with_programming_language: text,
  id_after: integer,
  id_before: integer,
  last_activity_after: moment,
  last_activity_before: moment,
  updated_after: moment,
  updated_before: moment,
  marked_for_deletion_on: text,
};

export const projectParameters = { statistics: withDefault(flag, false), license: withDefault(flag, false) };

type ProjectFilter = ReturnType<typeof readFilter>;
const readFilter = (request: Request) => readQuery(request, projectFilterParameters);

type ProjectQuery = ReturnType<typeof readListQuery>;
const readListQuery = (request: Request) => readQuery(request, projectListParameters);

/** `GET /projects`, `GET /projects/:id` and its languages. */
export function projectRoutes(api: Api): void {
  api.get('/projects', (request) => {
    const viewer = request.get('viewer');
    const query = readListQuery(request);
    const updatedWindow = query.updated_after !== undefined || query.updated_before !== undefined;
    if (updatedWindow && query.order_by !== 'updated_at') {
      throw badParameter('`updated_at` filter and `updated_at` sorting', 'must be paired');
    }
    const rows = listProjects(viewer, viewer.world.projects, query).filter((project) =>
      matches(viewer, project, query),
    );
    const order = { by: query.order_by, sort: query.sort };
    const page =
      query.pagination === 'keyset' ? idKeysetPage(request, viewer, rows, order) : offsetPage(request, viewer, rows);
    return request.json(
      page.map((project) =>
        query.simple
          ? projectBasic(viewer, project)
          : {
              ...projectWithAccess(viewer, project),
              ...(query.statistics ? projectStatistics(viewer, project) : {}),
            },
      ),
    );
  });

  api.get('/projects/:id', (request) => {
    const viewer = request.get('viewer');
    const project = findProject(request);
    const query = readQuery(request, projectParameters);
    return request.json({
      ...projectWithAccess(viewer, project),
      ...(query.statistics ? projectStatistics(viewer, project) : {}),
      ...(query.license ? { license_url: null, license: null } : {}),
    });
  });

  api.get('/projects/:id/languages', (request) => request.json(findProject(request).languages));
}

/** The visible projects among `projects` that pass the common filters, in the asked order. */
export function listProjects(viewer: Viewer, projects: readonly Project[], query: ProjectFilter): Project[] {
  const rows = projects.filter((project) => viewer.seesProject(project) && passes(viewer, project, query));
  return sortRows(rows, (project) => orderKey(project, query.order_by), query.sort);
}

function passes(viewer: Viewer, project: Project, query: ProjectFilter): boolean {
  const ancestors = ancestryOf(viewer, project);
  const archived = isArchived(viewer, project);
  const doomed = [project, ...ancestors].some((each) => each.markedForDeletionOn !== null);
  const minimum = query.owned ? 50 : query.min_access_level;
  const tests = [
    minimum === undefined || viewer.projectLevel(project) >= Math.max(minimum, 1),
    query.archived === undefined || query.archived === archived,
    query.active === undefined || query.active === (!archived && !doomed),
    query.visibility === undefined || query.visibility === project.visibility,
    query.search === undefined || contains([project.name, project.path, project.description ?? ''], query.search),
    !query.with_issues_enabled || viewer.mayRead(project, 'issues'),
    !query.with_merge_requests_enabled || viewer.mayRead(project, 'merge_requests'),
  ];
  return tests.every(Boolean);
}

/** The filters that only `GET /projects` has. */
function matches(viewer: Viewer, project: Project, query: ProjectQuery): boolean {
  const tests = [
    !query.membership || viewer.projectLevel(project) > 0,
    query.id_after === undefined || project.id > query.id_after,
    query.id_before === undefined || project.id < query.id_before,
    query.topic === undefined || query.topic.split(',').every((topic) => project.topics.includes(topic)),
    within(project.lastActivityAt, query.last_activity_after, query.last_activity_before),
    within(project.updatedAt, query.updated_after, query.updated_before),
    query.marked_for_deletion_on === undefined || project.markedForDeletionOn === query.marked_for_deletion_on,
    query.with_programming_language === undefined || query.with_programming_language in project.languages,
    !query.search_namespaces || query.search === undefined || contains([fullPathOf(viewer, project)], query.search),
  ];
  return tests.every(Boolean);
}

/** Whether a date lies in a window whose bounds are inclusive milliseconds. */
export function within(date: string, after: number | undefined, before: number | undefined): boolean {
  const time = Date.parse(date);
  return (after === undefined || time >= after) && (before === undefined || time <= before);
}

/** Whether one of the texts has the searched one in it, whatever the case. */
export function contains(texts: readonly string[], searched: string): boolean {
  return texts.some((each) => each.toLowerCase().includes(searched.toLowerCase()));
}

function orderKey(project: Project, by: ProjectFilter['order_by']): string | number {
  switch (by) {
    case 'name':
    case 'path':
      return project[by].toLowerCase();
    case 'updated_at':
      return project.updatedAt;
    case 'last_activity_at':
      return project.lastActivityAt;
    case 'star_count':
      return project.starCount;
    default:
      // GitLab runs `created_at` as an order by id.
      return project.id;
  }
}
