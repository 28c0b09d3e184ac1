import pMap from 'p-map';
import { isSearchQuery, type SearchQuery } from '../../entity.ts';
import { type Batch, toBatches } from '../batches.ts';
import type { EntityBody } from '../entity-body.ts';
import { type FieldName, fieldsOf } from '../fingerprint.ts';
import { identifiedBy, readEntities, type StoredEntity } from '../ownership.ts';
import type { PortClient } from '../port-client.ts';
import type { StoredBlueprint, StoredBlueprints } from '../stored-blueprints.ts';
import type { Upsert, UpsertResult } from '../upsert.ts';
import { changedFields, toChange } from './changed-fields.ts';
import type { PlannedChanges } from './planned-changes.ts';

export interface PlannedUpsertOptions {
  readonly port: PortClient;
  readonly changes: PlannedChanges;
  /** Mapped fields are merged into the entity; else they replace it. */
  readonly merge: boolean;
  readonly blueprints: StoredBlueprints;
  /** Blueprints that Port does not have yet. */
  readonly coming: ReadonlySet<string>;
  /** What Port would note as the data source of what is written. */
  readonly datasource: string;
  /** Requests at a time. */
  readonly concurrency: number;
  readonly mask: (text: string) => string;
}

/** Identifiers in one search; far from what a URL or Port's body could take. */
const LOOKED_UP_AT_ONCE = { maxEntities: 100, maxBytes: Number.POSITIVE_INFINITY };

const DATASOURCE = '$datasource';

/** Takes the place of `createUpsert`: looks up what Port holds, notes what a write would change, and writes nothing. */
export function createPlannedUpsert(options: PlannedUpsertOptions): Upsert {
  return async (entities, { merge } = options) => {
    const batches = toBatches(entities, LOOKED_UP_AT_ONCE);
    const results = await pMap(batches, (batch) => planBatch({ ...options, merge }, batch), {
      concurrency: options.concurrency,
    });
    return results.flat();
  };
}

async function planBatch(options: PlannedUpsertOptions, batch: Batch): Promise<UpsertResult[]> {
  const fields = [DATASOURCE, ...(await fieldsToRead(options, batch))];
  const identifiers = batch.entities.map(({ identifier }) => identifier).filter((name) => typeof name === 'string');
  const stored = new Map<string, StoredEntity>();
  if (identifiers.length > 0)
    for (const entity of await find(options, batch.blueprint, fields, identifiedBy(identifiers)))
      stored.set(entity.identifier, entity);

  const results: UpsertResult[] = [];
  for (const entity of batch.entities) {
    if (isSearchQuery(entity.identifier)) {
      const found = await find(options, batch.blueprint, fields, entity.identifier);
      results.push(planSearched(options, entity, found));
    } else results.push(plan(options, entity, entity.identifier, stored.get(entity.identifier)));
  }
  return results;
}

function plan(
  { changes, merge, datasource, mask }: PlannedUpsertOptions,
  entity: EntityBody,
  identifier: string,
  stored: StoredEntity | undefined,
): UpsertResult {
  const key = { blueprint: entity.blueprint, identifier };
  changes.noteRelations(key, entity.relations ?? {}, merge);
  if (stored === undefined) {
    changes.noteCreated(key);
    return { entity, identifier, outcome: 'created' };
  }
  const changed = changedFields(stored, entity, !merge, mask);
  if (!isSameOwner(stored.datasource, datasource))
    changed.push(toChange(DATASOURCE, stored.datasource ?? undefined, datasource));
  const concerned = merge ? [...fieldsOf(entity)] : [...fieldsOf(stored), ...fieldsOf(entity)];
  changes.noteUpdated(
    key,
    changed,
    concerned.map(([field]) => field),
  );
  return { entity, identifier, outcome: 'updated' };
}

/** Port: "Search identifiers and relations". What the run itself would create is not found: it is not there yet. */
function planSearched(
  options: PlannedUpsertOptions,
  entity: EntityBody,
  [found, another]: readonly StoredEntity[],
): UpsertResult {
  if (found === undefined) {
    const message = 'nothing that Port holds by now matches the search for its identifier';
    return { entity, outcome: { status: 404, code: 'not_found', message } };
  }
  if (another === undefined) return plan(options, entity, found.identifier, found);
  const message = 'the search for its identifier matches more than one entity';
  return { entity, outcome: { status: 422, code: 'invalid_request', message } };
}

/** What is compared: the fields that are written, and where they replace the entity all that it may hold. */
async function fieldsToRead(
  { merge, blueprints, coming }: PlannedUpsertOptions,
  { blueprint, entities }: Batch,
): Promise<readonly FieldName[]> {
  const written = new Set(entities.flatMap((entity) => [...fieldsOf(entity)].map(([field]) => field)));
  if (merge || coming.has(blueprint)) return [...written];
  const known = (await blueprints.read()).get(blueprint);
  return [...new Set([...written, 'title', 'icon', 'team', ...fieldsIn(known)])];
}

function fieldsIn(blueprint: StoredBlueprint | undefined): readonly FieldName[] {
  const properties = Object.keys(blueprint?.schema?.properties ?? {}).map((name) => `properties.${name}`);
  return [...properties, ...Object.keys(blueprint?.relations ?? {}).map((name) => `relations.${name}`)];
}

async function find(
  { port, coming }: PlannedUpsertOptions,
  blueprint: string,
  fields: readonly FieldName[],
  query: SearchQuery,
): Promise<readonly StoredEntity[]> {
  if (coming.has(blueprint)) return [];
  const found: StoredEntity[] = [];
  for await (const page of readEntities(port, blueprint, fields, query)) found.push(...page);
  return found;
}

/** The version in a data source changes with every release and owns nothing (Port: "User-Agent decides ownership"). */
function isSameOwner(stored: string | null | undefined, own: string): boolean {
  const withoutVersion = (datasource: string) => datasource.split('/').toSpliced(2, 1).join('/');
  return stored != null && withoutVersion(stored) === withoutVersion(own);
}
