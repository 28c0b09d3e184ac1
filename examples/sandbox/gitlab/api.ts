import type { Context, Hono } from 'hono';
import { ApiError, notFound } from './api-error.ts';
import { fullPathOf } from './present/project.ts';
import type { Viewer } from './viewer.ts';
import type { Group, Project } from './world.ts';

/** What the middleware of app.ts leaves for the routes. */
export interface Exchange {
  Variables: { viewer: Viewer };
}

/** The routes below `/api/v4`. */
export type Api = Hono<Exchange>;

export type Request = Context<Exchange>;

/** The group named by `:id` (a number or an encoded full path); throws 404 for missing and invisible alike. */
export function findGroup(request: Request): Group {
  const viewer = request.get('viewer');
  const id = request.req.param('id') ?? '';
  const group = /^\d+$/.test(id)
    ? viewer.group(Number(id))
    : viewer.world.groups.find((candidate) => candidate.fullPath.toLowerCase() === id.toLowerCase());
  if (group === undefined || !viewer.seesGroup(group)) throw notFound('Group');
  return group;
}

/** The project named by `:id`; throws 404, or 301 to the numeric id where the path is a former one (GitLab 16.7). */
export function findProject(request: Request): Project {
  const viewer = request.get('viewer');
  const id = request.req.param('id') ?? '';
  const { projects } = viewer.world;
  const project = /^\d+$/.test(id)
    ? projects.find((candidate) => candidate.id === Number(id))
    : projects.find((candidate) => fullPathOf(viewer, candidate).toLowerCase() === id.toLowerCase());
  if (project !== undefined && viewer.seesProject(project)) return project;

  const moved = projects.find((candidate) => candidate.formerPaths.includes(id) && viewer.seesProject(candidate));
  if (moved !== undefined) throw movedPermanently(request, moved);
  throw notFound('Project');
}

function movedPermanently(request: Request, project: Project): ApiError {
  const { pathname, search } = new URL(request.req.url);
  const path = pathname.replace(/^\/api\/v4\/projects\/[^/]+/, `/api/v4/projects/${project.id}`);
  const location = `${request.get('viewer').url}${path}${search}`;
  return new ApiError(301, `This resource has been moved permanently to ${location}`, { Location: location });
}
