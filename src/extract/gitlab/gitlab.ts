import type { HttpResponse } from '../../http/client.ts';
import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { RawBatch } from '../../raw-object.ts';
import type { GitLabClient } from './client.ts';
import { explainNotFound } from './gone.ts';
import { createMemberListing } from './members.ts';
import { readPages } from './pages.ts';
import { createGroupListing, createProjectListing, onlyLeaving, type Visibility, withoutLeaving } from './parents.ts';

/**
 * What kinds see of a GitLab: its parents and their members, listed once per run, and anything else. All of it fails
 * with a GoneError where the project or group that is read of exists no more.
 */
export interface GitLab {
  /** Groups that the visibility lets through; `active` unset asks for both. */
  groups(active?: boolean): AsyncIterable<RawBatch>;
  /** Projects that the visibility lets through; `active` unset asks for both. */
  projects(active?: boolean): AsyncIterable<RawBatch>;
  /** Projects of the same listing that are marked for deletion: neither they nor what lies in them is the catalog's. */
  leavingProjects(): AsyncIterable<RawBatch>;
  /** Rows of the members of a group, bots included. */
  groupMembers(groupId: number, inherited: boolean): AsyncIterable<RawBatch>;
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

  const groups = createGroupListing(pages, visibility, isPublicSite);
  const projects = createProjectListing(pages, visibility, isPublicSite);
  return {
    groups: (active) => withoutLeaving(groups(active)),
    projects: (active) => withoutLeaving(projects(active)),
    leavingProjects: () => onlyLeaving(projects()),
    groupMembers: createMemberListing(pages),
    pages,
    get: (endpoint, query) => explained(endpoint, client.get(endpoint, query)),
    getBytes: (endpoint, query) => explained(endpoint, client.getBytes(endpoint, query)),
  };
}
