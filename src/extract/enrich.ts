import { pMapIterable } from 'p-map';
import { type RawBatch, type RawObject, unread } from '../raw-object.ts';
import { GoneError } from './gitlab/gone.ts';
import { mapInOrder } from './in-order.ts';
import { takeFirst } from './take-first.ts';

/** Reads what is added to an object: its fields (`__languages` …), and under `[unread]` those that are not what they should be. */
export interface Enrichment {
  (object: RawObject): Promise<RawObject>;
  /** Asks for a batch at once what can be; the rest is asked object by object. */
  readonly prepare?: (batch: RawBatch) => Promise<void>;
}

/** Batches whose objects are asked about at once, while the ones before them are still being read. */
const PREPARED_AHEAD = 4;

/**
 * Adds to each object what the enrichments read, all at the same time; an object that is gone by then is left out. Of
 * more objects than the limit nothing is read.
 */
export function enrich(
  batches: AsyncIterable<RawBatch>,
  enrichments: readonly Enrichment[],
  limit = Infinity,
): AsyncIterable<RawBatch> {
  if (enrichments.length === 0) return batches;
  const prepare = async (batch: RawBatch): Promise<RawBatch> => {
    await Promise.all(enrichments.map((enrichment) => enrichment.prepare?.(batch)));
    return batch;
  };
  const prepared = pMapIterable(takeFirst(limit, batches), prepare, {
    concurrency: PREPARED_AHEAD,
    backpressure: PREPARED_AHEAD,
  });
  return mapInOrder(prepared, (object) => addFields(object, enrichments));
}

async function addFields(object: RawObject, enrichments: readonly Enrichment[]): Promise<RawObject | undefined> {
  const additions = await Promise.all(enrichments.map((read) => read(object).catch(undefinedIfGone)));
  let enriched = object;
  for (const addition of additions) {
    if (addition === undefined) return undefined;
    const { [unread]: missing = [], ...fields } = addition;
    const known = enriched[unread] ?? [];
    enriched = { ...enriched, ...fields, ...(missing.length > 0 && { [unread]: [...known, ...missing] }) };
  }
  return enriched;
}

function undefinedIfGone(error: unknown): undefined {
  if (!(error instanceof GoneError)) throw error;
}

/** The field of an enrichment that is read as a whole: without an answer it is absent. */
export function enrichedField(name: string, answer: { readonly value: unknown } | undefined): RawObject {
  return answer === undefined ? { [unread]: [name] } : { [name]: answer.value };
}

/** The field of an enrichment that is read entry by entry: an entry without an answer is null. */
export function enrichedEntries(
  name: string,
  entries: ReadonlyMap<string, { readonly value: unknown } | undefined>,
): RawObject {
  const value = Object.fromEntries([...entries].map(([key, answer]) => [key, answer?.value ?? null]));
  const isWhole = [...entries.values()].every((answer) => answer !== undefined);
  return { [name]: value, ...(!isWhole && { [unread]: [name] }) };
}
