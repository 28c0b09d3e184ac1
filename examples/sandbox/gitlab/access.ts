import type { Group, Membership, Project, Share, World } from './world.ts';

/** A user's level in a group or project, and the membership it comes from. */
export interface Grant {
  readonly membership: Membership;
  readonly level: number;
}

/** The highest grant of each user. */
type Grants = ReadonlyMap<number, Grant>;

/** Who is what where, through direct and inherited memberships and invited groups ("GitLab: Members"). */
export interface Access {
  /** From the group itself to its root. */
  ancestry(group: Group): readonly Group[];
  direct(kind: 'group' | 'project', id: number): readonly Membership[];
  ofGroup(group: Group): Grants;
  ofProject(project: Project): Grants;
}

/** Computes grants from the given memberships; those of one user are enough to know what that user may do. */
export function createAccess(world: World, memberships: readonly Membership[] = world.memberships): Access {
  const groups = new Map(world.groups.map((group) => [group.id, group]));
  const bySource = new Map<string, Membership[]>();
  for (const membership of memberships) {
    const key = `${membership.source.kind} ${membership.source.id}`;
    const known = bySource.get(key);
    if (known === undefined) bySource.set(key, [membership]);
    else known.push(membership);
  }
  const groupCache = new Map<number, Grants>();
  const projectCache = new Map<number, Grants>();

  const direct: Access['direct'] = (kind, id) => bySource.get(`${kind} ${id}`) ?? [];

  const ancestry: Access['ancestry'] = (group) => {
    const parent = group.parentId === null ? undefined : groups.get(group.parentId);
    return parent === undefined ? [group] : [group, ...ancestry(parent)];
  };

  const shared = (shares: readonly Share[]): Grant[] =>
    shares.flatMap((share) => {
      const invited = groups.get(share.groupId);
      if (invited === undefined) return [];
      return ancestry(invited)
        .flatMap((group) => direct('group', group.id))
        .map((membership) => ({ membership, level: Math.min(membership.accessLevel, share.accessLevel) }));
    });

  const ofGroup: Access['ofGroup'] = (group) => {
    const known = groupCache.get(group.id);
    if (known !== undefined) return known;
    const parent = group.parentId === null ? undefined : groups.get(group.parentId);
    const inherited = parent === undefined ? [] : ofGroup(parent).values();
    const grants = highest([...direct('group', group.id).map(toGrant), ...inherited, ...shared(group.sharedWith)]);
    groupCache.set(group.id, grants);
    return grants;
  };

  const ofProject: Access['ofProject'] = (project) => {
    const known = projectCache.get(project.id);
    if (known !== undefined) return known;
    const home = project.namespace.kind === 'group' ? groups.get(project.namespace.id) : undefined;
    const inherited = home === undefined ? [] : ofGroup(home).values();
    const grants = highest([
      ...direct('project', project.id).map(toGrant),
      ...inherited,
      ...shared(project.sharedWith),
    ]);
    projectCache.set(project.id, grants);
    return grants;
  };

  return { ancestry, direct, ofGroup, ofProject };
}

function toGrant(membership: Membership): Grant {
  return { membership, level: membership.accessLevel };
}

/** One grant per user: the first of the highest. */
function highest(grants: readonly Grant[]): Grants {
  const byUser = new Map<number, Grant>();
  for (const grant of grants) {
    const known = byUser.get(grant.membership.userId);
    if (known === undefined || known.level < grant.level) byUser.set(grant.membership.userId, grant);
  }
  return byUser;
}
