import { createAccess, type Grant } from '../access.ts';
import { type Api, findGroup, findProject, type Request } from '../api.ts';
import { forbidden } from '../api-error.ts';
import { offsetPage, offsetParameters } from '../pagination.ts';
import { userBasic, userById } from '../present/user.ts';
import { list, readQuery, text } from '../query.ts';
import type { Viewer } from '../viewer.ts';
import type { Group, Membership } from '../world.ts';
import { contains } from './projects.ts';

export const memberParameters = { ...offsetParameters, query: text, user_ids: list, skip_users: list };

/** Direct members, and with `/all` inherited and invited ones too: one row per user with the highest level. */
export function memberRoutes(api: Api): void {
  api.get('/groups/:id/members', (request) => {
    const group = findReadableGroup(request);
    return memberPage(
      request,
      request.get('viewer').world.memberships.filter(belongsTo('group', group.id)).map(direct),
    );
  });

  api.get('/groups/:id/members/all', (request) => {
    const group = findReadableGroup(request);
    return memberPage(request, [...createAccess(request.get('viewer').world).ofGroup(group).values()]);
  });

  api.get('/projects/:id/members', (request) => {
    const project = findProject(request);
    const rows = request.get('viewer').world.memberships.filter(belongsTo('project', project.id));
    return memberPage(request, rows.map(direct));
  });

  api.get('/projects/:id/members/all', (request) => {
    const project = findProject(request);
    return memberPage(request, [...createAccess(request.get('viewer').world).ofProject(project).values()]);
  });
}

/** A private group seen only through something inside it does not show its members. */
function findReadableGroup(request: Request): Group {
  const viewer = request.get('viewer');
  const group = findGroup(request);
  if (group.visibility === 'private' && viewer.groupLevel(group) === 0 && !viewer.user.admin) throw forbidden();
  return group;
}

function belongsTo(kind: 'group' | 'project', id: number): (membership: Membership) => boolean {
  return ({ source }) => source.kind === kind && source.id === id;
}

function direct(membership: Membership): Grant {
  return { membership, level: membership.accessLevel };
}

function memberPage(request: Request, grants: readonly Grant[]): Response {
  const viewer = request.get('viewer');
  const query = readQuery(request, memberParameters);
  const rows = grants
    .toSorted((left, right) => left.membership.id - right.membership.id)
    .flatMap((grant) => {
      const user = viewer.world.users.find((candidate) => candidate.id === grant.membership.userId);
      return user === undefined ? [] : [{ grant, user }];
    })
    .filter(({ user }) => query.query === undefined || contains([user.name, user.username], query.query))
    .filter(({ user }) => query.user_ids === undefined || query.user_ids.includes(String(user.id)))
    .filter(({ user }) => !query.skip_users?.includes(String(user.id)));
  return request.json(
    offsetPage(request, viewer, rows).map(({ grant, user }) => ({
      ...userBasic(viewer, user),
      ...memberFields(viewer, grant),
    })),
  );
}

function memberFields(viewer: Viewer, { membership, level }: Grant): Record<string, unknown> {
  const creator = userById(viewer, membership.createdById);
  return {
    access_level: level,
    created_at: membership.createdAt,
    expires_at: membership.expiresOn,
    ...(creator === null ? {} : { created_by: creator }),
    membership_state: 'active',
  };
}
