import { isArchived, type Viewer } from '../viewer.ts';
import { FEATURES, type Project } from '../world.ts';
import { sharedWith } from './group.ts';
import { PROJECT_SETTINGS } from './project-settings.ts';
import { userById } from './user.ts';

type Row = Record<string, unknown>;

interface Namespace {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly kind: 'group' | 'user';
  readonly full_path: string;
  readonly parent_id: number | null;
  readonly avatar_url: string | null;
  readonly web_url: string;
  /** Not sent: the readable form of `full_path`. */
  readonly full_name: string;
}

function namespaceOf(viewer: Viewer, project: Project): Namespace {
  const { url } = viewer;
  const group = viewer.group(project.namespace.id);
  if (project.namespace.kind === 'group' && group !== undefined) {
    return {
      id: group.id,
      name: group.name,
      path: group.path,
      kind: 'group',
      full_path: group.fullPath,
      parent_id: group.parentId,
      avatar_url: group.hasAvatar ? `/uploads/-/system/group/avatar/${group.id}/logo.png` : null,
      web_url: `${url}/groups/${group.fullPath}`,
      full_name: group.fullName,
    };
  }
  const user = viewer.world.users.find((candidate) => candidate.id === project.namespace.id);
  if (project.namespace.kind === 'group' || user === undefined) throw new Error(`Project ${project.id} has no home`);
  return {
    id: user.namespaceId,
    name: user.name,
    path: user.username,
    kind: 'user',
    full_path: user.username,
    parent_id: null,
    avatar_url: user.hasAvatar ? `${url}/uploads/-/system/user/avatar/${user.id}/avatar.png` : null,
    web_url: `${url}/${user.username}`,
    full_name: user.name,
  };
}

/** `group/subgroup/project`. */
export function fullPathOf(viewer: Viewer, project: Project): string {
  return `${namespaceOf(viewer, project).full_path}/${project.path}`;
}

/** A row of a list with `simple=true`. */
export function projectBasic(viewer: Viewer, project: Project): Row {
  const { full_name, ...namespace } = namespaceOf(viewer, project);
  const fullPath = `${namespace.full_path}/${project.path}`;
  const webUrl = `${viewer.url}/${fullPath}`;
  const host = new URL(viewer.url).hostname;
  const empty = !viewer.world.repositories.has(project.id);
  const code = {
    default_branch: project.defaultBranch,
    readme_url: empty ? null : `${webUrl}/-/blob/${encodeURIComponent(project.defaultBranch ?? 'main')}/README.md`,
    forks_count: viewer.world.projects.filter((candidate) => candidate.forkedFromId === project.id).length,
  };
  return {
    id: project.id,
    description: project.description,
    name: project.name,
    name_with_namespace: `${full_name} / ${project.name}`,
    path: project.path,
    path_with_namespace: fullPath,
    created_at: project.createdAt,
    tag_list: project.topics,
    topics: project.topics,
    ssh_url_to_repo: `git@${host}:${fullPath}.git`,
    http_url_to_repo: `${webUrl}.git`,
    web_url: webUrl,
    avatar_url: project.hasAvatar ? `${viewer.url}/uploads/-/system/project/avatar/${project.id}/logo.png` : null,
    star_count: project.starCount,
    last_activity_at: project.lastActivityAt,
    visibility: project.visibility,
    namespace,
    ...(viewer.mayRead(project, 'repository') ? code : {}),
  };
}

