import type { HttpResponse } from '../../http/client.ts';
import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch, RawObject } from '../../raw-object.ts';
import { distinct } from '../distinct.ts';
import type { GitLabClient } from './client.ts';
import { type Contents, createContents } from './contents.ts';
import { explainNotFound } from './gone.ts';
import { createGraphQl, type GraphQl } from './graphql.ts';
import { createNamedProjects } from './named-projects.ts';
import { readPages, readUncounted } from './pages.ts';
import { createGroupListing, createProjectListing, onlyLeaving, type Visibility, withoutLeaving } from './parents.ts';
import { createSearch, type Search } from './search.ts';
import { createSharedLists, type SharedList } from './shared-lists.ts';
import { SharedPages, UnpackedPages } from './shared-pages.ts';
import { ListedSizes, type Sizes } from './sizes.ts';
import { readByTime, type TimeField } from './time-windows.ts';
import { createTrees, type Trees } from './trees.ts';

/**
 * What kinds see of a GitLab: its parents, listed once per run, and anything else. All of it fails with a GoneError
 * where the project, group or pipeline that is read of exists no more.
 */
export interface GitLab {
  /** Groups that the visibility lets through; `active` unset asks for both. */
  groups(active?: boolean): AsyncIterable<RawBatch>;
  /** Projects that the visibility lets through; `active` unset asks for both. */
  projects(active?: boolean): AsyncIterable<RawBatch>;
  /** Projects of the same listing that are marked for deletion: neither they nor what lies in them is the catalog's. */
  leavingProjects(): AsyncIterable<RawBatch>;
  /** A project by its full path, whatever the visibility; undefined for one that is marked for deletion. */
  namedProject(fullPath: string): Promise<RawObject | undefined>;
  /** How many groups and projects those listings have, once they have been read. */
  readonly sizes: Sizes;
  readonly trees: Trees;
  readonly contents: Contents;
  readonly search: Search;
  readonly graphQl: GraphQl;
  /** A list that several kinds read: where several resources of the run do it is read once, and kept. */
  sharedPages(name: SharedList, endpoint: Endpoint, query?: Query): AsyncIterable<RawBatch>;
  pages(endpoint: Endpoint, query?: Query): AsyncIterable<RawBatch>;
  /** A list that GitLab can filter by a date, in the order of that date: exact at any size. */
  pagesByTime(endpoint: Endpoint, query: Query, field: TimeField): AsyncIterable<RawBatch>;
  get(endpoint: Endpoint, query?: Query): Promise<HttpResponse>;
}

export interface GitLabOptions {
  readonly client: GitLabClient;
  readonly visibility: Visibility;
  readonly isPublicSite: boolean;
  /** The largest file whose text a mapping gets to see, in bytes. */
  readonly fileSizeLimit: number;
  /** Lists that more than one resource of the run reads. */
  readonly readSeveralTimes: ReadonlySet<SharedList>;
  /** Whether a search that asks for names of files alone is answered from the tree where the answer is the same. */
  readonly answerSearchesFromTrees: boolean;
}

export function createGitLab(options: GitLabOptions): GitLab {
  const { client, visibility, isPublicSite, fileSizeLimit, answerSearchesFromTrees: answerSearches } = options;
  const { readSeveralTimes } = options;

  async function* explainedPages(endpoint: Endpoint, batches: AsyncIterable<RawBatch>): AsyncGenerator<RawBatch> {
    try {
      yield* batches;
    } catch (error) {
      throw await explainNotFound(client, endpoint, error);
    }
  }

  async function explained(endpoint: Endpoint, response: Promise<HttpResponse>): Promise<HttpResponse> {
    try {
      return await response;
    } catch (error) {
      throw await explainNotFound(client, endpoint, error);
    }
  }

  const pages: GitLab['pages'] = (list, query) => explainedPages(list, readPages(client, list, query));
  const hits: GitLab['pages'] = (list, query = {}) => explainedPages(list, readUncounted(client, list, query));
  const get: GitLabClient['get'] = (...request) => explained(request[0], client.get(...request));
  const head: GitLabClient['head'] = (...request) => explained(request[0], client.head(...request));
  const getBytes: GitLabClient['getBytes'] = (...request) => explained(request[0], client.getBytes(...request));
  const unpacked = new UnpackedPages();
  const readOnce = createSharedLists(pages, unpacked);
  const listed = new ListedSizes();
  const readParents = createSharedLists((list, query = {}) => listed.count(list, query, pages(list, query)), unpacked);
  const groups = createGroupListing(readParents, visibility, isPublicSite);
  const projects = createProjectListing(readParents, visibility, isPublicSite);
  const leaving = new SharedPages(onlyLeaving(projects()), unpacked);
  return {
    groups: (active) => withoutLeaving(groups(active)),
    projects: (active) => withoutLeaving(projects(active)),
    leavingProjects: () => leaving,
    namedProject: createNamedProjects(get),
    sizes: listed.sizes,
    trees: createTrees({ pages, unpacked, answerSearches }),
    contents: createContents({ get, head, getBytes }, fileSizeLimit),
    search: createSearch(hits),
    graphQl: createGraphQl(client),
    sharedPages: (name, list, query) =>
      readSeveralTimes.has(name) ? readOnce(list, query) : distinct(pages(list, query)),
    pages,
    pagesByTime: (list, query, field) => explainedPages(list, readByTime(client, list, query, field)),
    get,
  };
}
