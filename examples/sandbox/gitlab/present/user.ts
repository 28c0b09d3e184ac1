import type { Viewer } from '../viewer.ts';
import type { Source, User } from '../world.ts';

type Row = Record<string, unknown>;

/** A user inside other objects ("GitLab: users"); the name of a token bot is hidden from who cannot see its home. */
export function userBasic(viewer: Viewer, user: User): Row {
  const hidden = user.home !== undefined && !seesSource(viewer, user.home);
  return {
    id: user.id,
    username: user.username,
    public_email: user.publicEmail,
    name: hidden ? '****' : user.name,
    state: user.state,
    locked: false,
    avatar_url: user.hasAvatar ? `${viewer.url}/uploads/-/system/user/avatar/${user.id}/avatar.png` : null,
    web_url: `${viewer.url}/${user.username}`,
  };
}

/** The same by id; null where the account is gone. */
export function userById(viewer: Viewer, id: number | null | undefined): Row | null {
  const user = viewer.world.users.find((candidate) => candidate.id === id);
  return user === undefined ? null : userBasic(viewer, user);
}

/** The same of several accounts, without those that are gone. */
export function usersById(viewer: Viewer, ids: readonly number[]): Row[] {
  return ids.map((id) => userById(viewer, id)).filter((user) => user !== null);
}

function seesSource(viewer: Viewer, source: Source): boolean {
  if (source.kind === 'group') {
    const group = viewer.group(source.id);
    return group !== undefined && viewer.seesGroup(group);
  }
  const project = viewer.world.projects.find((candidate) => candidate.id === source.id);
  return project !== undefined && viewer.seesProject(project);
}

/** The public profile, as jobs carry it. */
export function userProfile(viewer: Viewer, user: User): Row {
  return {
    ...userBasic(viewer, user),
    created_at: user.createdAt,
    bio: '',
    location: '',
    linkedin: '',
    twitter: '',
    discord: '',
    website_url: '',
    github: '',
    job_title: '',
    pronouns: null,
    organization: '',
    bot: user.home !== undefined,
    work_information: null,
    local_time: null,
  };
}

/** What `GET /user` tells callers about themselves. */
export function userSelf(viewer: Viewer, user: User): Row {
  const email = user.publicEmail || `user-${user.id}@users.example.com`;
  return {
    ...userProfile(viewer, user),
    name: user.name,
    last_sign_in_at: null,
    confirmed_at: user.createdAt,
    last_activity_on: null,
    email,
    theme_id: 3,
    color_scheme_id: 1,
    projects_limit: 100_000,
    current_sign_in_at: null,
    identities: [],
    can_create_group: true,
    can_create_project: true,
    two_factor_enabled: false,
    external: false,
    private_profile: false,
    commit_email: email,
    ...(user.admin ? { is_admin: true } : {}),
  };
}
