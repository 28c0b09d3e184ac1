import { type CompileOptions, compileMappings } from '../../src/map/compile-mappings.ts';
import { createEmbeddedEngine } from '../../src/map/embedded/engine.ts';
import type { JqEngine } from '../../src/map/engine.ts';
import { isList } from '../../src/map/is-list.ts';
import type { Mapper } from '../../src/map/mapper.ts';
import type { EntityMapping, Resource } from '../../src/map/mapping.ts';

/** The embedded engine on the built worker: `npm test` builds first. */
export function createTestEngine(): JqEngine {
  return createEmbeddedEngine({ workerUrl: new URL('../../dist/map/embedded/worker.js', import.meta.url) });
}

interface Given {
  readonly query?: string;
  readonly mappings?: Partial<EntityMapping> | readonly EntityMapping[];
  readonly items?: { readonly itemsToParse: string; readonly name?: string; readonly transform?: boolean };
}

export function makeResource({ query = 'true', mappings = {}, items }: Given = {}): Resource {
  return {
    kind: 'project',
    selector: { query },
    port: {
      entity: { mappings: isList(mappings) ? mappings : { identifier: '.id', blueprint: '"thing"', ...mappings } },
      itemsToParse: items?.itemsToParse,
      itemsToParseName: items?.name ?? 'item',
      itemsToParseTopLevelTransform: items?.transform ?? true,
    },
  };
}

export async function compileOne(
  engine: JqEngine,
  resource: Resource,
  options: Partial<Omit<CompileOptions, 'engine'>> = {},
): Promise<Mapper> {
  const { mappers } = await compileMappings([resource], { engine, environment: {}, ...options });
  const [mapper] = mappers;
  if (mapper === undefined) throw new Error('One resource gives one mapper');
  return mapper;
}

/** What the expressions give for one object, as properties of its entity, and the errors on the way. */
export async function evaluate(engine: JqEngine, properties: Record<string, string>, input: unknown) {
  const mapper = await compileOne(engine, makeResource({ mappings: { identifier: '"x"', properties } }));
  // The mapper passes on whatever JSON it is given; only GitLab's answers are always objects.
  const { entities } = await mapper.map([input as Record<string, unknown>]);
  return { properties: entities[0]?.properties, errors: mapper.errors() };
}
