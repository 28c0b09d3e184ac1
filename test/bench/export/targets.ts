import type { Cell } from './run-stage.ts';
import { ratioToLeast, toMarkdown } from './tables.ts';

type Target = readonly [target: string, wanted: string, measured: string, isMet: boolean];

const LATENCY_MS = 20;

/** What the exporter promises, beside what was measured; a target whose sizes were not run is left out. */
export function describeTargets(
  cells: readonly Cell[],
  startUp: { readonly empty: number; readonly version: number },
): string {
  const targets = [...requestTargets(cells), ...speedTarget(cells), ...growthTargets(cells), startUpTarget(startUp)];
  const lines = targets.map(([target, wanted, measured, isMet]) => [
    target,
    wanted,
    measured,
    isMet ? 'yes' : '**no**',
  ]);
  return toMarkdown(['target', 'wanted', 'measured', 'met'], lines);
}

function requestTargets(cells: readonly Cell[]): readonly Target[] {
  const runs = cells.flatMap(({ first, second }) => [
    { run: first, least: first, name: 'first' as const },
    { run: second, least: first, name: 'second' as const },
  ]);
  return (['GitLab', 'Port'] as const).map((service) => {
    const worst = Math.max(...runs.map(({ run, least, name }) => ratioToLeast(run, least, name, service)));
    return [`Requests to ${service}, of the least, worst run`, 'at most 1.10', worst.toFixed(2), worst <= 1.1];
  });
}

function speedTarget(cells: readonly Cell[]): readonly Target[] {
  return cells
    .filter(({ latencyMs }) => latencyMs === LATENCY_MS)
    .flatMap(({ projects, first, baseline }) => {
      if (baseline === undefined) return [];
      const faster = baseline.seconds / first.seconds;
      const name = `Faster than one request after the other, ${projects} projects at ${LATENCY_MS} ms`;
      return [[name, 'at least 15 x', `${faster.toFixed(1)} x`, faster >= 15] as const];
    });
}

function growthTargets(cells: readonly Cell[]): readonly Target[] {
  const [small, large] = [1000, 10_000].map((projects) =>
    cells.find((cell) => cell.projects === projects && cell.latencyMs === LATENCY_MS),
  );
  if (small === undefined || large === undefined) return [];
  return (['first', 'second'] as const).flatMap((name): readonly Target[] => {
    const peaks = [small, large].map((cell) => cell[name].peakMegabytes + cell[name].childrenMegabytes);
    const [before = 0, after = 0] = peaks;
    const costs = [small, large].map((cell) => cell[name].processorSeconds / entitiesOf(cell));
    const [costBefore = 0, costAfter = 0] = costs;
    const growth = after / before;
    const cost = costAfter / costBefore;
    return [
      [`Peak memory of the ${name} run, 10,000 projects`, 'below 350 MB', `${after.toFixed(0)} MB`, after < 350],
      [`The same, of that of 1,000`, 'at most 1.5', growth.toFixed(2), growth <= 1.5],
      [`CPU for each entity of the ${name} run, of that of 1,000`, 'at most 1.05', cost.toFixed(2), cost <= 1.05],
    ];
  });
}

function startUpTarget({ empty, version }: { readonly empty: number; readonly version: number }): Target {
  const ratio = version / empty;
  return ['--version, of an empty Node program', 'at most 1.5', ratio.toFixed(2), ratio <= 1.5];
}

function entitiesOf({ first }: Cell): number {
  return Object.values(first.told.counts).reduce((total, count) => total + count, 0);
}
