import { type Api, findProject, type Request } from '../api.ts';
import { badParameter, forbidden, notFound } from '../api-error.ts';
import { keysetParameters, nameKeysetPage, offsetPage, offsetParameters, sortRows } from '../pagination.ts';
import { branchRow, committedAt } from '../present/branch.ts';
import { tagRow } from '../present/release.ts';
import { oneOf, readQuery, text, withDefault } from '../query.ts';
import type { Tag } from '../records.ts';
import type { Project } from '../world.ts';

export const tagParameters = {
  ...keysetParameters,
  order_by: withDefault(oneOf('name', 'updated', 'version'), 'updated'),
  sort: withDefault(oneOf('asc', 'desc'), 'desc'),
  search: text,
  page_token: text,
};

/** Keyset paging of branches is behind a flag that is off by default, so it is ignored here. */
export const branchParameters = {
  ...offsetParameters,
  search: text,
  regex: text,
  sort: withDefault(oneOf('name_asc', 'updated_asc', 'updated_desc'), 'name_asc'),
};

/** Tags and branches ("GitLab: tags", "GitLab: branches"). */
export function refRoutes(api: Api): void {
  api.get('/projects/:id/repository/tags', (request) => {
    const viewer = request.get('viewer');
    const project = findProject(request);
    if (!viewer.mayRead(project, 'repository')) throw forbidden();
    const query = readQuery(request, tagParameters);
    const wanted = matcher(query.search);
    const rows = viewer.world.tags.filter((tag) => tag.projectId === project.id && wanted(tag.name));
    const sorted = sortTags(rows, query.order_by, query.sort);
    const keyset = query.pagination === 'keyset' && query.search === undefined;
    const page = keyset ? nameKeysetPage(request, viewer, sorted) : offsetPage(request, viewer, sorted);
    return request.json(page.map((tag) => tagRow(viewer, project, tag)));
  });

  api.get('/projects/:id/repository/branches', (request) => {
    const viewer = request.get('viewer');
    const project = findCode(request);
    const { search, regex, sort } = readQuery(request, branchParameters);
    if (search !== undefined && regex !== undefined) throw badParameter('search, regex', 'are mutually exclusive');
    const wanted = regex === undefined ? matcher(search) : matchesPattern(regex);
    const names = branchNames(request, project).filter(wanted);
    const page = offsetPage(request, viewer, sort === 'name_asc' ? names.toSorted() : byDate(names));
    return request.json(page.map((name) => branchRow(viewer, project, name)));

    function byDate(unsorted: readonly string[]): string[] {
      const sign = sort === 'updated_asc' ? 1 : -1;
      const time = (name: string): number => Date.parse(committedAt(viewer, project, name));
      return unsorted.toSorted((left, right) => sign * (time(left) - time(right)));
    }
  });

  api.get('/projects/:id/repository/branches/:branch', (request) => {
    const project = findCode(request);
    const name = branchNames(request, project).find((candidate) => candidate === request.req.param('branch'));
    if (name === undefined) throw notFound('Branch');
    return request.json(branchRow(request.get('viewer'), project, name));
  });
}

/** The project of a request; branches say 404 where the repository is off and 403 where the role is too low. */
function findCode(request: Request): Project {
  const viewer = request.get('viewer');
  const project = findProject(request);
  if (viewer.mayRead(project, 'repository')) return project;
  throw project.features.repository === 'disabled' ? notFound('Repository') : forbidden();
}

function branchNames(request: Request, project: Project): string[] {
  return [...(request.get('viewer').world.repositories.get(project.id)?.keys() ?? [])];
}

/** `^x` finds names that begin with it, `x$` those that end so, anything else those that hold it. */
function matcher(search = ''): (name: string) => boolean {
  const searched = search.toLowerCase();
  return (name) => {
    if (searched.startsWith('^')) return name.toLowerCase().startsWith(searched.slice(1));
    if (searched.endsWith('$')) return name.toLowerCase().endsWith(searched.slice(0, -1));
    return name.toLowerCase().includes(searched);
  };
}

function matchesPattern(regex: string): (name: string) => boolean {
  try {
    const pattern = new RegExp(regex, 'u');
    return (name) => pattern.test(name);
  } catch {
    throw badParameter('regex', 'is an invalid regular expression');
  }
}

function sortTags(tags: readonly Tag[], by: 'name' | 'updated' | 'version', sort: 'asc' | 'desc'): Tag[] {
  if (by === 'updated') return sortRows(tags, (tag) => tag.committedAt, sort);
  if (by === 'name') return sortRows(tags, (tag) => tag.name, sort);
  const sign = sort === 'asc' ? 1 : -1;
  return tags.toSorted((left, right) => sign * left.name.localeCompare(right.name, 'en', { numeric: true }));
}
