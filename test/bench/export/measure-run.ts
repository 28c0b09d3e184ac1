import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Report } from '../../../src/cli/report-format.ts';
import { createBlueprints } from './blueprints.ts';
import { filledBlueprints } from './minimum.ts';
import { runMeasured, type Usage } from './run-measured.ts';
import type { Told } from './server.ts';
import type { ServerProcess } from './server-process.ts';
import { environmentFor } from './servers.ts';

/** The command as users start it. */
export const launcher = join(
  createRequire(import.meta.url).resolve('gitlab-port-exporter/package.json'),
  '../bin/gitlab-port-exporter.js',
);

const baseline = fileURLToPath(new URL('./baseline.js', import.meta.url));

/** What one run has cost, the servers' share of it, and how things stood after it. */
export interface Measured extends Usage {
  readonly serverSeconds: number;
  readonly told: Told;
}

export interface MeasuredExport extends Measured {
  readonly report: Report;
}

export interface Files {
  readonly mapping: string;
  readonly report: string;
}

/** Runs the built command against the servers; Node's own options come first. */
export async function measureExport(
  servers: ServerProcess,
  files: Files,
  nodeOptions: readonly string[] = [],
): Promise<MeasuredExport> {
  const args = [...nodeOptions, '--', launcher, '--mapping', files.mapping, '--report', files.report];
  const measured = await measure(servers, (told) => runMeasured(args, environmentFor(told)));
  return { ...measured, report: Report.parse(JSON.parse(await readFile(files.report, 'utf8'))) };
}

/** Runs the sequential client against the same servers. */
export function measureBaseline(servers: ServerProcess): Promise<Measured> {
  return measure(servers, ({ gitlabUrl, portUrl }) => runMeasured([baseline, gitlabUrl, portUrl], {}));
}

/** Empties Port, and sets how long both services take for an answer. */
export async function prepare(servers: ServerProcess, latencyMs: number): Promise<void> {
  const { portUrl } = await servers.ask({ empty: true, latencyMs });
  await createBlueprints(portUrl, { clientId: 'bench', clientSecret: 'bench' });
}

async function measure(servers: ServerProcess, run: (told: Told) => Promise<Usage>): Promise<Measured> {
  const before = await servers.ask();
  const usage = await run(before);
  const told = await servers.ask();
  const empty = filledBlueprints.filter((blueprint) => !told.counts[blueprint]);
  if (empty.length > 0) throw new Error(`Nothing was written to ${empty.join(', ')}`);
  return { ...usage, told, serverSeconds: told.processorSeconds - before.processorSeconds };
}
