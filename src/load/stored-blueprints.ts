import { z } from 'zod';
import { parseAnswer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Blueprint } from './blueprints.ts';
import type { PortClient } from './port-client.ts';

const StoredBlueprint = z.looseObject({
  identifier: z.string(),
  schema: z
    .looseObject({
      properties: z.record(z.string(), z.unknown()).nullish(),
      // One blueprint with another form here must not keep all of them from being read.
      required: z.array(z.string()).optional().catch(undefined),
    })
    .nullish(),
  relations: z.record(z.string(), z.looseObject({ target: z.string() })).nullish(),
});

/** A blueprint as Port holds it: what this program uses of it is checked, the rest is as it came. */
export type StoredBlueprint = z.output<typeof StoredBlueprint>;

const BlueprintsAnswer = z.object({ blueprints: z.array(StoredBlueprint) });

/** The blueprints that Port holds, read when they are first asked for and not again in the same run. */
export interface StoredBlueprints {
  /** By identifier. Throws where they cannot be read, and then asks again the next time: unread is never empty. */
  read(): Promise<ReadonlyMap<string, StoredBlueprint>>;
}

export function createStoredBlueprints(port: PortClient): StoredBlueprints {
  let reading: Promise<ReadonlyMap<string, StoredBlueprint>> | undefined;
  return {
    read() {
      reading ??= readBlueprints(port).catch((error: unknown) => {
        reading = undefined;
        throw error;
      });
      return reading;
    },
  };
}

/** The same, and blueprints that Port does not have yet. */
export function withComing(stored: StoredBlueprints, coming: readonly Blueprint[]): StoredBlueprints {
  return {
    async read() {
      const added = coming.map((blueprint): [string, StoredBlueprint] => [
        blueprint.identifier,
        StoredBlueprint.parse(blueprint),
      ]);
      return new Map([...(await stored.read()), ...added]);
    },
  };
}

/** Properties that an entity must have, by blueprint. */
export function requiredProperties(
  blueprints: ReadonlyMap<string, StoredBlueprint>,
): ReadonlyMap<string, readonly string[]> {
  return new Map([...blueprints].map(([identifier, { schema }]) => [identifier, schema?.required ?? []]));
}

async function readBlueprints(port: PortClient): Promise<ReadonlyMap<string, StoredBlueprint>> {
  const address = endpoint`blueprints`;
  const response = await port.send({ method: 'GET', endpoint: address });
  const { blueprints } = parseAnswer(BlueprintsAnswer, response, { service: 'Port', route: address.route });
  return new Map(blueprints.map((blueprint) => [blueprint.identifier, blueprint]));
}
