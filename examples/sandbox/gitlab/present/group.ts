import type { Viewer } from '../viewer.ts';
import type { Group, Share } from '../world.ts';

type Row = Record<string, unknown>;

/** A row of `GET /groups`. */
export function groupRow(viewer: Viewer, group: Group): Row {
  return {
    id: group.id,
    web_url: `${viewer.url}/groups/${group.fullPath}`,
    name: group.name,
    path: group.path,
    description: group.description,
    visibility: group.visibility,
    share_with_group_lock: false,
    require_two_factor_authentication: false,
    two_factor_grace_period: 48,
    project_creation_level: 'developer',
    auto_devops_enabled: null,
    subgroup_creation_level: 'maintainer',
    emails_disabled: false,
    emails_enabled: true,
    show_diff_preview_in_email: true,
    mentions_disabled: null,
    lfs_enabled: true,
    archived: viewer.access.ancestry(group).some((each) => each.archived),
    math_rendering_limits_enabled: true,
    lock_math_rendering_limits_enabled: false,
    default_branch: null,
    default_branch_protection: 2,
    default_branch_protection_defaults: {
      allowed_to_push: [{ access_level: 40 }],
      allow_force_push: false,
      allowed_to_merge: [{ access_level: 40 }],
      developer_can_initial_push: false,
    },
    avatar_url: group.hasAvatar ? `${viewer.url}/uploads/-/system/group/avatar/${group.id}/logo.png` : null,
    request_access_enabled: true,
    full_name: group.fullName,
    full_path: group.fullPath,
    created_at: group.createdAt,
    parent_id: group.parentId,
    organization_id: 1,
    shared_runners_setting: 'enabled',
    max_artifacts_size: null,
    marked_for_deletion_on: group.markedForDeletionOn,
    ldap_cn: null,
    ldap_access: null,
    wiki_access_level: 'enabled',
  };
}

/** `GET /groups/:id` without its projects. */
export function groupDetail(viewer: Viewer, group: Group): Row {
  return {
    ...groupRow(viewer, group),
    shared_with_groups: sharedWith(viewer, group.sharedWith),
    prevent_sharing_groups_outside_hierarchy: false,
    ...(viewer.groupLevel(group) >= 50 ? { runners_token: 'GR1348941sandbox' } : {}),
  };
}

/** The groups that something is shared with. */
export function sharedWith(viewer: Viewer, shares: readonly Share[]): Row[] {
  return shares.flatMap((share) => {
    const invited = viewer.group(share.groupId);
    if (invited === undefined) return [];
    return {
      group_id: invited.id,
      group_name: invited.name,
      group_full_path: invited.fullPath,
      group_access_level: share.accessLevel,
      expires_at: share.expiresOn,
    };
  });
}
