import { createHash } from 'node:crypto';
import type { Viewer } from '../viewer.ts';
import type { MergeRequest, Project } from '../world.ts';
import { fullPathOf } from './project.ts';
import { userById } from './user.ts';

type Row = Record<string, unknown>;

/** A row with `view=simple`. */
export function mergeRequestSimple(viewer: Viewer, project: Project, mergeRequest: MergeRequest): Row {
  return {
    id: mergeRequest.id,
    iid: mergeRequest.iid,
    project_id: project.id,
    title: mergeRequest.title,
    description: mergeRequest.description,
    state: mergeRequest.state,
    created_at: mergeRequest.createdAt,
    updated_at: mergeRequest.updatedAt,
    web_url: `${viewer.url}/${fullPathOf(viewer, project)}/-/merge_requests/${mergeRequest.iid}`,
  };
}

/** A row of a list of merge requests; `from` is what was asked, to which `references.relative` is relative. */
export function mergeRequestRow(
  viewer: Viewer,
  project: Project,
  mergeRequest: MergeRequest,
  { from, labelDetails }: { readonly from: string; readonly labelDetails: boolean },
): Row {
  const path = fullPathOf(viewer, project);
  const reference = `!${mergeRequest.iid}`;
  const finisher = userById(viewer, mergeRequest.reviewerIds[0] ?? mergeRequest.authorId);
  const merged = mergeRequest.state === 'merged';
  const assignees = people(viewer, mergeRequest.assigneeIds);
  return {
    ...MERGE_REQUEST_DEFAULTS,
    ...mergeRequestSimple(viewer, project, mergeRequest),
    merged_by: merged ? finisher : null,
    merge_user: merged ? finisher : null,
    merged_at: mergeRequest.mergedAt,
    closed_by: mergeRequest.state === 'closed' ? finisher : null,
    closed_at: mergeRequest.closedAt,
    target_branch: mergeRequest.targetBranch,
    source_branch: mergeRequest.sourceBranch,
    author: userById(viewer, mergeRequest.authorId),
    assignees,
    assignee: assignees[0] ?? null,
    reviewers: people(viewer, mergeRequest.reviewerIds),
    source_project_id: mergeRequest.sourceProjectId,
    target_project_id: project.id,
    labels: labelDetails ? mergeRequest.labels.map(labelDetail) : mergeRequest.labels,
    draft: mergeRequest.draft,
    work_in_progress: mergeRequest.draft,
    milestone: milestoneOf(viewer, project, mergeRequest),
    detailed_merge_status: mergeRequest.state === 'opened' ? 'mergeable' : 'not_open',
    sha: commitId(`${mergeRequest.id} head`),
    merge_commit_sha: merged ? commitId(`${mergeRequest.id} merge`) : null,
    prepared_at: mergeRequest.createdAt,
    reference: path === from ? reference : `${path}${reference}`,
    references: { short: reference, relative: relativeTo(from, path) + reference, full: `${path}${reference}` },
  };
}

function people(viewer: Viewer, ids: readonly number[]): Row[] {
  return ids.map((id) => userById(viewer, id)).filter((user) => user !== null);
}

function relativeTo(from: string, path: string): string {
  if (path === from) return '';
  return path.startsWith(`${from}/`) ? path.slice(from.length + 1) : path;
}

function commitId(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function labelDetail(name: string, index: number): Row {
  return {
    id: index + 1,
    name,
    description: null,
    description_html: '',
    text_color: '#FFFFFF',
    color: '#1068bf',
    archived: false,
  };
}

function milestoneOf(viewer: Viewer, project: Project, { milestone, createdAt }: MergeRequest): Row | null {
  if (milestone === null) return null;
  return {
    id: project.id,
    iid: 1,
    project_id: project.id,
    title: milestone,
    description: '',
    state: 'active',
    created_at: createdAt,
    updated_at: createdAt,
    due_date: '2027-01-31',
    start_date: null,
    expired: false,
    web_url: `${viewer.url}/${fullPathOf(viewer, project)}/-/milestones/1`,
  };
}

/** Fields that no test varies. */
const MERGE_REQUEST_DEFAULTS: Row = {
  user_notes_count: 2,
  upvotes: 1,
  downvotes: 0,
  imported: false,
  imported_from: 'none',
  merge_when_pipeline_succeeds: false,
  merge_status: 'can_be_merged',
  merge_after: null,
  squash_commit_sha: null,
  discussion_locked: null,
  should_remove_source_branch: null,
  force_remove_source_branch: true,
  time_stats: { time_estimate: 0, total_time_spent: 0, human_time_estimate: null, human_total_time_spent: null },
  squash: false,
  squash_on_merge: false,
  task_completion_status: { count: 2, completed_count: 1 },
  has_conflicts: false,
  blocking_discussions_resolved: true,
  approvals_before_merge: null,
};
