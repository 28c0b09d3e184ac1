import { z } from 'zod';
import type { Entity, SearchQuery } from '../entity.ts';
import { endpoint } from '../http/endpoint.ts';
import type { FieldName } from './fingerprint.ts';
import type { PortClient } from './port-client.ts';
import { readPortPages } from './port-pages.ts';

/** What an entity's data source begins and ends with when this integration owns it, whatever version wrote it. */
export interface Owner {
  readonly prefix: string;
  readonly suffix: string;
}

/** An entity's place in the catalog. */
export interface EntityKey {
  readonly blueprint: string;
  readonly identifier: string;
}

/** The same for one that may be a search query, for people. */
export function nameOf({ blueprint, identifier }: Pick<Entity, 'blueprint' | 'identifier'>): EntityKey {
  return { blueprint, identifier: typeof identifier === 'string' ? identifier : JSON.stringify(identifier) };
}

/** Identifiers by blueprint. */
export type Keys = ReadonlyMap<string, ReadonlySet<string>>;

/** An entity as Port holds it, as far as it was asked for. */
export type StoredEntity = z.output<typeof StoredEntity>;

const StoredEntity = z.object({
  identifier: z.string(),
  title: z.string().nullish(),
  icon: z.string().nullish(),
  team: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).nullish(),
  relations: z.record(z.string(), z.unknown()).nullish(),
  updatedAt: z.string().nullish(),
  datasource: z.string().nullish(),
});

const OwnedEntity = z.object({ identifier: z.string(), blueprint: z.string() });

/** Port: "Sizes". */
const OWNED_PAGE = 5000;
const SEARCH_PAGE = 1000;

/** The least requests that reading what an owner holds takes; `held` is the number of entities of each blueprint. */
export function requestsToRead(held: readonly number[]): number {
  return sum(held.map((count) => pagesOf(count, SEARCH_PAGE)));
}

/** The same for what is stale, which is looked for in all blueprints together. */
export function requestsToFindStale(held: readonly number[]): number {
  return pagesOf(sum(held), OWNED_PAGE);
}

function pagesOf(count: number, size: number): number {
  return Math.max(1, Math.ceil(count / size));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Port: "User-Agent decides ownership". */
export function ownerOf(integration: { readonly type: string; readonly identifier: string }): Owner {
  return { prefix: `port-ocean/${integration.type.toLowerCase()}/`, suffix: `/${integration.identifier}/exporter` };
}

/**
 * The entities of all blueprints that an owner last updated before a moment. What this run or another one has written
 * since is not among them, so that nobody deletes it.
 */
export async function* readOwned(port: PortClient, owner: Owner, before: Date): AsyncGenerator<readonly EntityKey[]> {
  const body = {
    datasource_prefix: owner.prefix,
    datasource_suffix: owner.suffix,
    before: before.toISOString(),
    limit: OWNED_PAGE,
  };
  yield* readPortPages(port, endpoint`blueprints/entities/datasource-entities`, body, OwnedEntity);
}

/** What an owner's entities have in common. */
export function ownedBy({ prefix, suffix }: Owner): SearchQuery {
  const rules = [prefix, suffix].map((value) => ({ property: '$datasource', operator: 'contains', value }));
  return { combinator: 'and', rules };
}

/** The entities of these identifiers; Port takes a hundred at a time for certain. */
export function identifiedBy(identifiers: readonly string[]): SearchQuery {
  return { combinator: 'and', rules: [{ property: '$identifier', operator: 'in', value: identifiers }] };
}

/** Entities of one blueprint with the fields asked for; those that a query matches, or all. */
export async function* readEntities(
  port: PortClient,
  blueprint: string,
  fields: readonly FieldName[],
  query?: SearchQuery,
): AsyncGenerator<readonly StoredEntity[]> {
  const body = { include: ['identifier', ...fields], limit: SEARCH_PAGE, ...(query && { query }) };
  yield* readPortPages(port, endpoint`blueprints/${blueprint}/entities/search`, body, StoredEntity);
}
