import { type Endpoint, endpoint, type Query } from '../../http/endpoint.ts';
import type { RawBatch, RawObject } from '../../raw-object.ts';

/** The mapping's `visibility`: which groups and projects count as the catalog's. */
export interface Visibility {
  readonly useMinAccessLevel: boolean;
  /** 10 Guest, 20 Reporter, 30 Developer, 40 Maintainer, 50 Owner. */
  readonly minAccessLevel: number;
}

type Pages = (endpoint: Endpoint, query?: Query) => AsyncIterable<RawBatch>;
type Listing = (active?: boolean) => AsyncIterable<RawBatch>;

/**
 * `GET /groups`. Authenticated callers get offset paging only, hence the order by id: what is added while the list is
 * read lands at its end (GitLab: "Groups API").
 */
export function createGroupListing(pages: Pages, visibility: Visibility, isPublicSite: boolean): Listing {
  const reach = visibility.useMinAccessLevel
    ? { min_access_level: visibility.minAccessLevel, all_available: true }
    : { all_available: isPublicSite ? undefined : true };
  return (active) => pages(endpoint`groups`, { order_by: 'id', sort: 'asc', ...reach, active });
}

/** `GET /projects` by keyset on the id: exact at any size (GitLab: "Projects API", "Keyset-based pagination"). */
export function createProjectListing(pages: Pages, visibility: Visibility, isPublicSite: boolean): Listing {
  const reach = visibility.useMinAccessLevel
    ? { min_access_level: visibility.minAccessLevel }
    : { membership: isPublicSite ? true : undefined };
  const order = { pagination: 'keyset', order_by: 'id', sort: 'asc' };
  return (active) => pages(endpoint`projects`, { ...order, ...reach, active });
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
