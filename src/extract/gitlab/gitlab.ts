import type { HttpResponse } from '../../http/client.ts';
import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch, RawObject } from '../../raw-object.ts';
import { type BlobSearch, createBlobSearch } from './blob-hits.ts';
import type { GitLabClient } from './client.ts';
import { type Contents, createContents } from './contents.ts';
import { explainNotFound } from './gone.ts';
import { createGraphQl, type GraphQl } from './graphql.ts';
import { createNamedProjects } from './named-projects.ts';
import { readPages } from './pages.ts';
import { createGroupListing, createProjectListing, onlyLeaving, type Visibility, withoutLeaving } from './parents.ts';
import { createSharedLists } from './shared-lists.ts';
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
  readonly trees: Trees;
  readonly contents: Contents;
  readonly blobSearch: BlobSearch;
  readonly graphQl: GraphQl;
  /** A list that several resources may ask for, and whose rows are small: it is kept, and read once per run. */
  sharedPages(endpoint: Endpoint, query?: Query): AsyncIterable<RawBatch>;
  pages(endpoint: Endpoint, query?: Query): AsyncIterable<RawBatch>;
  get(endpoint: Endpoint, query?: Query): Promise<HttpResponse>;
  /** The body is a Uint8Array. */
  getBytes(endpoint: Endpoint, query?: Query): Promise<HttpResponse>;
}

export interface GitLabOptions {
  readonly client: GitLabClient;
  readonly visibility: Visibility;
  /** gitlab.com lists every public project of the site unless it is asked for memberships. */
  readonly isPublicSite: boolean;
}

export function createGitLab({ client, visibility, isPublicSite }: GitLabOptions): GitLab {
  async function* pages(endpoint: Endpoint, query?: Query): AsyncGenerator<RawBatch> {
    try {
      yield* readPages(client, endpoint, query);
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

  const get: GitLab['get'] = (endpoint, query) => explained(endpoint, client.get(endpoint, query));
  const getBytes: GitLab['getBytes'] = (endpoint, query) => explained(endpoint, client.getBytes(endpoint, query));
  const sharedPages = createSharedLists(pages);
  const groups = createGroupListing(sharedPages, visibility, isPublicSite);
  const projects = createProjectListing(sharedPages, visibility, isPublicSite);
  return {
    groups: (active) => withoutLeaving(groups(active)),
    projects: (active) => withoutLeaving(projects(active)),
    leavingProjects: () => onlyLeaving(projects()),
    namedProject: createNamedProjects(get),
    trees: createTrees(pages),
    contents: createContents({ get, getBytes }),
    blobSearch: createBlobSearch(pages),
    graphQl: createGraphQl(client),
    sharedPages,
    pages,
    get,
    getBytes,
  };
}
