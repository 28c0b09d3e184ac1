import { afterEach, describe, expect, it } from 'vitest';
import { EXIT_CODES, exitCode } from '../../src/errors.ts';
import { JOBS } from './jobs.ts';
import { createStage, type Stage } from './stage.ts';

const WARNINGS: readonly number[] = [exitCode('threshold'), exitCode('partial')];

/** Docker's own: "Exit status" of docker run. */
const DOCKER_CODES = [125, 126, 127, 137];

const values = {
  gitlabUrl: 'https://gitlab.example.com',
  portUrl: 'https://api.getport.io',
  token: 'token',
  clientId: 'id',
  clientSecret: 'secret',
};

let stage: Stage;

afterEach(() => stage.close());

describe.each(JOBS)('the example $file', (job) => {
  it.each([...EXIT_CODES.map(({ code }) => code), ...DOCKER_CODES])('judges the exit code %i rightly', async (code) => {
    stage = await createStage(values, code);

    const { verdict } = await job.run(stage);

    const expected = code === 0 ? 'passed' : job.warns && WARNINGS.includes(code) ? 'warning' : 'failed';
    expect(verdict).toBe(expected);
  });
});
