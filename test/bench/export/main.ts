import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapping } from './mapping.ts';
import { type Files, measureExport, prepare } from './measure-run.ts';
import { fullPlan, planFor } from './plan.ts';
import { readSelfTimes } from './profile.ts';
import { type Cell, runStage } from './run-stage.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { measureStartUp } from './start-up.ts';
import { describeBaseline, describeRequests, describeRuns, toMarkdown } from './tables.ts';
import { describeTargets } from './targets.ts';

/** Sizes to run, such as `100 1000`; without them all. */
const sizes = process.argv.slice(2).map(Number);
const plan = sizes.length === 0 ? fullPlan : planFor(sizes);
const largest = Math.max(...plan.map(({ projects }) => projects));
const PROFILED_FUNCTIONS = 15;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Where the largest export spends its time; at 0 ms, so that little of it is waiting. */
async function profile(servers: ServerProcess, files: Files, folder: string): Promise<string> {
  say(`${largest} projects, profiled`);
  await mkdir(folder);
  await prepare(servers, 0);
  await measureExport(servers, files, ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
  const lines = (await readSelfTimes(folder, PROFILED_FUNCTIONS)).map(
    ({ thread, name, place, milliseconds, share }) => [
      thread,
      name,
      place,
      milliseconds.toFixed(0),
      `${(share * 100).toFixed(1)} %`,
    ],
  );
  return toMarkdown(['thread', 'function', 'place', 'ms', 'of busy time'], lines);
}

const folder = await mkdtemp(join(tmpdir(), 'bench-export-'));
const files = { mapping: join(folder, 'mapping.json'), report: join(folder, 'report.json') };
const cells: Cell[] = [];
let hotspots = '';
try {
  await writeFile(files.mapping, JSON.stringify(mapping));
  await writeFile(join(folder, 'empty.mjs'), '');
  const startUp = measureStartUp(join(folder, 'empty.mjs'));
  const load = loadavg().map((figure) => figure.toFixed(1));
  print(
    `${cpus()[0]?.model ?? 'processor'}, ${availableParallelism()} at a time; Node ${process.versions.node}; load ${load.join(', ')}`,
  );
  for (const stage of plan) {
    say(`Preparing ${stage.projects} projects`);
    const servers = await startServerProcess(stage.projects);
    try {
      cells.push(...(await runStage(stage, servers, files, say)));
      if (stage.projects === largest) hotspots = await profile(servers, files, join(folder, 'profile'));
    } finally {
      await servers.close();
    }
  }
  print(`jq: ${cells[0]?.first.report.engine}\n\n## Targets\n\n${describeTargets(cells, startUp)}`);
  print(`\n## Runs\n\n${describeRuns(cells)}`);
  print(`\n## Against a sequential client\n\n${describeBaseline(cells)}`);
  for (const { projects } of plan) {
    const cell = cells.find((candidate) => candidate.projects === projects);
    if (cell) print(`\n## Requests, ${projects} projects at ${cell.latencyMs} ms\n\n${describeRequests(cell)}`);
  }
  print(`\n## Profile of a first run of ${largest} projects at 0 ms\n\n${hotspots}`);
  const times = Object.entries(startUp).map(([name, ms]) => [name, ms.toFixed(0), (ms / startUp.empty).toFixed(2)]);
  print(`\n## Start-up, median of 20\n\n${toMarkdown(['program', 'ms', 'of empty'], times)}`);
} finally {
  await rm(folder, { recursive: true });
}
