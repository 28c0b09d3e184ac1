import { UpstreamError } from '../../errors.ts';
import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { GitLabClient } from './client.ts';

/** What was read belongs to a project, group or pipeline that was deleted after it was listed: nothing is missing. */
export class GoneError extends Error {
  override readonly name = 'GoneError';
}

/**
 * What a failure to read something of a project, group or pipeline amounts to: a 404 says "not there" and "not for
 * you" alike, so the parent itself is asked (GitLab: REST, "Status codes").
 */
export async function explainNotFound(client: GitLabClient, endpoint: Endpoint, error: unknown): Promise<unknown> {
  if (!(error instanceof UpstreamError) || error.status !== 404 || isAbsentFromRepository(error)) return error;
  const parent = parentOf(endpoint);
  if (parent === undefined || (await exists(client, parent))) return error;
  return new GoneError(`GitLab: ${parent.path} is gone`, { cause: error });
}

/** The texts with which GitLab says that a readable repository lacks something (GitLab: lib/api/{files,branches}.rb). */
export function isAbsentFromRepository({ status, failure }: UpstreamError): boolean {
  const text = JSON.stringify(failure.body) ?? '';
  return status === 404 && /404 (Branch|File|Commit|Tree|Blob|invalid revision or path) Not Found/.test(text);
}

/** Identifiers are encoded, so that a slash always ends one. */
const PARENT = /^(?:projects\/[^/]+\/pipelines\/[^/]+|(?:projects|groups)\/[^/]+)(?=\/)/;

/** `groups/10` of `groups/10/members/all`, `projects/1/pipelines/2` of `projects/1/pipelines/2/jobs`. */
function parentOf(endpoint: Endpoint): (Endpoint & { readonly query: Query }) | undefined {
  const path = PARENT.exec(endpoint.path)?.[0];
  if (path === undefined) return undefined;
  return {
    path,
    route: `/${path}`.replaceAll(/(s\/)[^/]+/g, '$1:id'),
    query: path.startsWith('groups') ? { with_projects: false } : {},
  };
}

async function exists(client: GitLabClient, { query, ...parent }: Endpoint & { query: Query }): Promise<boolean> {
  try {
    await client.get(parent, query);
    return true;
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return error.status !== 404;
  }
}
