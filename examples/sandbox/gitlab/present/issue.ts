import type { Issue } from '../records.ts';
import type { Viewer } from '../viewer.ts';
import type { Project } from '../world.ts';
import { labelDetail, milestoneOf, referencesOf } from './issuable.ts';
import { fullPathOf } from './project.ts';
import { userById, usersById } from './user.ts';

type Row = Record<string, unknown>;

/** A row of a list of issues; `from` is what was asked, to which `references.relative` is relative. */
export function issueRow(
  viewer: Viewer,
  project: Project,
  issue: Issue,
  { from, labelDetails }: { readonly from: string; readonly labelDetails: boolean },
): Row {
  const path = fullPathOf(viewer, project);
  const self = `${viewer.url}/api/v4/projects/${project.id}`;
  const assignees = usersById(viewer, issue.assigneeIds);
  const page = issue.type === 'issue' ? 'issues' : 'work_items';
  return {
    ...ISSUE_DEFAULTS,
    id: issue.id,
    iid: issue.iid,
    project_id: project.id,
    title: issue.title,
    description: issue.description,
    state: issue.state,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: userById(viewer, issue.closedById),
    labels: labelDetails ? issue.labels.map(labelDetail) : issue.labels,
    milestone: milestoneOf(viewer, project, issue),
    assignees,
    author: userById(viewer, issue.authorId),
    type: issue.type.toUpperCase(),
    assignee: assignees[0] ?? null,
    due_date: issue.dueDate,
    confidential: issue.confidential,
    issue_type: issue.type,
    web_url: `${viewer.url}/${path}/-/${page}/${issue.iid}`,
    _links: {
      self: `${self}/issues/${issue.iid}`,
      notes: `${self}/issues/${issue.iid}/notes`,
      award_emoji: `${self}/issues/${issue.iid}/award_emoji`,
      project: self,
      closed_as_duplicate_of: null,
    },
    references: referencesOf(path, from, `#${issue.iid}`),
    severity: issue.type === 'incident' ? 'HIGH' : 'UNKNOWN',
  };
}

/** Fields that no test varies. */
const ISSUE_DEFAULTS: Row = {
  user_notes_count: 1,
  merge_requests_count: 0,
  upvotes: 3,
  downvotes: 0,
  start_date: null,
  discussion_locked: null,
  time_stats: { time_estimate: 0, total_time_spent: 0, human_time_estimate: null, human_total_time_spent: null },
  task_completion_status: { count: 2, completed_count: 1 },
  has_tasks: true,
  task_status: '1 of 2 checklist items completed',
  moved_to_id: null,
  imported: false,
  imported_from: 'none',
  service_desk_reply_to: null,
  weight: null,
  blocking_issues_count: 0,
  epic_iid: null,
  epic: null,
  iteration: null,
  health_status: null,
};
