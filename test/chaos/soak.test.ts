import { afterAll, expect, it } from 'vitest';
import { startHarness } from './harness.ts';
import { describeProblems } from './table.ts';
import { runTrial } from './trial.ts';

/** One of each scenario, all of them quick, and one that nobody has tried before: the name of its test tells the seed. */
const SEEDS = [104, 105, 106, 108, 111, 5004, Math.floor(Math.random() * 1e9)];

const harness = await startHarness();

afterAll(() => harness.close());

it.each(SEEDS)(
  'under faults the command ends as it does without them (seed %i)',
  async (seed) => {
    const result = await runTrial(harness, seed);

    expect(describeProblems(result)).toBe('');
  },
  120_000,
);
