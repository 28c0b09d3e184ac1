import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { startCommand } from '../support/command.ts';

let sandbox: Sandbox;
let folder: string;

beforeEach(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), 'start-'));
});

afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

it.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('a %s while the settings are read ends with %i before anything is asked', async (signal, code) => {
  // Whoever opens a pipe waits for the other side: the settings are being read once this end is open.
  const pipe = join(folder, 'env');
  await promisify(execFile)('mkfifo', [pipe]);
  const { process, finished } = startCommand({ args: ['--env-file', pipe], environment: sandbox.environment });
  const end = await open(pipe, 'w');

  process.kill(signal);
  // The signal has to be there before the program goes on.
  await new Promise((resolve) => setTimeout(resolve, 100));
  await end.close();

  const result = await finished;
  expect(result).toMatchObject({ code, signal: null });
  expect(result.stderr).toContain(`Stopped by ${signal}`);
  expect([...sandbox.gitlab.requests, ...sandbox.port.requests]).toEqual([]);
});

it('answers for an environment file that is missing itself, where Node is told to keep out of its arguments', async () => {
  const { code, stderr } = await startCommand({ args: ['--env-file', join(folder, 'missing.env')] }).finished;

  expect(code).toBe(2);
  expect(stderr).toContain('check the path given with --env-file');
});
