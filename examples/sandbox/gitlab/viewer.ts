import { type Access, createAccess } from './access.ts';
import type { Issue } from './records.ts';
import type { Feature, Group, Project, Token, User, World } from './world.ts';

/** The caller of one request: what the world looks like through its token. */
export interface Viewer {
  readonly world: World;
  /** The configured external URL: the start of every link in an answer. */
  readonly url: string;
  readonly token: Token;
  readonly user: User;
  readonly access: Access;
  group(id: number): Group | undefined;
  groupLevel(group: Group): number;
  projectLevel(project: Project): number;
  seesGroup(group: Group): boolean;
  seesProject(project: Project): boolean;
  /** May read what the feature holds, as opposed to: sees the project. */
  mayRead(project: Project, feature: Feature): boolean;
  /** Confidential issues are for their people and for those who plan. */
  seesIssue(project: Project, issue: Issue): boolean;
  /** Groups the user is authorised in, groups owning projects the user is a member of, and the ancestors of both. */
  authorisedGroups(): ReadonlySet<number>;
}

const GUEST = 10;
const PLANNER = 15;
const REPORTER = 20;

/** Builds the view of a token's user; made anew for every request, since a test may change the world at any moment. */
export function createViewer(world: World, url: string, token: Token, user: User): Viewer {
  const groups = new Map(world.groups.map((group) => [group.id, group]));
  const access = createAccess(
    world,
    world.memberships.filter((membership) => membership.userId === user.id),
  );
  let authorised: ReadonlySet<number> | undefined;

  const viewer: Viewer = {
    world,
    url,
    token,
    user,
    access,
    group: (id) => groups.get(id),
    groupLevel: (group) => access.ofGroup(group).get(user.id)?.level ?? 0,
    projectLevel: (project) => access.ofProject(project).get(user.id)?.level ?? 0,
    seesGroup: (group) => user.admin || group.visibility !== 'private' || viewer.authorisedGroups().has(group.id),
    seesProject: (project) => user.admin || project.visibility !== 'private' || viewer.projectLevel(project) > 0,
    mayRead(project, feature) {
      const setting = project.features[feature] ?? 'enabled';
      if (setting === 'disabled') return false;
      if (user.admin) return true;
      if (setting === 'enabled' && project.visibility !== 'private') return true;
      return viewer.projectLevel(project) >= (feature === 'issues' || feature === 'wiki' ? GUEST : REPORTER);
    },
    seesIssue(project, issue) {
      const isTheirs = issue.authorId === user.id || issue.assigneeIds.includes(user.id);
      return !issue.confidential || user.admin || isTheirs || viewer.projectLevel(project) >= PLANNER;
    },
    authorisedGroups() {
      authorised ??= findAuthorisedGroups(viewer);
      return authorised;
    },
  };
  return viewer;
}

function findAuthorisedGroups(viewer: Viewer): ReadonlySet<number> {
  const ids = new Set<number>();
  const add = (group: Group): void => {
    for (const each of viewer.access.ancestry(group)) ids.add(each.id);
  };
  for (const group of viewer.world.groups) {
    if (viewer.groupLevel(group) > 0) add(group);
  }
  for (const project of viewer.world.projects) {
    const home = project.namespace.kind === 'group' ? viewer.group(project.namespace.id) : undefined;
    if (home !== undefined && !ids.has(home.id) && viewer.projectLevel(project) > 0) add(home);
  }
  return ids;
}

/** The group a project lives in, with all ancestors; empty for a personal namespace. */
export function ancestryOf(viewer: Viewer, project: Project): readonly Group[] {
  const home = project.namespace.kind === 'group' ? viewer.group(project.namespace.id) : undefined;
  return home === undefined ? [] : viewer.access.ancestry(home);
}

/** Archived itself, or inside an archived group (GitLab 18). */
export function isArchived(viewer: Viewer, project: Project): boolean {
  return project.archived || ancestryOf(viewer, project).some((group) => group.archived);
}
