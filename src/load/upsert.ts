import pMap from 'p-map';
import { z } from 'zod';
import { UpstreamError } from '../errors.ts';
import { parseAnswer } from '../http/answer.ts';
import type { HttpResponse } from '../http/client.ts';
import { endpoint } from '../http/endpoint.ts';
import { type Batch, toBatches } from './batches.ts';
import type { EntityBody } from './entity-body.ts';
import type { PortClient } from './port-client.ts';

/** Why Port did not take an entity. */
export interface Refusal {
  readonly status: number;
  /** Port's code, such as `not_found`. */
  readonly code: string;
  readonly message: string;
}

/** What became of one entity. */
export interface UpsertResult {
  readonly entity: EntityBody;
  /** As Port names it, which tells what a search for an identifier found. */
  readonly identifier?: string | undefined;
  readonly outcome: 'created' | 'updated' | Refusal;
}

export interface UpsertOptions {
  readonly port: PortClient;
  /** Mapped fields are merged into the entity; else they replace it. */
  readonly merge: boolean;
  readonly createMissingRelatedEntities: boolean;
  /** Requests at a time; the HTTP client's gate bounds them too. */
  readonly concurrency: number;
  /** Once it is aborted no further request is sent; those under way come to their end. */
  readonly signal: AbortSignal;
  /** Waits before what may pass is sent again, for the first time, the second … */
  readonly pause: (attempt: number) => Promise<void>;
}

/** Writes entities; `merge` takes the place of what was said for all. */
export type Upsert = (
  entities: readonly EntityBody[],
  options?: { readonly merge: boolean },
) => Promise<readonly UpsertResult[]>;

const BulkAnswer = z.object({
  entities: z
    .array(z.looseObject({ index: z.number(), identifier: z.string().optional(), created: z.boolean().optional() }))
    .default([]),
  errors: z
    .array(
      z.looseObject({
        index: z.number(),
        statusCode: z.number().optional(),
        error: z.string().optional(),
        message: z.string().optional(),
      }),
    )
    .default([]),
});

/** How often an entity is sent that fails by itself, for a reason that may pass. */
const MOST_ATTEMPTS = 4;

const INTERRUPTED: Refusal = { status: 0, code: 'interrupted', message: 'not written, the run was stopped before' };

/** Writes entities in bulk; every entity gets a result, in no particular order. A missing blueprint is asked for once. */
export function createUpsert(options: UpsertOptions): Upsert {
  const missingBlueprints = new Map<string, Refusal>();

  async function write(batch: Batch, merge: boolean): Promise<readonly UpsertResult[]> {
    if (options.signal.aborted) return refuseAll(batch, INTERRUPTED);
    const missing = missingBlueprints.get(batch.blueprint);
    if (missing !== undefined) return refuseAll(batch, missing);
    try {
      return readResults(batch, await send({ ...options, merge }, batch));
    } catch (error) {
      const refusal = toRefusal(error);
      if (refusal.status === 404) {
        const unknown = {
          ...refusal,
          code: 'blueprint_not_found',
          message: `blueprint ${batch.blueprint} does not exist in Port`,
        };
        missingBlueprints.set(batch.blueprint, unknown);
        return refuseAll(batch, unknown);
      }
      // One entity can make Port refuse the whole request: halves find it.
      if (batch.entities.length === 1) return refuseAll(batch, refusal);
      const middle = Math.ceil(batch.entities.length / 2);
      const first = await write({ ...batch, entities: batch.entities.slice(0, middle) }, merge);
      return [...first, ...(await write({ ...batch, entities: batch.entities.slice(middle) }, merge))];
    }
  }

  async function writeUntilSettled(batch: Batch, merge: boolean, attempt = 1): Promise<readonly UpsertResult[]> {
    const results = await write(batch, merge);
    const rest = results.filter(({ outcome }) => mayPass(outcome)).map(({ entity }) => entity);
    if (rest.length === 0 || attempt === MOST_ATTEMPTS || options.signal.aborted) return results;
    const settled = results.filter(({ outcome }) => !mayPass(outcome));
    await options.pause(attempt);
    return [...settled, ...(await writeUntilSettled({ ...batch, entities: rest }, merge, attempt + 1))];
  }

  return async (entities, { merge } = options) => {
    const batches = toBatches(entities);
    const results = await pMap(batches, (batch) => writeUntilSettled(batch, merge), {
      concurrency: options.concurrency,
    });
    return results.flat();
  };
}

/** Upserts give the same result however often they are sent, so that this POST may be retried. */
async function send({ port, ...options }: UpsertOptions, { blueprint, entities }: Batch): Promise<HttpResponse> {
  return port.send({
    method: 'POST',
    endpoint: endpoint`blueprints/${blueprint}/entities/bulk`,
    query: {
      upsert: true,
      merge: options.merge,
      create_missing_related_entities: options.createMissingRelatedEntities,
    },
    body: { entities },
    asExporter: true,
    idempotent: true,
  });
}

/** Port answers by index; the status (200, 207) says nothing about single entities (Port: "Upsert"). */
function readResults(batch: Batch, response: HttpResponse): UpsertResult[] {
  const answer = parseAnswer(BulkAnswer, response, { service: 'Port', route: '/blueprints/:id/entities/bulk' });
  const results = new Map<number, Omit<UpsertResult, 'entity'>>();
  for (const { index, identifier, created } of answer.entities) {
    results.set(index, { identifier, outcome: created ? 'created' : 'updated' });
  }
  for (const { index, statusCode = response.status, error = 'unknown', message = 'no reason given' } of answer.errors) {
    results.set(index, { outcome: { status: statusCode, code: error, message } });
  }
  const noResult = { status: response.status, code: 'no_result', message: 'Port did not say what became of it' };
  return batch.entities.map((entity, index) => ({ entity, ...(results.get(index) ?? { outcome: noResult }) }));
}

/** Port's own trouble, or somebody who created the entity at the same moment. */
function mayPass(outcome: UpsertResult['outcome']): boolean {
  if (typeof outcome === 'string') return false;
  return [408, 409, 429].includes(outcome.status) || outcome.status >= 500;
}

function refuseAll(batch: Batch, outcome: Refusal): UpsertResult[] {
  return batch.entities.map((entity) => ({ entity, outcome }));
}

/** What Port says about the request as a whole; rethrows what is not about these entities. */
function toRefusal(error: unknown): Refusal {
  if (!(error instanceof UpstreamError) || error.failure.reason !== 'status') throw error;
  const { status = 0, body } = error.failure;
  if (status === 408 || status === 429 || status >= 500) throw error;
  const { error: code, message } = PortError.catch({ error: 'unknown', message: error.message }).parse(body);
  return { status, code, message: message ?? code };
}

const PortError = z.looseObject({ error: z.string().default('unknown'), message: z.string().optional() });
