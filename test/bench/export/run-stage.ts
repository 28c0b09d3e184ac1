import {
  type Files,
  type Measured,
  type MeasuredExport,
  measureBaseline,
  measureExport,
  prepare,
} from './measure-run.ts';
import type { Stage } from './plan.ts';
import type { ServerProcess } from './server-process.ts';

/** What was measured at one size and latency. */
export interface Cell {
  readonly projects: number;
  readonly latencyMs: number;
  readonly first: MeasuredExport;
  readonly second: MeasuredExport;
  readonly baseline?: Measured;
}

/** Runs all cells of a stage, one after the other. @throws where the second run of one writes, or the two clients differ. */
export async function runStage(
  { projects, latenciesMs, baselineLatenciesMs }: Stage,
  servers: ServerProcess,
  files: Files,
  say: (text: string) => void,
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const latencyMs of latenciesMs) {
    say(`${projects} projects at ${latencyMs} ms`);
    await prepare(servers, latencyMs);
    const first = await measureExport(servers, files);
    say(`first run: ${inShort(first)}`);
    const second = await measureExport(servers, files);
    say(`second run: ${inShort(second)}`);
    refuseWrites(second);
    if (!baselineLatenciesMs.includes(latencyMs)) {
      cells.push({ projects, latencyMs, first, second });
      continue;
    }
    say(`${projects} projects at ${latencyMs} ms, the sequential client`);
    await prepare(servers, latencyMs);
    const baseline = await measureBaseline(servers);
    refuseDifferences(first, baseline);
    cells.push({ projects, latencyMs, first, second, baseline });
  }
  return cells;
}

function inShort({ seconds, processorSeconds, peakMegabytes }: Measured): string {
  return `${seconds.toFixed(1)} s, CPU ${processorSeconds.toFixed(1)} s, at most ${peakMegabytes.toFixed(0)} MB`;
}

function refuseWrites({ report: { totals } }: MeasuredExport): void {
  const { created, updated, deleted } = totals;
  if (created + updated + deleted > 0) {
    throw new Error(`The unchanged second run created ${created}, updated ${updated} and deleted ${deleted} entities`);
  }
}

function refuseDifferences({ told: ours }: Measured, { told: theirs }: Measured): void {
  for (const [blueprint, count] of Object.entries(ours.counts)) {
    if (theirs.counts[blueprint] !== count) {
      throw new Error(`${blueprint}: ${count} entities, ${theirs.counts[blueprint]} by the sequential client`);
    }
  }
}
