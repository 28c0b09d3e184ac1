import { type Api, findGroup, findProject, type Request } from '../api.ts';
import { forbidden } from '../api-error.ts';
import { offsetPage, offsetParameters, sortRows } from '../pagination.ts';
import { releaseRow, releaseSimple } from '../present/release.ts';
import { flag, moment, oneOf, readQuery, withDefault } from '../query.ts';
import type { Release } from '../records.ts';
import type { Project } from '../world.ts';
import { ownProjects, subtree } from './groups.ts';
import { within } from './projects.ts';

const sort = withDefault(oneOf('asc', 'desc'), 'desc');

export const projectReleaseParameters = {
  ...offsetParameters,
  order_by: withDefault(oneOf('released_at', 'created_at'), 'released_at'),
  sort,
  include_html_description: withDefault(flag, false),
  updated_after: moment,
  updated_before: moment,
};

export const groupReleaseParameters = { ...offsetParameters, sort, simple: withDefault(flag, false) };

/** Releases of a project, or of a group with its whole subtree ("GitLab: releases", "GitLab: group releases"). */
export function releaseRoutes(api: Api): void {
  api.get('/projects/:id/releases', (request) => {
    const viewer = request.get('viewer');
    const project = findProject(request);
    if (!viewer.mayRead(project, 'releases')) throw forbidden();
    const query = readQuery(request, projectReleaseParameters);
    const rows = releasesOf(request, [project]).filter(({ release }) =>
      within(release.updatedAt, query.updated_after, query.updated_before),
    );
    const key = ({ release }: Found): string =>
      query.order_by === 'created_at' ? release.createdAt : release.releasedAt;
    const page = offsetPage(request, viewer, sortRows(rows, key, query.sort));
    return request.json(
      page.map(({ release }) => ({
        ...releaseRow(viewer, project, release),
        ...(query.include_html_description ? { description_html: `<p>${release.tagName}</p>` } : {}),
      })),
    );
  });

  api.get('/groups/:id/releases', (request) => {
    const viewer = request.get('viewer');
    const query = readQuery(request, groupReleaseParameters);
    const projects = ownProjects(viewer, subtree(viewer, findGroup(request))).filter(
      (project) => viewer.seesProject(project) && viewer.mayRead(project, 'releases'),
    );
    const rows = sortRows(releasesOf(request, projects), ({ release }) => release.releasedAt, query.sort);
    return request.json(
      offsetPage(request, viewer, rows).map(({ project, release }) =>
        query.simple ? releaseSimple(viewer, release) : releaseRow(viewer, project, release),
      ),
    );
  });
}

interface Found {
  readonly id: number;
  readonly project: Project;
  readonly release: Release;
}

function releasesOf(request: Request, projects: readonly Project[]): Found[] {
  const byId = new Map(projects.map((project) => [project.id, project]));
  return request.get('viewer').world.releases.flatMap((release) => {
    const project = byId.get(release.projectId);
    return project === undefined ? [] : [{ id: release.id, project, release }];
  });
}
