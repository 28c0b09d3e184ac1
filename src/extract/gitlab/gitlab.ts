import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch } from '../../raw-object.ts';
import type { GitLabClient } from './client.ts';
import { readPages } from './pages.ts';
import { createGroupListing, createProjectListing, type Visibility } from './parents.ts';

/** What kinds see of a GitLab: its parents, listed once per run, and any other list. */
export interface GitLab {
  /** Groups that the visibility lets through; `active` unset asks for both. */
  groups(active?: boolean): AsyncIterable<RawBatch>;
  /** Projects that the visibility lets through; `active` unset asks for both. */
  projects(active?: boolean): AsyncIterable<RawBatch>;
  pages(endpoint: Endpoint, query?: Query): AsyncIterable<RawBatch>;
}

export interface GitLabOptions {
  readonly client: GitLabClient;
  readonly visibility: Visibility;
  /** gitlab.com lists every public project of the site unless it is asked for memberships. */
  readonly isPublicSite: boolean;
}

export function createGitLab({ client, visibility, isPublicSite }: GitLabOptions): GitLab {
  const pages = (endpoint: Endpoint, query?: Query) => readPages(client, endpoint, query);
  return {
    groups: createGroupListing(pages, visibility, isPublicSite),
    projects: createProjectListing(pages, visibility, isPublicSite),
    pages,
  };
}
