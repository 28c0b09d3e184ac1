import { type RawBatch, type RawObject, unread } from '../raw-object.ts';
import { GoneError } from './gitlab/gone.ts';
import { mapInOrder } from './in-order.ts';

/** Reads what is added to an object: its fields (`__languages` …), and under `[unread]` those that are not what they should be. */
export interface Enrichment {
  (object: RawObject): Promise<RawObject>;
  /** Asks for a batch at once what can be; the rest is asked object by object. */
  readonly prepare?: (batch: RawBatch) => Promise<void>;
}

/** Adds to each object what the enrichments read, one after the other; an object that is gone by then is left out. */
export function enrich(batches: AsyncIterable<RawBatch>, enrichments: readonly Enrichment[]): AsyncIterable<RawBatch> {
  if (enrichments.length === 0) return batches;
  return mapInOrder(prepareEach(batches, enrichments), async (object) => {
    try {
      return await addFields(object, enrichments);
    } catch (error) {
      if (error instanceof GoneError) return undefined;
      throw error;
    }
  });
}

async function* prepareEach(
  batches: AsyncIterable<RawBatch>,
  enrichments: readonly Enrichment[],
): AsyncGenerator<RawBatch> {
  for await (const batch of batches) {
    for (const { prepare } of enrichments) await prepare?.(batch);
    yield batch;
  }
}

async function addFields(object: RawObject, enrichments: readonly Enrichment[]): Promise<RawObject> {
  let enriched = object;
  for (const read of enrichments) {
    const { [unread]: missing = [], ...fields } = await read(object);
    const known = enriched[unread] ?? [];
    enriched = { ...enriched, ...fields, ...(missing.length > 0 && { [unread]: [...known, ...missing] }) };
  }
  return enriched;
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
