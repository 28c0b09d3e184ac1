import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { exitCode } from '../../src/errors.ts';
import { contentsOf } from '../support/catalog-state.ts';
import { runCommand } from '../support/command.ts';
import { JOBS } from './jobs.ts';
import { createStage, type Stage, valuesOf } from './stage.ts';

const transcripts = fileURLToPath(new URL('../../build/transcripts/', import.meta.url));

let sandbox: Sandbox;
let stage: Stage;
let expected: ReturnType<typeof contentsOf>;

beforeAll(async () => {
  sandbox = await startSandbox({ world: createWorld({ scale: 0, now: new Date() }) });
  const { code, stderr } = await runCommand({ environment: sandbox.environment });
  if (code !== 0) throw new Error(`The plain run ended with ${code}: ${stderr}`);
  expected = contentsOf(sandbox.port.catalog);
  await mkdir(transcripts, { recursive: true });
}, 60_000);

beforeEach(async () => {
  stage = await createStage(valuesOf(sandbox));
  sandbox.port.catalog.clear();
  for (const { control } of [sandbox.gitlab, sandbox.port]) control.reset();
});

afterEach(() => stage.close());

afterAll(() => sandbox.close());

/** The exporter has come to its summary, and nothing that was shown holds a secret. */
function expectSafeRun(): void {
  expect(stage.transcript()).toMatch(/^Total |"msg":"Finished"/m);
  const { token, clientId, clientSecret } = stage.values;
  for (const secret of [token, clientId, clientSecret]) expect(stage.transcript()).not.toContain(secret);
}

// The transcripts are there to be read: they show what each example looks like in a log.
describe.each(JOBS)('the example $file', (job) => {
  it('brings the catalog to the state that a plain run of the command does', async () => {
    const { verdict, report, summary } = await job.run(stage);

    await writeFile(join(transcripts, `${job.name}.txt`), stage.transcript());
    expect(verdict).toBe('passed');
    expect(contentsOf(sandbox.port.catalog)).toEqual(expected);
    expectSafeRun();
    if (report !== undefined) expect(JSON.parse(report)).toMatchObject({ exitCode: exitCode('success') });
    expect(summary).not.toBe('');
  });

  it('shows a partial export as a warning, where its system knows warnings', async () => {
    sandbox.gitlab.control.deny('/groups');

    const { verdict, report, summary } = await job.run(stage);

    await writeFile(join(transcripts, `${job.name}-partial.txt`), stage.transcript());
    expect(verdict).toBe(job.warns ? 'warning' : 'failed');
    expectSafeRun();
    if (report !== undefined) expect(JSON.parse(report)).toMatchObject({ exitCode: exitCode('partial') });
    expect(summary).not.toBe('');
  });
});
