import { z } from 'zod';
import { AuthError, UpstreamError } from '../../errors.ts';
import { parseAnswer } from '../../http/answer.ts';
import { type Endpoint, endpoint, type Query } from '../../http/endpoint.ts';
import type { GitLabClient } from './client.ts';
import { reachOfGroups, reachOfProjects, type Visibility } from './parents.ts';

const Metadata = z.looseObject({ version: z.string() });
const User = z.looseObject({ username: z.string(), bot: z.boolean().optional() });

/** `18.9.0-ee`; undefined where the token may not ask (GitLab: "Metadata API"; before 15.2 "Version API"). */
export async function readVersion(gitlab: GitLabClient): Promise<string | undefined> {
  const answer = (await ask(gitlab, endpoint`metadata`, Metadata)) ?? (await ask(gitlab, endpoint`version`, Metadata));
  return answer?.version;
}

/** Whose token it is; undefined for a token that may not read its user. */
export async function readUser(gitlab: GitLabClient): Promise<z.output<typeof User> | undefined> {
  return ask(gitlab, endpoint`user`, User);
}

/** How many groups and projects are listed; undefined for more than 10,000, which GitLab does not count. */
export interface Visible {
  readonly groups: number | undefined;
  readonly projects: number | undefined;
}

/**
 * Counts what a run lists before all else, with a request each (GitLab: "Pagination", `x-total`); what is marked for
 * deletion is among it, and only reading the rows would tell.
 */
export async function countVisible(
  gitlab: GitLabClient,
  visibility: Visibility,
  isPublicSite: boolean,
): Promise<Visible> {
  const [groups, projects] = await Promise.all([
    count(gitlab, endpoint`groups`, reachOfGroups(visibility, isPublicSite)),
    count(gitlab, endpoint`projects`, reachOfProjects(visibility, isPublicSite)),
  ]);
  return { groups, projects };
}

async function count(gitlab: GitLabClient, list: Endpoint, reach: Query): Promise<number | undefined> {
  const { headers } = await gitlab.get(list, { ...reach, per_page: 1 });
  const total = headers.get('x-total');
  return total === null ? undefined : Number(total);
}

async function ask<Schema extends z.ZodType>(
  gitlab: GitLabClient,
  address: Endpoint,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  try {
    return parseAnswer(schema, await gitlab.get(address), { service: 'GitLab', route: address.route });
  } catch (error) {
    // A fine-grained token may lack the permission for this and still read projects.
    const answer = error instanceof AuthError ? error.cause : error;
    if (answer instanceof UpstreamError && [403, 404].includes(answer.status ?? 0)) return undefined;
    throw error;
  }
}
