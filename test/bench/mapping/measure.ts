import { createHash } from 'node:crypto';
import pMap from 'p-map';
import { compileMappings } from '../../../src/map/compile-mappings.ts';
import { createEmbeddedEngine } from '../../../src/map/embedded/engine.ts';
import type { JqEngine } from '../../../src/map/engine.ts';
import { createNativeEngine } from '../../../src/map/native/engine.ts';
import type { RawBatch } from '../../../src/raw-object.ts';
import { type MappingName, resourceFor } from './mappings.ts';
import { type Kind, makePage } from './objects.ts';
import { createSpawningEngine } from './spawning-engine.ts';
import { peakMegabytes, processorSeconds } from './usage.ts';

export interface Jq {
  readonly path: string;
  readonly version: string;
}

export interface Variant {
  readonly kind: Kind;
  readonly mapping: MappingName;
  readonly engine: 'embedded' | { readonly native: Jq } | { readonly spawned: Jq };
  /** How many batches are evaluated at a time. */
  readonly parallel: number;
  /** What needs no jq is evaluated without it. */
  readonly direct: boolean;
  /** jq is given only what its expressions can touch. */
  readonly pruning: boolean;
  readonly pageLength: number;
  readonly objects: number;
}

export interface Measurement {
  /** Until the first object is mapped. */
  readonly startMs: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly peakMegabytes: number;
  /** Of the first entities: every variant of a workload has to give the same. */
  readonly digest: string;
}

/** Pages that are mapped at a time, at the least. */
const pagesAhead = 2;
/** Made before the clock starts, and mapped again and again. */
const distinctPages = 4;
const digestedObjects = 20;

async function measure(variant: Variant, templates: RawBatch): Promise<Measurement> {
  const startedAt = performance.now();
  const engine = createEngine(variant);
  const { mappers } = await compileMappings([resourceFor(variant.kind, variant.mapping)], {
    engine,
    environment: {},
    direct: variant.direct,
    pruning: variant.pruning,
  });
  const [mapper] = mappers;
  if (mapper === undefined) throw new Error('One resource gives one mapper');
  await mapper.map(makePage(templates, 0, 1));
  const startMs = performance.now() - startedAt;

  const { objects, pageLength } = variant;
  const pages = Array.from({ length: distinctPages }, (_, page) => makePage(templates, page * pageLength, pageLength));
  const order = Array.from({ length: objects / pageLength }, (_, position) => pages[position % pages.length] ?? []);
  const mappedAt = performance.now();
  const usedBefore = processorSeconds();
  const mapPage = async (page: RawBatch) => {
    const { entities } = await mapper.map(page);
    if (entities.length !== page.length) throw new Error(`${entities.length} entities of ${page.length} objects`);
  };
  await pMap(order, mapPage, { concurrency: Math.max(pagesAhead, variant.parallel) });
  const seconds = (performance.now() - mappedAt) / 1000;
  const { entities } = await mapper.map(makePage(templates, 0, digestedObjects));
  await engine.close();
  return {
    startMs,
    seconds,
    processorSeconds: processorSeconds() - usedBefore,
    peakMegabytes: peakMegabytes(),
    digest: createHash('sha256').update(JSON.stringify(entities)).digest('hex'),
  };
}

function createEngine({ engine, parallel }: Variant): JqEngine {
  if (engine === 'embedded') return createEmbeddedEngine({ parallel });
  return 'native' in engine ? createNativeEngine({ ...engine.native, parallel }) : createSpawningEngine(engine.spawned);
}

process.once('message', async ({ variant, templates }: { variant: Variant; templates: RawBatch }) => {
  process.send?.(await measure(variant, templates));
  process.disconnect();
});
