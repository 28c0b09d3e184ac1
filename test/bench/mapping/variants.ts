import { defaultSize } from '../../../src/map/pool.ts';
import type { MappingName } from './mappings.ts';
import type { Jq, Variant } from './measure.ts';
import type { Kind } from './objects.ts';

/** What is measured of one workload, and what it is called in the table. */
export interface Row {
  readonly engine: string;
  readonly input: string;
  readonly variant: Variant;
}

interface Workload {
  readonly kind: Kind;
  readonly mapping: MappingName;
  readonly rows: readonly Row[];
}

interface Given {
  /** For spawning: any version. */
  readonly yardstick: Jq | undefined;
  readonly natives: readonly Jq[];
  /** To map in each row; where jq gets whole objects, a part of them tells enough. */
  readonly objects: number;
}

/** As many as a run holds at a time, and as the figures of old were taken with. */
const pageLength = 500;
const sampleOfSpawns = 50;
const batchesOfSpawns = 4;

const many = defaultSize();

const whole = { input: 'whole objects', direct: false, pruning: false, part: 0.2 };
const pruned = { input: 'only the keys it needs', direct: false, pruning: true, part: 0.2 };
const direct = { input: 'only what needs jq', direct: true, pruning: true, part: 1 };

/** The fifteen fields in every way; the other mappings as far as they show what direct evaluation is worth. */
export function workloads(given: Given): readonly Workload[] {
  const kinds: readonly Kind[] = ['project', 'merge-request'];
  return (['fifteen fields', 'default mapping', 'plain paths'] as const).flatMap((mapping) =>
    kinds.map((kind) => {
      const variant = { kind, mapping, pageLength, objects: given.objects };
      const rows = mapping === 'fifteen fields' ? everyWay(variant, given) : embeddedWays(variant);
      return { kind, mapping, rows };
    }),
  );
}

type Common = Pick<Variant, 'kind' | 'mapping' | 'pageLength' | 'objects'>;

function everyWay(common: Common, { yardstick, natives }: Given): readonly Row[] {
  return [
    ...(yardstick === undefined ? [] : spawningWays(common, yardstick)),
    row(common, 'embedded', 1, whole),
    row(common, 'embedded', many, whole),
    row(common, 'embedded', 1, pruned),
    row(common, 'embedded', 1, direct),
    row(common, 'embedded', many, direct),
    ...natives.flatMap((native) => [
      row(common, { native }, 1, whole),
      row(common, { native }, many, whole),
      row(common, { native }, 1, direct),
      row(common, { native }, many, direct),
    ]),
  ];
}

function spawningWays(common: Common, spawned: Jq): readonly Row[] {
  const one = { ...common, pageLength: 1, objects: sampleOfSpawns };
  const batch = { ...common, objects: batchesOfSpawns * pageLength };
  return [
    { ...row(one, { spawned }, 1, { ...whole, part: 1 }), engine: `jq ${spawned.version}, spawned for every object` },
    {
      ...row(batch, { spawned }, 1, { ...whole, part: 1 }),
      engine: `jq ${spawned.version}, spawned for every ${pageLength}`,
    },
  ];
}

function embeddedWays(common: Common): readonly Row[] {
  return [row(common, 'embedded', 1, whole), row(common, 'embedded', 1, direct), row(common, 'embedded', many, direct)];
}

function row(
  common: Common,
  engine: Variant['engine'],
  parallel: number,
  { input, part, ...evaluation }: typeof whole,
): Row {
  const name = engine === 'embedded' ? 'embedded' : 'native' in engine ? `native ${engine.native.version}` : 'spawned';
  const workers = parallel === 1 ? 'one worker' : `${parallel} workers`;
  return {
    engine: `${name}, ${workers}`,
    input,
    variant: { ...common, ...evaluation, engine, parallel, objects: common.objects * part },
  };
}
