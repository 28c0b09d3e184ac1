import { spawnSync } from 'node:child_process';
import { launcher } from './measure-run.ts';

const RUNS = 20;

/** Median milliseconds of the command's `--version` and `--help`, and of a Node program that does nothing, taken in turns. */
export function measureStartUp(emptyProgram: string): Readonly<Record<'empty' | 'version' | 'help', number>> {
  const programs = { empty: [emptyProgram], version: [launcher, '--version'], help: [launcher, '--help'] };
  const times: Record<keyof typeof programs, number[]> = { empty: [], version: [], help: [] };
  for (let run = 0; run < RUNS; run++) {
    for (const name of ['empty', 'version', 'help'] as const) {
      const startedAt = performance.now();
      const { status } = spawnSync(process.execPath, programs[name], { stdio: 'ignore' });
      if (status !== 0) throw new Error(`${programs[name].join(' ')} ended with ${status}`);
      times[name].push(performance.now() - startedAt);
    }
  }
  return { empty: median(times.empty), version: median(times.version), help: median(times.help) };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle - 1)] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
