import type { Entity } from '../entity.ts';
import { type EntityBody, prepareEntity } from './entity-body.ts';
import { uniteEntities } from './unite.ts';
import { createUpsert, type UpsertOptions } from './upsert.ts';

/** An entity that is not in Port as it should be, and why. */
export interface LoadFailure {
  readonly blueprint: string;
  readonly identifier: string;
  readonly message: string;
}

/** What became of a batch of entities. */
interface LoadOutcome {
  readonly created: number;
  readonly updated: number;
  readonly failures: readonly LoadFailure[];
  readonly warnings: readonly string[];
}

export type Load = (entities: readonly Entity[]) => Promise<LoadOutcome>;

/** The way from mapped entities into Port: checked, united, cut into requests, written. */
export function createLoad(options: UpsertOptions): Load {
  const upsert = createUpsert(options);

  return async (entities) => {
    const bodies: EntityBody[] = [];
    const failures: LoadFailure[] = [];
    const warnings: string[] = [];
    for (const entity of entities) {
      const prepared = prepareEntity(entity);
      warnings.push(...prepared.warnings);
      if ('body' in prepared) bodies.push(prepared.body);
      else failures.push(toFailure(entity, prepared.rejection));
    }

    let created = 0;
    let updated = 0;
    for (const { entity, outcome } of await upsert(uniteEntities(bodies, options.merge))) {
      if (outcome === 'created') created++;
      else if (outcome === 'updated') updated++;
      else failures.push(toFailure(entity, `${outcome.message} (${outcome.status} ${outcome.code})`));
    }
    return { created, updated, failures, warnings };
  };
}

function toFailure({ blueprint, identifier }: Pick<Entity, 'blueprint' | 'identifier'>, message: string): LoadFailure {
  return {
    blueprint,
    identifier: typeof identifier === 'string' ? identifier : JSON.stringify(identifier),
    message,
  };
}
