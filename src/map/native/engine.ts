import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { InternalError } from '../../errors.ts';
import { anySignal, type JqEngine, type RunOptions } from '../engine.ts';
import { jqMessage } from '../jq-message.ts';
import { encodeRecords } from '../ndjson.ts';
import { defaultSize, Pool } from '../pool.ts';
import { breakdown } from './breakdown.ts';
import { isAtLeast } from './find-jq.ts';
import { KeptProcess } from './kept-process.ts';
import { runProcess } from './process.ts';

const validateLimitMs = 60_000;
/** A process is replaced once it has worked for the first; the second it can reach only in a batch without end. */
const retireAfterMs = 10_000;
const defaultProcessorLimitSeconds = 60;

/**
 * Where this program is killed nothing ends a jq in a batch without end, or removes the folder, which is jq's home. So
 * something waits at the pipe of a {@link KeptProcess}: there comes a line when jq has ended, and none where this
 * program has. A jq that only compiles has none: its processor time is limited.
 */
const endWithOwner = '{ read -r _ <&3 || { kill -9 $$; /bin/rm -rf -- "$HOME"; }; } > /dev/null 2>&1 & exec 3<&-; ';

type Command = readonly [string, ...string[]];

interface NativeOptions {
  /** Absolute path of a jq that was found fit (see `jqAt`). */
  readonly path: string;
  readonly version: string;
  /** Address space of one process; counts on Linux only. */
  readonly memoryLimitBytes?: number;
  /** Processor time of one process; not on Windows. */
  readonly processorLimitSeconds?: number;
  /** How many batches at most are evaluated at a time. */
  readonly parallel?: number;
}

/** A jq of this machine, in processes that are kept for further batches of their program. */
export function createNativeEngine(options: NativeOptions): JqEngine {
  return new NativeEngine(options);
}

class NativeEngine implements JqEngine {
  readonly name: string;
  readonly isOlder: boolean;
  readonly #command: Command;
  readonly #keptCommand: Command;
  readonly #parallel: number;
  readonly #processes: Pool<KeptProcess>;
  readonly #closing = new AbortController();
  /** Holds the programs; the home of each jq as well, so that nobody's `~/.jq` is read. */
  #folder: Promise<string> | undefined;
  #removeFolder: () => void = () => undefined;

  constructor({ version, parallel = defaultSize(), ...options }: NativeOptions) {
    this.name = `jq ${version} (native)`;
    this.isOlder = !isAtLeast(version, 8);
    this.#command = limitedCommand(options);
    this.#keptCommand = limitedCommand(options, endWithOwner);
    this.#parallel = parallel;
    this.#processes = new Pool(parallel);
  }

  validate(programs: readonly string[], signal?: AbortSignal): Promise<readonly (string | undefined)[]> {
    return pMap(programs, (program) => this.#findProblem(program, signal), { concurrency: this.#parallel });
  }

  async run(program: string, records: readonly unknown[], options: RunOptions): Promise<readonly unknown[]> {
    if (records.length === 0) return [];
    const limits = { ...options, signal: this.#stopWith(options.signal) };
    const input = encodeRecords(records);
    return this.#processes.use(
      program,
      () => this.#start(program, limits.signal),
      (kept) => kept.run(input, records.length, limits),
    );
  }

  async close(): Promise<void> {
    this.#closing.abort(new InternalError('The jq engine was used after it was closed'));
    await this.#processes.close();
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
    process.off('exit', this.#removeFolder);
  }

  async #start(program: string, signal: AbortSignal): Promise<KeptProcess> {
    signal.throwIfAborted();
    const command = [...this.#keptCommand, '-c', '--unbuffered', '-f', await this.#writeProgram(program)] as const;
    return new KeptProcess({ command, environment: await this.#environment(), retireAfterMs });
  }

  async #findProblem(program: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    const stop = this.#stopWith(signal);
    stop.throwIfAborted();
    const file = await this.#writeProgram(program);
    // Without input jq compiles and runs nothing.
    const options = { input: '', environment: await this.#environment(), timeLimitMs: validateLimitMs, signal: stop };
    const { exitCode, stderr, timedOut } = await runProcess([...this.#command, '-c', '-f', file], options);
    await rm(file, { force: true });
    stop.throwIfAborted();
    if (timedOut) return `did not finish within ${validateLimitMs / 1000} s`;
    return exitCode === 0 ? undefined : jqMessage(stderr) || breakdown(stderr).message;
  }

  #stopWith(signal: AbortSignal | undefined): AbortSignal {
    return anySignal(this.#closing.signal, signal);
  }

  /** As an argument a program could be too long (Linux: 128 KiB). */
  async #writeProgram(program: string): Promise<string> {
    const file = join(await this.#openFolder(), `${randomUUID()}.jq`);
    await writeFile(file, program);
    return file;
  }

  /** Time zone and locale as the embedded jq has them. */
  async #environment(): Promise<Readonly<Record<string, string>>> {
    return { HOME: await this.#openFolder(), TZ: 'UTC', LC_ALL: 'C' };
  }

  #openFolder(): Promise<string> {
    this.#folder ??= this.#makeFolder();
    return this.#folder;
  }

  async #makeFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'gitlab-port-exporter-jq-'));
    this.#removeFolder = () => rmSync(folder, { recursive: true, force: true });
    process.once('exit', this.#removeFolder);
    return folder;
  }
}

/** A limit that the system's shell cannot set is gone without; `before` is shell that runs before jq does. */
function limitedCommand(
  {
    path,
    memoryLimitBytes,
    processorLimitSeconds = defaultProcessorLimitSeconds,
  }: Omit<NativeOptions, 'version' | 'parallel'>,
  before = '',
): Command {
  if (process.platform === 'win32') return [path];
  // Only Linux counts the address space.
  const limitsMemory = memoryLimitBytes !== undefined && process.platform === 'linux';
  const memory = limitsMemory ? `ulimit -v ${Math.floor(memoryLimitBytes / 1024)}; ` : '';
  return ['/bin/sh', '-c', `${memory}ulimit -t ${processorLimitSeconds}; ${before}exec "$0" "$@"`, path];
}
