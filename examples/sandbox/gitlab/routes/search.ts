import { type Api, findGroup, findProject, type Request } from '../api.ts';
import { ApiError, badParameter, forbidden } from '../api-error.ts';
import { parseBlobQuery, searchBlobs } from '../blob-search.ts';
import { branchOf, bytesOf, commitOf } from '../git.ts';
import { offsetPage, offsetParameters } from '../pagination.ts';
import { flag, oneOf, readQuery, text, withDefault } from '../query.ts';
import { isArchived } from '../viewer.ts';
import type { Project, RepositoryFile } from '../world.ts';
import { ownProjects, subtree } from './groups.ts';

const commonParameters = {
  ...offsetParameters,
  scope: text,
  search: text,
  search_type: oneOf('basic', 'advanced', 'zoekt'),
};

export const projectSearchParameters = { ...commonParameters, ref: text };

export const groupSearchParameters = { ...commonParameters, include_archived: withDefault(flag, false) };

/** Blob search of projects, and of groups where the engine can do it ("GitLab: search API"). */
export function searchRoutes(api: Api): void {
  for (const path of ['/projects/:id/search', '/projects/:id/-/search']) {
    api.get(path, (request) => {
      const project = findProject(request);
      const { ref } = readQuery(request, projectSearchParameters);
      const search = readSearch(request);
      if (!request.get('viewer').mayRead(project, 'repository')) throw forbidden();
      return hitPage(request, search, [project], ref);
    });
  }
  for (const path of ['/groups/:id/search', '/groups/:id/-/search']) {
    api.get(path, (request) => {
      const viewer = request.get('viewer');
      const group = findGroup(request);
      const { include_archived } = readQuery(request, groupSearchParameters);
      const search = readSearch(request);
      if (viewer.world.settings.searchEngine === 'basic') {
        throw new ApiError(400, {
          message: { error: 'Scope supported only with advanced search or exact code search' },
        });
      }
      const projects = ownProjects(viewer, subtree(viewer, group)).filter(
        (project) =>
          viewer.seesProject(project) &&
          viewer.mayRead(project, 'repository') &&
          (include_archived || !isArchived(viewer, project)),
      );
      return hitPage(request, search, projects);
    });
  }
}

/** The searched text; throws 400 for what this instance cannot do. */
function readSearch(request: Request): string {
  const { world } = request.get('viewer');
  const { scope, search, search_type } = readQuery(request, commonParameters);
  if (scope === undefined) throw badParameter('scope', 'is missing, scope does not have a valid value');
  if (scope !== 'blobs') throw badParameter('scope', 'does not have a valid value');
  if (search === undefined) throw badParameter('search', 'is missing');
  if (search_type === 'zoekt') throw new ApiError(400, { message: { error: 'Zoekt is not available' } });
  if (search_type === 'advanced' && world.settings.searchEngine === 'basic') {
    throw new ApiError(400, { message: { error: 'Elasticsearch is not available' } });
  }
  return search;
}

function hitPage(request: Request, search: string, projects: readonly Project[], ref?: string): Response {
  const viewer = request.get('viewer');
  const { searchEngine, searchRef } = viewer.world.settings;
  const query = parseBlobQuery(search);
  const hits = projects.flatMap((project) => {
    const repository = viewer.world.repositories.get(project.id);
    const branch = branchOf(project, repository, ref);
    const files = branch === undefined ? undefined : repository?.get(branch);
    if (query === undefined || branch === undefined || files === undefined) return [];
    const indexed = searchEngine === 'advanced' ? withoutLarge(files) : files;
    // The index knows the commit that it read, the basic engine the branch.
    const hitRef = searchRef ?? (searchEngine === 'advanced' ? commitOf(project, branch) : branch);
    return searchBlobs(indexed, query).map((hit) => ({
      basename: hit.path.replace(/\.[^./]*$/, ''),
      data: hit.data,
      path: hit.path,
      filename: hit.path,
      id: null,
      ref: hitRef,
      startline: hit.startline,
      project_id: project.id,
    }));
  });
  request.header('X-Search-Type', searchEngine);
  return request.json(offsetPage(request, viewer, hits));
}

const LARGEST_INDEXED_BYTES = 1_048_576;

/** The files that an index holds: none above 1 MiB ("GitLab: advanced search limits"). */
function withoutLarge(files: ReadonlyMap<string, RepositoryFile>): ReadonlyMap<string, RepositoryFile> {
  return new Map([...files].filter(([, file]) => bytesOf(file).length <= LARGEST_INDEXED_BYTES));
}
