import { UpstreamError } from '../../errors.ts';
import { type Endpoint, endpoint, type Query } from '../../http/endpoint.ts';
import type { RawBatch, RawObject } from '../../raw-object.ts';
import type { Parent } from '../cost.ts';
import type { GitLabClient } from './client.ts';
import { createGroupListing, createProjectListing, isMarkedForDeletion, type Visibility } from './parents.ts';

/** How many there are of something. */
export interface Size {
  readonly count: number;
  /** Whether there may be more. */
  readonly isLeast: boolean;
}

/** Tells how many groups and projects there are; undefined where GitLab does not let us know. */
export type Sizes = (parent: Parent, active: boolean | undefined) => Promise<Size | undefined>;

/** The most rows that GitLab counts (GitLab: "REST pagination"). */
const MOST_COUNTED = 10_000;

/**
 * Asks GitLab how long its listings are, by one row and the total of each: what a run is going to take can so be told
 * before it begins. Each total is asked for once.
 */
export function askSizes(client: GitLabClient, visibility: Visibility, isPublicSite: boolean): Sizes {
  const totals = new Map<string, Promise<Size | undefined>>();
  const askOnce = (list: Endpoint, query: Query): Promise<Size | undefined> => {
    const key = JSON.stringify([list.path, query]);
    const total = totals.get(key) ?? askTotal(client, list, query);
    totals.set(key, total);
    return total;
  };
  return (parent, active) => {
    // A total is told of lists by page alone.
    if (parent === 'project')
      return createProjectListing(
        (list, query = {}) => askOnce(list, { ...query, pagination: undefined }),
        visibility,
        isPublicSite,
      )(active);
    const more = parent === 'topmost group' ? { top_level_only: true } : {};
    return createGroupListing((list, query) => askOnce(list, { ...query, ...more }), visibility, isPublicSite)(active);
  };
}

async function askTotal(client: GitLabClient, list: Endpoint, query: Query): Promise<Size | undefined> {
  try {
    const { headers } = await client.get(list, { ...query, per_page: 1 });
    const total = headers.get('x-total');
    return total === null ? { count: MOST_COUNTED, isLeast: true } : { count: Number(total), isLeast: false };
  } catch (error) {
    if (error instanceof UpstreamError) return undefined;
    throw error;
  }
}

/** Counts groups and projects while they are listed for other reasons; tells once a listing has come to its end. */
export class ListedSizes {
  readonly #listings = new Map<string, Listing>();

  /** The rows of a listing, counted as they pass. */
  async *count({ path }: Endpoint, { active }: Query, batches: AsyncIterable<RawBatch>): AsyncGenerator<RawBatch> {
    const listing = this.#find(path, active);
    try {
      for await (const batch of batches) {
        listing.add(batch);
        yield batch;
      }
    } catch (error) {
      listing.end(false);
      throw error;
    }
    listing.end(true);
  }

  /** Waits for the listing to be read: for ever where nobody reads it. */
  readonly sizes: Sizes = async (parent, active) => {
    const listing = this.#find((parent === 'project' ? projects : groups).path, active);
    if (!(await listing.whole)) return undefined;
    return { count: parent === 'topmost group' ? listing.countTopmost() : listing.size, isLeast: false };
  };

  #find(path: string, active: Query[string]): Listing {
    const key = `${path} ${active}`;
    const listing = this.#listings.get(key) ?? new Listing();
    this.#listings.set(key, listing);
    return listing;
  }
}

const groups = endpoint`groups`;
const projects = endpoint`projects`;

/** What has been seen of one listing. */
class Listing {
  /** Settles at its end: whether all of it was read. */
  readonly whole: Promise<boolean>;
  end: (isWhole: boolean) => void = () => {};
  size = 0;
  readonly #parents = new Map<unknown, unknown>();

  constructor() {
    this.whole = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  add(batch: RawBatch): void {
    for (const row of batch) if (!isMarkedForDeletion(row)) this.#addRow(row);
  }

  /** Of groups: those whose parent is not among them. */
  countTopmost(): number {
    return [...this.#parents.values()].filter((parent) => !this.#parents.has(parent)).length;
  }

  #addRow({ id, parent_id }: RawObject): void {
    this.size += 1;
    // Projects have none.
    if (parent_id !== undefined) this.#parents.set(id, parent_id);
  }
}
