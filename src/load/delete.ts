import pMap from 'p-map';
import { z } from 'zod';
import { UpstreamError } from '../errors.ts';
import { parseAnswer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { EntityKey, Keys } from './ownership.ts';
import type { PortClient } from './port-client.ts';
import type { Reference } from './relations.ts';

/** What was deleted, and what Port would not delete. */
export interface DeletionOutcome {
  /** Entities that Port confirmed, by blueprint. */
  readonly deleted: ReadonlyMap<string, number>;
  readonly refused: readonly (EntityKey & { readonly message: string })[];
  /** Why the rest was not tried any more. */
  readonly failure?: string;
}

export interface DeleteOptions {
  readonly port: PortClient;
  /** Whether what else depends on an entity goes with it; else Port refuses to delete it. */
  readonly deleteDependents: boolean;
  readonly concurrency: number;
  /** Once it is aborted nothing more is deleted. */
  readonly signal: AbortSignal;
}

interface Chunk {
  readonly blueprint: string;
  readonly identifiers: readonly string[];
}

/** Port: "Sizes". */
const MOST_AT_ONCE = 100;

const DeleteAnswer = z.object({ deletedEntities: z.array(z.string()) });

/** Deletes entities in bulk, dependents first, as `references` among them tell. */
export async function deleteEntities(
  options: DeleteOptions,
  deletions: Keys,
  references: readonly Reference[],
): Promise<DeletionOutcome> {
  const deleted = new Map<string, number>();
  const refused: DeletionOutcome['refused'][number][] = [];
  let failure: string | undefined;

  async function remove({ blueprint, identifiers }: Chunk): Promise<void> {
    if (options.signal.aborted) failure ??= 'the run was stopped';
    if (failure !== undefined) return;
    try {
      const count = await send(options, { blueprint, identifiers });
      deleted.set(blueprint, (deleted.get(blueprint) ?? 0) + count);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      if (!isRefusal(error)) {
        failure = error.message;
        return;
      }
      const [first, ...others] = identifiers;
      if (first === undefined) return;
      if (others.length === 0) {
        refused.push({ blueprint, identifier: first, message: error.message });
        return;
      }
      // Port refuses all of them for the sake of one: halves find it.
      const middle = Math.ceil(identifiers.length / 2);
      await remove({ blueprint, identifiers: identifiers.slice(0, middle) });
      await remove({ blueprint, identifiers: identifiers.slice(middle) });
    }
  }

  // Also where dependents would go with their target: so Port confirms each of them.
  for (const step of dependentsFirst(deletions, references))
    await pMap(chunks(step), remove, { concurrency: options.concurrency });
  return { deleted, refused, ...(failure !== undefined && { failure }) };
}

async function send({ port, deleteDependents }: DeleteOptions, { blueprint, identifiers }: Chunk): Promise<number> {
  const address = endpoint`blueprints/${blueprint}/bulk/entities/delete`;
  const response = await port.send({
    method: 'POST',
    endpoint: address,
    query: { delete_dependents: deleteDependents },
    body: { entities: identifiers },
    asExporter: true,
    idempotent: true,
  });
  return parseAnswer(DeleteAnswer, response, { service: 'Port', route: address.route }).deletedEntities.length;
}

function chunks(deletions: Keys): Chunk[] {
  return [...deletions].flatMap(([blueprint, identifiers]) => {
    const list = [...identifiers];
    const count = Math.ceil(list.length / MOST_AT_ONCE);
    return Array.from({ length: count }, (_, index) => ({
      blueprint,
      identifiers: list.slice(index * MOST_AT_ONCE, (index + 1) * MOST_AT_ONCE),
    }));
  });
}

/** Steps of entities that nothing in a later step points at; a circle goes last. */
function dependentsFirst(deletions: Keys, references: readonly Reference[]): Keys[] {
  const steps: Map<string, Set<string>>[] = [];
  const rest = new Map([...deletions].map(([blueprint, identifiers]) => [blueprint, new Set(identifiers)]));
  const isLeft = ({ blueprint, identifier }: EntityKey) => rest.get(blueprint)?.has(identifier) === true;
  const isSelf = ({ from, to }: Reference) => from.blueprint === to.blueprint && from.identifier === to.identifier;
  while ([...rest.values()].some((identifiers) => identifiers.size > 0)) {
    const step = new Map([...rest].map(([blueprint, identifiers]) => [blueprint, new Set(identifiers)]));
    for (const reference of references) {
      if (isLeft(reference.from) && !isSelf(reference))
        step.get(reference.to.blueprint)?.delete(reference.to.identifier);
    }
    const isCircle = [...step.values()].every((identifiers) => identifiers.size === 0);
    steps.push(isCircle ? rest : step);
    if (isCircle) return steps;
    for (const [blueprint, identifiers] of step)
      for (const identifier of identifiers) rest.get(blueprint)?.delete(identifier);
  }
  return steps;
}

/** Whether Port minds these entities; that it is not well holds for all the others too. */
function isRefusal({ status = 0 }: UpstreamError): boolean {
  return status >= 400 && status < 500 && ![408, 429].includes(status);
}
