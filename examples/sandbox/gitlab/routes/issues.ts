import { type Api, findGroup, findProject, type Request } from '../api.ts';
import { cursorPage, keysetParameters, offsetPage, sortNewestFirst } from '../pagination.ts';
import { issueRow } from '../present/issue.ts';
import { fullPathOf } from '../present/project.ts';
import { flag, integer, list, moment, oneOf, readQuery, text, withDefault } from '../query.ts';
import type { Issue } from '../records.ts';
import { isSince } from '../settings.ts';
import { isArchived, type Viewer } from '../viewer.ts';
import type { Project } from '../world.ts';
import { ownProjects, subtree } from './groups.ts';
import { contains, within } from './projects.ts';

const commonParameters = {
  ...keysetParameters,
  state: withDefault(oneOf('all', 'opened', 'closed'), 'all'),
  order_by: withDefault(
    oneOf(
      'created_at',
      'updated_at',
      'due_date',
      'label_priority',
      'milestone_due',
      'popularity',
      'priority',
      'relative_position',
      'title',
      'weight',
    ),
    'created_at',
  ),
  sort: withDefault(oneOf('asc', 'desc'), 'desc'),
  issue_type: oneOf('issue', 'incident', 'test_case', 'requirement', 'task', 'ticket'),
  labels: list,
  milestone: text,
  iids: list,
  search: text,
  author_id: integer,
  assignee_id: integer,
  confidential: flag,
  created_after: moment,
  created_before: moment,
  updated_after: moment,
  updated_before: moment,
  with_labels_details: withDefault(flag, false),
};

export const projectIssueParameters = { ...commonParameters, cursor: text };

export const groupIssueParameters = { ...commonParameters, non_archived: withDefault(flag, true) };

type IssueQuery = ReturnType<typeof readCommon>;
const readCommon = (request: Request) => readQuery(request, commonParameters);

/** Issues of a project, or of a group with its whole subtree ("GitLab: issues"). */
export function issueRoutes(api: Api): void {
  api.get('/projects/:id/issues', (request) => {
    const viewer = request.get('viewer');
    const project = findProject(request);
    const query = readCommon(request);
    // Where issues are off there are none, which is no error.
    const rows = findIssues(viewer, [project], query);
    const keyset = query.pagination === 'keyset' && isSince(viewer.world.version, 18, 3);
    const page = keyset ? cursorPage(request, viewer, rows) : offsetPage(request, viewer, rows);
    return request.json(present(viewer, page, fullPathOf(viewer, project), query));
  });

  api.get('/groups/:id/issues', (request) => {
    const viewer = request.get('viewer');
    const group = findGroup(request);
    const query = readCommon(request);
    const { non_archived } = readQuery(request, groupIssueParameters);
    const projects = ownProjects(viewer, subtree(viewer, group)).filter(
      (project) => viewer.seesProject(project) && (!non_archived || !isArchived(viewer, project)),
    );
    const page = offsetPage(request, viewer, findIssues(viewer, projects, query));
    return request.json(present(viewer, page, group.fullPath, query));
  });
}

interface Found {
  readonly id: number;
  readonly project: Project;
  readonly issue: Issue;
}

function findIssues(viewer: Viewer, projects: readonly Project[], query: IssueQuery): Found[] {
  const readable = projects.filter((project) => viewer.mayRead(project, 'issues'));
  const byId = new Map(readable.map((project) => [project.id, project]));
  const rows = viewer.world.issues.flatMap((issue) => {
    const project = byId.get(issue.projectId);
    if (project === undefined || !viewer.seesIssue(project, issue) || !passes(issue, query)) return [];
    return [{ id: issue.id, project, issue }];
  });
  return sortNewestFirst(rows, (row) => orderKey(row.issue, query.order_by), query.sort);
}

function orderKey(issue: Issue, by: IssueQuery['order_by']): string {
  if (by === 'updated_at') return issue.updatedAt;
  if (by === 'title') return issue.title;
  if (by === 'due_date') return issue.dueDate ?? '';
  return issue.createdAt;
}

function passes(issue: Issue, query: IssueQuery): boolean {
  const tests = [
    query.state === 'all' || issue.state === query.state,
    query.issue_type === undefined || issue.type === query.issue_type,
    query.labels === undefined || query.labels.every((label) => issue.labels.includes(label)),
    query.milestone === undefined || issue.milestone === query.milestone,
    query.iids === undefined || query.iids.includes(String(issue.iid)),
    query.search === undefined || contains([issue.title, issue.description ?? ''], query.search),
    query.author_id === undefined || issue.authorId === query.author_id,
    query.assignee_id === undefined || issue.assigneeIds.includes(query.assignee_id),
    query.confidential === undefined || issue.confidential === query.confidential,
    within(issue.createdAt, query.created_after, query.created_before),
    within(issue.updatedAt, query.updated_after, query.updated_before),
  ];
  return tests.every(Boolean);
}

function present(viewer: Viewer, page: readonly Found[], from: string, query: IssueQuery): unknown[] {
  const options = { from, labelDetails: query.with_labels_details };
  return page.map(({ project, issue }) => issueRow(viewer, project, issue, options));
}
