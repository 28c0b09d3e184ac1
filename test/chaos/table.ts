import type { FaultName } from '../../examples/sandbox/chaos/faults.ts';
import type { Problem, TrialResult } from './trial.ts';

const ROWS: Readonly<Record<Problem['kind'], string>> = {
  'wrong deletion': 'wrong deletions',
  'lost entity': 'lost entities',
  'wrong exit code': 'wrong exit codes',
  'wrong content': 'wrong contents',
};

/** What went wrong in a trial, with all that it takes to see it again; empty where nothing did. */
export function describeProblems({ seed, scenario, problems, disturbed }: TrialResult): string {
  if (problems.length === 0) return '';
  const injected = disturbed.flatMap((run) => run.injected).map(({ fault, request }) => `    ${fault}: ${request}`);
  return [
    `${scenario}: npm run soak -- --runs 1 --seed ${seed}`,
    ...problems.map(({ kind, what }) => `  ${kind}: ${what}`),
    '  injected:',
    ...injected,
  ].join('\n');
}

/** The figures of a soak. */
export function describeSoak(results: readonly TrialResult[]): string {
  const runs = results.flatMap(({ disturbed }) => disturbed);
  const faults = new Map<FaultName, number>();
  for (const { fault } of runs.flatMap(({ injected }) => injected)) faults.set(fault, (faults.get(fault) ?? 0) + 1);
  const scenarios = new Map<string, number>();
  for (const { scenario } of results) scenarios.set(scenario, (scenarios.get(scenario) ?? 0) + 1);
  const problems = results.flatMap((result) => result.problems);
  const middle = Math.ceil(runs.length / 2);
  const halves = [runs.slice(0, middle), runs.slice(middle)];
  const inHalves = (measured: (run: (typeof runs)[number]) => number) =>
    halves
      .map((half) => `median ${median(half.map(measured))}, most ${Math.max(0, ...half.map(measured))}`)
      .join('; then ');
  return [
    row('trials', results.length),
    ...[...scenarios].sort().map(([name, count]) => row(`  ${name}`, count)),
    row('runs under faults', runs.length),
    row('faults injected', sum([...faults.values()])),
    ...[...faults].sort().map(([name, count]) => row(`  ${name}`, count)),
    row('retries', sum(runs.map(({ retries }) => retries))),
    ...Object.entries(ROWS).map(([kind, name]) =>
      row(name, problems.filter((problem) => problem.kind === kind).length),
    ),
    row(
      'peak memory, MiB',
      inHalves(({ peakMemoryMiB }) => peakMemoryMiB),
    ),
    row(
      'open files, most',
      inHalves(({ mostDescriptors }) => mostDescriptors),
    ),
    row(
      'open files, at the end',
      inHalves(({ lastDescriptors }) => lastDescriptors),
    ),
  ].join('\n');
}

function row(name: string, value: number | string): string {
  return `${name.padEnd(26)} ${value}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}
