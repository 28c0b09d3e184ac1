import { type Api, findGroup, findProject, type Request } from '../api.ts';
import { forbidden } from '../api-error.ts';
import { offsetPage, offsetParameters, sortNewestFirst } from '../pagination.ts';
import { mergeRequestRow, mergeRequestSimple } from '../present/merge-request.ts';
import { fullPathOf } from '../present/project.ts';
import { flag, integer, list, moment, oneOf, readQuery, text, withDefault } from '../query.ts';
import { isArchived, type Viewer } from '../viewer.ts';
import type { MergeRequest, Project } from '../world.ts';
import { ownProjects, subtree } from './groups.ts';
import { contains, within } from './projects.ts';

const commonParameters = {
  ...offsetParameters,
  state: withDefault(oneOf('all', 'opened', 'closed', 'locked', 'merged'), 'all'),
  order_by: withDefault(
    oneOf(
      'created_at',
      'updated_at',
      'title',
      'merged_at',
      'label_priority',
      'milestone_due',
      'popularity',
      'priority',
    ),
    'created_at',
  ),
  sort: withDefault(oneOf('asc', 'desc'), 'desc'),
  created_after: moment,
  created_before: moment,
  updated_after: moment,
  updated_before: moment,
  labels: list,
  milestone: text,
  author_id: integer,
  author_username: text,
  assignee_id: integer,
  reviewer_id: integer,
  source_branch: text,
  target_branch: text,
  search: text,
  wip: oneOf('yes', 'no'),
  view: oneOf('simple'),
  scope: withDefault(oneOf('created_by_me', 'assigned_to_me', 'reviews_for_me', 'all'), 'all'),
  with_labels_details: withDefault(flag, false),
};

export const projectMergeRequestParameters = { ...commonParameters, iids: list };

export const groupMergeRequestParameters = { ...commonParameters, non_archived: withDefault(flag, true) };

type MergeRequestQuery = ReturnType<typeof readCommon>;
const readCommon = (request: Request) => readQuery(request, commonParameters);

/** Merge requests of a project, or of a group with its whole subtree ("GitLab: merge requests"). */
export function mergeRequestRoutes(api: Api): void {
  api.get('/projects/:id/merge_requests', (request) => {
    const viewer = request.get('viewer');
    const project = findProject(request);
    if (!viewer.mayRead(project, 'merge_requests')) throw forbidden();
    const { iids } = readQuery(request, projectMergeRequestParameters);
    const wanted = (row: MergeRequest): boolean => iids === undefined || iids.includes(String(row.iid));
    return mergeRequestPage(request, [project], fullPathOf(viewer, project), wanted);
  });

  api.get('/groups/:id/merge_requests', (request) => {
    const viewer = request.get('viewer');
    const group = findGroup(request);
    const { non_archived } = readQuery(request, groupMergeRequestParameters);
    const projects = ownProjects(viewer, subtree(viewer, group))
      .filter((project) => viewer.seesProject(project) && viewer.mayRead(project, 'merge_requests'))
      .filter((project) => !non_archived || !isArchived(viewer, project));
    return mergeRequestPage(request, projects, group.fullPath, () => true);
  });
}

function mergeRequestPage(
  request: Request,
  projects: readonly Project[],
  from: string,
  wanted: (mergeRequest: MergeRequest) => boolean,
): Response {
  const viewer = request.get('viewer');
  const query = readCommon(request);
  const byId = new Map(projects.map((project) => [project.id, project]));
  const rows = viewer.world.mergeRequests.flatMap((mergeRequest) => {
    const project = byId.get(mergeRequest.projectId);
    if (project === undefined || !wanted(mergeRequest) || !passes(viewer, mergeRequest, query)) return [];
    return [{ id: mergeRequest.id, project, mergeRequest }];
  });
  const page = offsetPage(request, viewer, sortMergeRequests(rows, query));
  return request.json(
    page.map(({ project, mergeRequest }) =>
      query.view === 'simple'
        ? mergeRequestSimple(viewer, project, mergeRequest)
        : mergeRequestRow(viewer, project, mergeRequest, { from, labelDetails: query.with_labels_details }),
    ),
  );
}

interface Found {
  readonly id: number;
  readonly project: Project;
  readonly mergeRequest: MergeRequest;
}

function sortMergeRequests(rows: readonly Found[], { order_by, sort }: MergeRequestQuery): Found[] {
  const keyOf = ({ mergeRequest }: Found): string => {
    if (order_by === 'updated_at') return mergeRequest.updatedAt;
    if (order_by === 'title') return mergeRequest.title;
    if (order_by === 'merged_at') return mergeRequest.mergedAt ?? '';
    return mergeRequest.createdAt;
  };
  return sortNewestFirst(rows, keyOf, sort);
}

function passes(viewer: Viewer, row: MergeRequest, query: MergeRequestQuery): boolean {
  const tests = [
    query.state === 'all' || row.state === query.state,
    within(row.createdAt, query.created_after, query.created_before),
    within(row.updatedAt, query.updated_after, query.updated_before),
    query.labels === undefined || query.labels.every((label) => row.labels.includes(label)),
    query.milestone === undefined || row.milestone === query.milestone,
    query.author_id === undefined || row.authorId === query.author_id,
    query.author_username === undefined || row.authorId === idOf(viewer, query.author_username),
    query.assignee_id === undefined || row.assigneeIds.includes(query.assignee_id),
    query.reviewer_id === undefined || row.reviewerIds.includes(query.reviewer_id),
    query.source_branch === undefined || row.sourceBranch === query.source_branch,
    query.target_branch === undefined || row.targetBranch === query.target_branch,
    query.search === undefined || contains([row.title, row.description ?? ''], query.search),
    query.wip === undefined || row.draft === (query.wip === 'yes'),
    inScope(row, query.scope, viewer.user.id),
  ];
  return tests.every(Boolean);
}

function idOf(viewer: Viewer, username: string): number | undefined {
  return viewer.world.users.find((user) => user.username === username)?.id;
}

function inScope(row: MergeRequest, scope: MergeRequestQuery['scope'], userId: number): boolean {
  if (scope === 'created_by_me') return row.authorId === userId;
  if (scope === 'assigned_to_me') return row.assigneeIds.includes(userId);
  return scope === 'all' || row.reviewerIds.includes(userId);
}
