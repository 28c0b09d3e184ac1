import { fork } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { delimiter } from 'node:path';
import { findJq, isAtLeast, jqAt, type NativeJq } from '../../../src/map/native/find-jq.ts';
import type { RawBatch } from '../../../src/raw-object.ts';
import type { Jq, Measurement, Variant } from './measure.ts';
import { type Kind, readTemplates } from './objects.ts';
import { describeWorkload, type Measured } from './table.ts';
import { workloads } from './variants.ts';

/** Of each row, but for those that a sample stands for; a multiple of 2,500. */
const objects = Number(process.argv[2] ?? 20_000);
const { JQ_PATH, PATH = '' } = process.env;

/** The jq at `JQ_PATH` (one path, or several as in `PATH`), else the one on the PATH. */
async function findJqs(): Promise<readonly Jq[]> {
  const found = await Promise.all(JQ_PATH === undefined ? [findJq(PATH)] : JQ_PATH.split(delimiter).map(jqAt));
  return found.filter((jq): jq is NativeJq & Jq => jq?.version !== undefined);
}

/** Each in a process of its own, so that its memory and processor time are its own. */
function measure(variant: Variant, templates: Readonly<Record<Kind, RawBatch>>): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./measure.js', import.meta.url));
    child.once('message', (measurement) => resolve(measurement as Measurement));
    child.once('exit', (code) => reject(new Error(`A measurement ended with ${code}: ${JSON.stringify(variant)}`)));
    child.send({ variant, templates: templates[variant.kind] });
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const jqs = await findJqs();
const templates = await readTemplates();
const natives = jqs.filter(({ version }) => isAtLeast(version, 7));
print(`${cpus()[0]?.model ?? 'processor'}, ${availableParallelism()} at a time; Node ${process.versions.node}`);

for (const { kind, mapping, rows } of workloads({ yardstick: jqs[0], natives, objects })) {
  const measured: Measured[] = [];
  for (const row of rows) measured.push({ ...row, ...(await measure(row.variant, templates)) });
  print(describeWorkload(`${kind}, ${mapping}`, meanKilobytes(templates[kind]), measured));
}

function meanKilobytes(rows: RawBatch): number {
  return JSON.stringify(rows).length / rows.length / 1000;
}