/** A full row, as group lists give it: without `permissions`. */
export function projectDetail(viewer: Viewer, project: Project): Row {
  const fork = viewer.world.projects.find((candidate) => candidate.id === project.forkedFromId);
  return {
    ...PROJECT_SETTINGS,
    ...projectBasic(viewer, project),
    ...(fork !== undefined && viewer.seesProject(fork) ? { forked_from_project: projectBasic(viewer, fork) } : {}),
    ...projectFeatures(viewer, project),
    container_registry_image_prefix: `registry.example.com/${fullPathOf(viewer, project).toLowerCase()}`,
    _links: projectLinks(viewer, project),
    marked_for_deletion_at: project.markedForDeletionOn,
    marked_for_deletion_on: project.markedForDeletionOn,
    empty_repo: !viewer.world.repositories.has(project.id),
    archived: isArchived(viewer, project),
    ...(project.namespace.kind === 'user' ? { owner: userById(viewer, project.namespace.id) } : {}),
    creator_id: project.creatorId,
    description_html: project.description === null ? '' : `<p>${escapeHtml(project.description)}</p>`,
    updated_at: project.updatedAt,
    shared_with_groups: sharedWith(viewer, project.sharedWith),
  };
}

/** The row of `GET /projects` and the answer of `GET /projects/:id`. */
export function projectWithAccess(viewer: Viewer, project: Project): Row {
  const [membership] = viewer.access.direct('project', project.id);
  const home = project.namespace.kind === 'group' ? viewer.group(project.namespace.id) : undefined;
  const groupLevel = home === undefined ? 0 : viewer.groupLevel(home);
  const level = (accessLevel: number): Row => ({ access_level: accessLevel, notification_level: 3 });
  return {
    ...projectDetail(viewer, project),
    permissions: {
      project_access: membership === undefined ? null : level(membership.accessLevel),
      group_access: groupLevel === 0 ? null : level(groupLevel),
    },
  };
}

/** What `statistics=true` adds for Reporters and above. */
export function projectStatistics(viewer: Viewer, project: Project): Row {
  if (viewer.projectLevel(project) < 20 && !viewer.user.admin) return {};
  const sizes = ['repository', 'wiki', 'lfs_objects', 'job_artifacts', 'pipeline_artifacts', 'packages', 'snippets'];
  return {
    statistics: {
      commit_count: project.id % 500,
      storage_size: project.id * 1024,
      ...Object.fromEntries(sizes.map((name) => [`${name}_size`, name === 'repository' ? project.id * 1024 : 0])),
      uploads_size: 0,
      container_registry_size: 0,
    },
  };
}

/** `*_access_level` are the project's settings, `*_enabled` what they mean for this caller ("GitLab: projects"). */
function projectFeatures(viewer: Viewer, project: Project): Row {
  const levels = FEATURES.map((feature) => [`${feature}_access_level`, project.features[feature] ?? 'enabled']);
  return {
    ...Object.fromEntries(levels),
    issues_enabled: viewer.mayRead(project, 'issues'),
    merge_requests_enabled: viewer.mayRead(project, 'merge_requests'),
    wiki_enabled: viewer.mayRead(project, 'wiki'),
    jobs_enabled: viewer.mayRead(project, 'builds'),
    snippets_enabled: viewer.mayRead(project, 'snippets'),
    container_registry_enabled: viewer.mayRead(project, 'container_registry'),
    can_create_merge_request_in: viewer.mayRead(project, 'merge_requests') && viewer.projectLevel(project) >= 20,
    ...(viewer.mayRead(project, 'issues') ? { open_issues_count: openIssues(viewer, project) } : {}),
  };
}

function openIssues(viewer: Viewer, project: Project): number {
  return viewer.world.issues.filter(
    (issue) => issue.projectId === project.id && issue.state === 'opened' && viewer.seesIssue(project, issue),
  ).length;
}

function projectLinks(viewer: Viewer, project: Project): Row {
  const self = `${viewer.url}/api/v4/projects/${project.id}`;
  return {
    self,
    ...(viewer.mayRead(project, 'issues') ? { issues: `${self}/issues` } : {}),
    ...(viewer.mayRead(project, 'merge_requests') ? { merge_requests: `${self}/merge_requests` } : {}),
    repo_branches: `${self}/repository/branches`,
    labels: `${self}/labels`,
    events: `${self}/events`,
    members: `${self}/members`,
    cluster_agents: `${self}/cluster_agents`,
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
