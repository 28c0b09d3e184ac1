import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

const maxStdoutBytes = 256 * 1024 * 1024;
const maxStderrBytes = 64 * 1024;

export interface ProcessOptions {
  readonly input: string;
  /** The whole environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  /** After it, or when the signal aborts, the process is killed. */
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

/** How a process ended: its exit code, or null where it was killed. */
export interface ProcessResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The beginning of it. */
  readonly stderr: string;
  readonly timedOut: boolean;
}

/**
 * Runs a program to its end, whatever ends it. It is never left behind, nor waited for once it was killed.
 *
 * @throws when it cannot be started.
 */
export function runProcess(
  command: readonly [string, ...string[]],
  { input, environment, timeLimitMs, signal }: ProcessOptions,
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const [program, ...args] = command;
    const child = spawn(program, args, { env: { ...environment }, windowsHide: true });
    const kill = () => {
      child.kill('SIGKILL');
      // What it has started itself may hold them open for longer than it lives.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, timeLimitMs);
    const stdout = collect(child.stdout, maxStdoutBytes, kill);
    const stderr = collect(child.stderr, maxStderrBytes, () => undefined);

    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (exitCode) => {
      settle();
      resolve({ exitCode, stdout: stdout(), stderr: stderr(), timedOut });
    });
    signal.addEventListener('abort', kill);
    if (signal.aborted) kill();
    // It may end without having read all of its input.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Gathers text up to a limit; the rest is read and dropped. */
function collect(stream: Readable, maxBytes: number, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes > maxBytes) return;
    bytes += chunk.length;
    if (bytes > maxBytes) onTooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
