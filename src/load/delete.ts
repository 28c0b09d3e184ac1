import pMap from 'p-map';
import { z } from 'zod';
import { UpstreamError } from '../errors.ts';
import { parseAnswer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import { type EntityKey, identifiedBy, type Keys, readEntities } from './ownership.ts';
import type { PortClient } from './port-client.ts';
import type { Reference } from './relations.ts';

/** What was deleted, and what Port would not delete. */
export interface DeletionOutcome {
  /** Entities that Port confirmed, by blueprint. */
  readonly deleted: ReadonlyMap<string, number>;
  readonly refused: readonly (EntityKey & { readonly message: string })[];
  /** Why the rest was not tried any more. */
  readonly failure?: string;
  /** What ends the run with it. */
  readonly error?: Error;
}

export interface DeleteOptions {
  readonly port: PortClient;
  /** What else goes with an entity it depends on: nothing, what is known to, or all; else Port refuses to delete it. */
  readonly dependents: 'none' | 'known' | 'all';
  readonly concurrency: number;
  /** Once it is aborted nothing more is deleted. */
  readonly signal: AbortSignal;
}

interface Chunk {
  readonly blueprint: string;
  readonly identifiers: readonly string[];
  /** Whether Port is to delete what depends on them as well. */
  readonly withDependents: boolean;
}

/** Port: "Sizes". */
const MOST_AT_ONCE = 100;

const DeleteAnswer = z.object({ deletedEntities: z.array(z.string()) });

export type DeleteEntities = typeof deleteEntities;

/**
 * Deletes entities in bulk, dependents first, as `references` to them tell; `known` dependents are those that
 * `references` name, so that what points at an entity since then keeps it.
 */
export async function deleteEntities(
  options: DeleteOptions,
  deletions: Keys,
  references: readonly Reference[],
): Promise<DeletionOutcome> {
  const deleted = new Map<string, number>();
  const refused: DeletionOutcome['refused'][number][] = [];
  let ending: Pick<DeletionOutcome, 'failure' | 'error'> | undefined;

  async function remove(chunk: Chunk): Promise<void> {
    const { blueprint, identifiers } = chunk;
    if (options.signal.aborted) ending ??= { failure: 'the run was stopped' };
    if (ending !== undefined) return;
    let confirmed: readonly string[];
    try {
      confirmed = await send(options, chunk);
    } catch (error) {
      if (!(error instanceof UpstreamError && isRefusal(error))) {
        ending ??= endingOf(error);
        return;
      }
      const [first, ...others] = identifiers;
      if (first === undefined) return;
      if (others.length === 0) {
        // What is not there any more needs no deletion: another run may have been faster.
        if (error.status === 404) return;
        refused.push({ blueprint, identifier: first, message: error.message });
        return;
      }
      // Port refuses all of them for the sake of one: halves find it.
      const middle = Math.ceil(identifiers.length / 2);
      await remove({ ...chunk, identifiers: identifiers.slice(0, middle) });
      await remove({ ...chunk, identifiers: identifiers.slice(middle) });
      return;
    }
    deleted.set(blueprint, (deleted.get(blueprint) ?? 0) + confirmed.length);
    const unconfirmed = identifiers.filter((identifier) => !confirmed.includes(identifier));
    try {
      refused.push(...(await findKept(options.port, blueprint, unconfirmed)));
    } catch (error) {
      ending ??= endingOf(error);
    }
  }

  // Also where dependents would go with their target: so Port confirms each of them.
  for (const step of dependentsFirst(deletions, references)) {
    const { alone, withDependents } = separate(step, options.dependents, references, deletions);
    const due = [...chunks(alone, false), ...chunks(withDependents, true)];
    await pMap(due, remove, { concurrency: options.concurrency });
  }
  return { deleted, refused, ...ending };
}

/** What is deleted by then counts, whatever ends the run. */
function endingOf(error: unknown): Pick<DeletionOutcome, 'failure' | 'error'> {
  if (!(error instanceof Error)) throw error;
  return error instanceof UpstreamError ? { failure: error.message } : { failure: error.message, error };
}

async function send(
  { port }: DeleteOptions,
  { blueprint, identifiers, withDependents }: Chunk,
): Promise<readonly string[]> {
  const address = endpoint`blueprints/${blueprint}/bulk/entities/delete`;
  const response = await port.send({
    method: 'POST',
    endpoint: address,
    query: { delete_dependents: withDependents },
    body: { entities: identifiers },
    asExporter: true,
    idempotent: true,
  });
  return parseAnswer(DeleteAnswer, response, { service: 'Port', route: address.route }).deletedEntities;
}

/** Port may pass over an entity without a word; one that was gone already is passed over as well. */
async function findKept(
  port: PortClient,
  blueprint: string,
  identifiers: readonly string[],
): Promise<DeletionOutcome['refused']> {
  if (identifiers.length === 0) return [];
  const message = 'Port answered the deletion without an error, and still has it';
  const kept: DeletionOutcome['refused'][number][] = [];
  for await (const page of readEntities(port, blueprint, [], identifiedBy(identifiers))) {
    kept.push(...page.map(({ identifier }) => ({ blueprint, identifier, message })));
  }
  return kept;
}

/** Tells what can be deleted by itself from what others depend on that are not deleted before it. */
function separate(
  step: Keys,
  dependents: DeleteOptions['dependents'],
  references: readonly Reference[],
  deletions: Keys,
): { readonly alone: Keys; readonly withDependents: Keys } {
  if (dependents === 'none') return { alone: step, withDependents: new Map() };
  if (dependents === 'all') return { alone: new Map(), withDependents: step };
  const isIn = (keys: Keys, { blueprint, identifier }: EntityKey) => keys.get(blueprint)?.has(identifier) === true;
  const alone = new Map([...step].map(([blueprint, identifiers]) => [blueprint, new Set(identifiers)]));
  const withDependents = new Map<string, Set<string>>();
  for (const { from, to } of references) {
    const goesBefore = isIn(deletions, from) && !isIn(step, from);
    if (goesBefore || !alone.get(to.blueprint)?.delete(to.identifier)) continue;
    withDependents.set(to.blueprint, (withDependents.get(to.blueprint) ?? new Set()).add(to.identifier));
  }
  return { alone, withDependents };
}

function chunks(deletions: Keys, withDependents: boolean): Chunk[] {
  return [...deletions].flatMap(([blueprint, identifiers]) => {
    const list = [...identifiers];
    const count = Math.ceil(list.length / MOST_AT_ONCE);
    return Array.from({ length: count }, (_, index) => ({
      blueprint,
      identifiers: list.slice(index * MOST_AT_ONCE, (index + 1) * MOST_AT_ONCE),
      withDependents,
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
