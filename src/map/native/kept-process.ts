import { type ChildProcessWithoutNullStreams, type StdioOptions, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { JqFailure } from '../engine.ts';
import { compileErrorCode, uncompiled } from '../jq-message.ts';
import { decodeOutputs } from '../ndjson.ts';
import type { Member } from '../pool.ts';
import { breakdown } from './breakdown.ts';

const maxStdoutBytes = 256 * 1024 * 1024;
const maxStderrLength = 64 * 1024;

interface Limits {
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

/** A batch that waits for its outputs. */
interface Batch {
  readonly chunks: Buffer[];
  missingLines: number;
  roomBytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface KeptProcessOptions {
  /** At its file descriptor 3 there comes a line when the process has ended, and none where this program ends first. */
  readonly command: readonly [string, ...string[]];
  /** The whole environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Having worked for so long in all it is not to be used any more. */
  readonly retireAfterMs: number;
}

/** A jq that runs one program over line after line, batch after batch, until it is ended. */
export class KeptProcess implements Member {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<void>;
  readonly #retireAfterMs: number;
  #batch: Batch | undefined;
  #stderr = '';
  #busyMs = 0;
  #isSpent = false;

  constructor({ command: [program, ...args], environment, retireAfterMs }: KeptProcessOptions) {
    this.#retireAfterMs = retireAfterMs;
    const child = spawnWithPipes(program, args, environment);
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#complain(text));
    // It may end without having read all of its input.
    child.stdin.on('error', () => undefined);
    const owner = ownerPipe(child);
    owner.on('error', () => undefined);
    child.once('exit', () => owner.end('\n'));
    const kill = () => this.#kill();
    process.once('exit', kill);
    this.#closed = new Promise((resolve) => {
      const settle = (exitCode: number | null, error?: Error) => {
        process.off('exit', kill);
        this.#isSpent = true;
        if (exitCode === 0) this.#batch?.resolve();
        else this.#batch?.reject(error ?? this.#failure(exitCode));
        resolve();
      };
      child.once('error', (error) => settle(null, error));
      child.once('close', (exitCode) => settle(exitCode));
    });
  }

  get isSpent(): boolean {
    return this.#isSpent || this.#busyMs > this.#retireAfterMs;
  }

  /**
   * The outputs for `count` lines of input. Having thrown it is of no use any more.
   *
   * @throws {JqFailure} where jq breaks down or does not finish, or the signal's reason.
   */
  async run(input: string, count: number, { timeLimitMs, signal }: Limits): Promise<readonly unknown[]> {
    signal.throwIfAborted();
    const startedAt = performance.now();
    const onAbort = () => this.#batch?.reject(signal.reason);
    const onTimeout = () =>
      this.#batch?.reject(new JqFailure('timeout', `did not finish within ${timeLimitMs / 1000} s`));
    const timer = setTimeout(onTimeout, timeLimitMs);
    signal.addEventListener('abort', onAbort);
    try {
      return decodeOutputs(await this.#exchange(input, count), count);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      this.#busyMs += performance.now() - startedAt;
    }
  }

  async end(): Promise<void> {
    this.#kill();
    await this.#closed;
  }

  async #exchange(input: string, count: number): Promise<string> {
    const chunks: Buffer[] = [];
    try {
      await new Promise<void>((resolve, reject) => {
        this.#batch = { chunks, missingLines: count, roomBytes: maxStdoutBytes, resolve, reject };
        this.#child.stdin.write(`${input}\n`);
      });
    } finally {
      this.#batch = undefined;
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  #receive(chunk: Buffer): void {
    const batch = this.#batch;
    // What nobody asked for would be taken for the next batch's.
    if (batch === undefined) {
      this.#kill();
      return;
    }
    batch.chunks.push(chunk);
    batch.roomBytes -= chunk.length;
    batch.missingLines -= countLines(chunk);
    if (batch.roomBytes < 0) this.#kill();
    else if (batch.missingLines <= 0) batch.resolve();
  }

  /** jq that complains would go on with its next input; without one it ends, and its exit code says how. */
  #complain(text: string): void {
    this.#isSpent = true;
    this.#child.stdin.end();
    this.#stderr = `${this.#stderr}${text}`.slice(0, maxStderrLength);
  }

  #failure(exitCode: number | null): Error {
    return exitCode === compileErrorCode ? uncompiled(this.#stderr) : breakdown(this.#stderr);
  }

  #kill(): void {
    this.#isSpent = true;
    this.#child.kill('SIGKILL');
    // What it has started itself may hold them open for longer than it lives.
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }
}

function spawnWithPipes(program: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
  const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', 'pipe'];
  // With pipes there are no null streams.
  return spawn(program, args, { env: { ...environment }, windowsHide: true, stdio }) as ChildProcessWithoutNullStreams;
}

function ownerPipe({ stdio }: ChildProcessWithoutNullStreams): Writable {
  // A pipe of which the type does not know that it is written to.
  return stdio[3] as Writable;
}

function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', end + 1)) lines += 1;
  return lines;
}
