import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** By the package's name, since the soak is compiled to another place. */
export const launcher = join(
  createRequire(import.meta.url).resolve('gitlab-port-exporter/package.json'),
  '../bin/gitlab-port-exporter.js',
);

/** What the built command did. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** A run of the built command that is under way. */
export interface Running {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
}

export interface CommandOptions {
  readonly args?: readonly string[];
  /** The whole environment beside PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  /** What a shell does with its streams: `2>/dev/full`. */
  readonly redirection?: string;
}

/** Settings that shorten the pauses between attempts, for tests that wait for them. */
export const quickRetries = { GPE_RETRY_ATTEMPTS: '3', GPE_RETRY_BASE_DELAY: '0.01', GPE_RETRY_MAX_DELAY: '0.05' };

/** Starts the built command as a user would, with nothing in its environment that a test did not put there. */
export function startCommand(options: CommandOptions = {}): Running {
  const { args = [], environment = {}, workingDirectory, redirection } = options;
  const startedAt = performance.now();
  const words = ['--', launcher, ...args];
  const [file, given] =
    redirection === undefined
      ? [process.execPath, words]
      : ['sh', ['-c', `exec "$0" "$@" ${redirection}`, process.execPath, ...words]];
  const child = spawn(file, given, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...environment },
    ...(workingDirectory === undefined ? {} : { cwd: workingDirectory }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr, seconds: (performance.now() - startedAt) / 1000 });
    });
  });
  return { process: child, finished };
}

/** Runs the built command to its end. */
export async function runCommand(options: CommandOptions = {}): Promise<Finished> {
  return startCommand(options).finished;
}
