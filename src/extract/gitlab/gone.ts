import { UpstreamError } from '../../errors.ts';
import type { Endpoint, Query } from '../../http/endpoint.ts';
import type { GitLabClient } from './client.ts';

/** What was read belongs to a project or group that has been deleted since it was listed: nothing is missing. */
export class GoneError extends Error {
  override readonly name = 'GoneError';
}

/**
 * What a failure to read something of a project or group amounts to: a 404 says "not there" and "not for you" alike,
 * so the parent itself is asked (GitLab: REST, "Status codes").
 */
export async function explainNotFound(client: GitLabClient, endpoint: Endpoint, error: unknown): Promise<unknown> {
  if (!(error instanceof UpstreamError) || error.status !== 404 || isAbsentFromRepository(error)) return error;
  const parent = parentOf(endpoint);
  if (parent === undefined || (await exists(client, parent))) return error;
  return new GoneError(`GitLab: ${parent.path} is gone`, { cause: error });
}

/** The texts with which GitLab says that a readable repository does not hold something (GitLab: lib/api/files.rb). */
export function isAbsentFromRepository({ status, failure }: UpstreamError): boolean {
  const text = JSON.stringify(failure.body) ?? '';
  return status === 404 && /404 (File|Commit|Tree|Blob|invalid revision or path) Not Found/.test(text);
}

/** `groups/10` of `groups/10/members/all`: identifiers are encoded, so that a slash always ends one. */
function parentOf({ path }: Endpoint): (Endpoint & { readonly query: Query }) | undefined {
  const [collection = '', id = '', ...below] = path.split('/');
  if (below.length === 0 || (collection !== 'projects' && collection !== 'groups')) return undefined;
  return {
    path: `${collection}/${id}`,
    route: `/${collection}/:id`,
    query: collection === 'groups' ? { with_projects: false } : {},
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
