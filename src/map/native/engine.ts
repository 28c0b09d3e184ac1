import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { InternalError } from '../../errors.ts';
import { anySignal, type JqEngine, JqFailure, type RunOptions } from '../engine.ts';
import { jqMessage } from '../jq-message.ts';
import { decodeOutputs, encodeRecords } from '../ndjson.ts';
import { type ProcessResult, runProcess } from './process.ts';

const validateLimitMs = 60_000;
const compileErrorCode = 3;

interface NativeOptions {
  /** Absolute path of a jq that was found fit (see `findNativeJq`). */
  readonly path: string;
  readonly version: string;
  /** Address space of one process; counts on Linux only. */
  readonly memoryLimitBytes?: number;
}

/** A jq of this machine, started anew for every batch. */
export function createNativeEngine(options: NativeOptions): JqEngine {
  return new NativeEngine(options);
}

class NativeEngine implements JqEngine {
  readonly name: string;
  readonly #command: readonly [string, ...string[]];
  readonly #closing = new AbortController();
  /** Holds the programs; the home of each jq as well, so that nobody's `~/.jq` is read. */
  #folder: Promise<string> | undefined;

  constructor({ path, version, memoryLimitBytes }: NativeOptions) {
    this.name = `jq ${version} (native)`;
    this.#command = limitMemory(path, memoryLimitBytes);
  }

  validate(programs: readonly string[], signal?: AbortSignal): Promise<readonly (string | undefined)[]> {
    return pMap(programs, (program) => this.#findProblem(program, signal), { concurrency: availableParallelism() });
  }

  async run(program: string, records: readonly unknown[], options: RunOptions): Promise<readonly unknown[]> {
    const { exitCode, stdout, stderr } = await this.#execute(program, encodeRecords(records), options);
    if (exitCode === compileErrorCode) {
      throw new InternalError(`jq does not compile a program that was checked: ${jqMessage(stderr)}`);
    }
    if (exitCode !== 0) throw breakdown(stderr);
    return decodeOutputs(stdout, records.length);
  }

  async close(): Promise<void> {
    this.#closing.abort(new InternalError('The jq engine was used after it was closed'));
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #findProblem(program: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    try {
      // Without input jq compiles and runs nothing.
      const { exitCode, stderr } = await this.#execute(program, '', { timeLimitMs: validateLimitMs, signal });
      return exitCode === 0 ? undefined : jqMessage(stderr) || breakdown(stderr).message;
    } catch (error) {
      if (error instanceof JqFailure) return error.message;
      throw error;
    }
  }

  async #execute(program: string, input: string, { timeLimitMs, signal }: RunOptions): Promise<ProcessResult> {
    const stop = anySignal(this.#closing.signal, signal);
    stop.throwIfAborted();
    this.#folder ??= mkdtemp(join(tmpdir(), 'gitlab-port-exporter-jq-'));
    const folder = await this.#folder;
    // As an argument a program could be too long (Linux: 128 KiB).
    const file = join(folder, `${randomUUID()}.jq`);
    try {
      await writeFile(file, program);
      const result = await runProcess([...this.#command, '-c', '-f', file], {
        input,
        // Time zone and locale as the embedded jq has them.
        environment: { HOME: folder, TZ: 'UTC', LC_ALL: 'C' },
        timeLimitMs,
        signal: stop,
      });
      stop.throwIfAborted();
      if (result.timedOut) throw new JqFailure('timeout', `did not finish within ${timeLimitMs / 1000} s`);
      return result;
    } finally {
      await rm(file, { force: true });
    }
  }
}

/** Linux counts the address space; systems whose shell cannot limit it go without. */
function limitMemory(path: string, limitBytes: number | undefined): readonly [string, ...string[]] {
  if (limitBytes === undefined || process.platform !== 'linux') return [path];
  const script = `ulimit -v ${Math.floor(limitBytes / 1024)}; exec "$0" "$@"`;
  return ['/bin/sh', '-c', script, path];
}

function breakdown(stderr: string): JqFailure {
  const message = jqMessage(stderr);
  const reason = 'jq broke down: out of memory, or data nested too deeply';
  return new JqFailure('breakdown', message === '' ? reason : `jq broke down: ${message}`);
}
