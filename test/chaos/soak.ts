import { parseArgs } from 'node:util';
import { startHarness } from './harness.ts';
import { describeProblems, describeSoak } from './table.ts';
import { runTrial, type TrialResult } from './trial.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '50' }, seed: { type: 'string', default: String(Date.now() % 1e9) } },
});
const firstSeed = Number(values.seed);
const harness = await startHarness();
const results: TrialResult[] = [];
// Asked to end, it finishes the trial under way and tells what it found so far.
let isStopped = false;
process.once('SIGTERM', () => {
  isStopped = true;
});

process.stdout.write(`Soak of ${values.runs} trials from seed ${firstSeed} on\n`);
for (let trial = 0; trial < Number(values.runs) && !isStopped; trial += 1) {
  const result = await runTrial(harness, firstSeed + trial);
  results.push(result);
  const { seed, scenario, problems, disturbed } = result;
  const codes = disturbed.map(({ code, signal }) => code ?? signal).join(', ');
  const injected = disturbed.reduce((total, run) => total + run.injected.length, 0);
  process.stdout.write(`${seed} ${scenario}: ${injected} faults, exit ${codes}, ${problems.length} problems\n`);
  if (problems.length > 0) process.stdout.write(`${describeProblems(result)}\n`);
}
await harness.close();
process.stdout.write(`\n${describeSoak(results)}\n`);
process.exitCode = results.some(({ problems }) => problems.length > 0) ? 1 : 0;
