import { createHash } from 'node:crypto';
import type { Viewer } from '../viewer.ts';
import type { MergeRequest, Project } from '../world.ts';
import { labelDetail, milestoneOf, referencesOf } from './issuable.ts';
import { fullPathOf } from './project.ts';
import { userById, usersById } from './user.ts';

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
  const assignees = usersById(viewer, mergeRequest.assigneeIds);
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
    reviewers: usersById(viewer, mergeRequest.reviewerIds),
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
    references: referencesOf(path, from, reference),
  };
}

function commitId(text: string): string {
  return createHash('sha1').update(text).digest('hex');
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
