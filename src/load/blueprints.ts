import pMap from 'p-map';
import { UpstreamError } from '../errors.ts';
import { endpoint } from '../http/endpoint.ts';
import type { PortClient } from './port-client.ts';

/** A blueprint as Port's API takes it. Port: "Create a blueprint". */
export interface Blueprint {
  readonly identifier: string;
  readonly schema: { readonly properties: Readonly<Record<string, unknown>>; readonly required?: readonly string[] };
  readonly [field: string]: unknown;
}

/** What refers to other blueprints, or is computed from what does: it can only be set once those exist. */
const RELATING = ['relations', 'ownership', 'teamInheritance'];
const COMPUTED = ['mirrorProperties', 'calculationProperties', 'aggregationProperties'];

const CONCURRENCY = 4;

/**
 * Creates blueprints that may refer to each other: bare, then with their relations, then whole. Creates none where one
 * of them exists already. When it fails part-way, what it created is removed again and the failure passed on.
 *
 * @returns whether they were created.
 */
export async function createBlueprints(port: PortClient, blueprints: readonly Blueprint[]): Promise<boolean> {
  if (await anyExists(port, blueprints)) return false;

  const created: string[] = [];
  try {
    for (const blueprint of blueprints) {
      // Before it is known: Port may have created it although its answer got lost.
      created.push(blueprint.identifier);
      await create(port, without(blueprint, [...RELATING, ...COMPUTED]));
    }
    await patchAll(port, blueprints, (blueprint) => without(blueprint, COMPUTED));
    if (blueprints.some((blueprint) => COMPUTED.some((field) => field in blueprint))) {
      await patchAll(port, blueprints, (blueprint) => blueprint);
    }
  } catch (error) {
    const left = await removeAll(port, created);
    throw left.length > 0 && error instanceof UpstreamError ? leftBehind(error, left) : error;
  }
  return true;
}

/** Whether Port has one of the blueprints. */
export async function anyExists(port: PortClient, blueprints: readonly Blueprint[]): Promise<boolean> {
  const existing = await pMap(blueprints, ({ identifier }) => exists(port, identifier), { concurrency: CONCURRENCY });
  return existing.includes(true);
}

/** It was not there before: one that is, is that of an attempt whose answer got lost. */
async function create(port: PortClient, body: object): Promise<void> {
  const request = { method: 'POST', endpoint: endpoint`blueprints`, body, asExporter: true, idempotent: true } as const;
  await port.send(request).catch((error: unknown) => {
    if (!(error instanceof UpstreamError) || error.status !== 409) throw error;
  });
}

async function patchAll(
  port: PortClient,
  blueprints: readonly Blueprint[],
  bodyOf: (blueprint: Blueprint) => object,
): Promise<void> {
  await pMap(
    blueprints,
    (blueprint) =>
      port.send({
        method: 'PATCH',
        endpoint: endpoint`blueprints/${blueprint.identifier}`,
        body: bodyOf(blueprint),
        asExporter: true,
        idempotent: true,
      }),
    { concurrency: CONCURRENCY },
  );
}

async function exists(port: PortClient, identifier: string): Promise<boolean> {
  try {
    await port.send({ method: 'GET', endpoint: endpoint`blueprints/${identifier}` });
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * Best effort, and what could not be removed. Port keeps a blueprint that another one points at, so it is tried again as
 * long as others go.
 */
async function removeAll(port: PortClient, blueprints: readonly string[]): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const identifier of blueprints.toReversed()) {
    const address = endpoint`blueprints/${identifier}`;
    const request = { method: 'DELETE', endpoint: address, asExporter: true, evenWhenStopped: true } as const;
    await port.send(request).catch((error: unknown) => {
      if (!isMissing(error)) kept.unshift(identifier);
    });
  }
  return kept.length > 0 && kept.length < blueprints.length ? removeAll(port, kept) : kept;
}

function leftBehind(error: UpstreamError, blueprints: readonly string[]): UpstreamError {
  const names = blueprints.join(', ');
  return new UpstreamError(`The default blueprints could not be created, and these are left: ${names}`, error.failure, {
    cause: error,
    hint: `Delete the blueprints ${names} in Port, then run again.`,
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof UpstreamError && error.status === 404;
}

function without(blueprint: Blueprint, fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(blueprint).filter(([name]) => !fields.includes(name)));
}
