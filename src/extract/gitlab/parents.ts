import { type Endpoint, endpoint, type Query } from '../../http/endpoint.ts';
import type { RawBatch, RawObject } from '../../raw-object.ts';

/** The mapping's `visibility`: which groups and projects count as the catalog's. */
export interface Visibility {
  readonly useMinAccessLevel: boolean;
  /** 10 Guest, 20 Reporter, 30 Developer, 40 Maintainer, 50 Owner. */
  readonly minAccessLevel: number;
}

/** gitlab.com lists every public project of the site unless it is asked for memberships. */
export function isPublicSite(url: string): boolean {
  return new URL(url).hostname === 'gitlab.com';
}

/** Reads a listing, or what is wanted of it. */
type Read<Answer> = (endpoint: Endpoint, query: Query) => Answer;
type Listing<Answer> = (active?: boolean) => Answer;

/**
 * `GET /groups`. Authenticated callers get offset paging only, hence the order by id: what is added while the list is
 * read lands at its end (GitLab: "Groups API").
 */
export function createGroupListing<Answer>(
  read: Read<Answer>,
  visibility: Visibility,
  isPublicSite: boolean,
): Listing<Answer> {
  const reach = reachOfGroups(visibility, isPublicSite);
  return (active) => read(endpoint`groups`, { order_by: 'id', sort: 'asc', ...reach, active });
}

/** `GET /projects` by keyset on the id: exact at any size (GitLab: "Projects API", "Keyset-based pagination"). */
export function createProjectListing<Answer>(
  read: Read<Answer>,
  visibility: Visibility,
  isPublicSite: boolean,
): Listing<Answer> {
  const reach = reachOfProjects(visibility, isPublicSite);
  const order = { pagination: 'keyset', order_by: 'id', sort: 'asc' };
  return (active) => read(endpoint`projects`, { ...order, ...reach, active });
}

/** Which groups `GET /groups` lists. */
export function reachOfGroups({ useMinAccessLevel, minAccessLevel }: Visibility, isPublicSite: boolean): Query {
  return useMinAccessLevel
    ? { min_access_level: minAccessLevel, all_available: true }
    : { all_available: isPublicSite ? undefined : true };
}

/** Which projects `GET /projects` lists. */
export function reachOfProjects({ useMinAccessLevel, minAccessLevel }: Visibility, isPublicSite: boolean): Query {
  return useMinAccessLevel ? { min_access_level: minAccessLevel } : { membership: isPublicSite ? true : undefined };
}

/** The rows that are not marked for deletion: only those are the catalog's. */
export async function* withoutLeaving(batches: AsyncIterable<RawBatch>): AsyncGenerator<RawBatch> {
  for await (const batch of batches) yield batch.filter((row) => !isMarkedForDeletion(row));
}

/** The rows that are: lists of what lies in groups hold what lies in these, too. */
export async function* onlyLeaving(batches: AsyncIterable<RawBatch>): AsyncGenerator<RawBatch> {
  for await (const batch of batches) yield batch.filter(isMarkedForDeletion);
}

/** The `_at` twin is what servers before 18.0 answer. */
export function isMarkedForDeletion(row: RawObject): boolean {
  return (row['marked_for_deletion_on'] ?? row['marked_for_deletion_at'] ?? null) !== null;
}
