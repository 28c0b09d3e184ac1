import { InternalError } from '../../errors.ts';
import { toBatches } from '../batches.ts';
import { anySignal, type JqEngine, JqFailure, type RunOptions } from '../engine.ts';
import { compileErrorCode, jqMessage, uncompiled } from '../jq-message.ts';
import { decodeOutputs, encodeRecords } from '../ndjson.ts';
import { defaultSize, Pool } from '../pool.ts';
import type { JqReply, JqRequest } from './worker.ts';
import { WorkerThread } from './worker-thread.ts';

const validateLimitMs = 60_000;
/** Programs that one thread checks at a time, so that the others have some as well. */
const validatedTogether = 50;

interface EmbeddedOptions {
  readonly workerUrl?: URL;
  /** How many batches at most are evaluated at a time. */
  readonly parallel?: number;
}

/** jq 1.8.2 as WebAssembly in worker threads, so that an endless program can be stopped. */
export function createEmbeddedEngine(options: EmbeddedOptions = {}): JqEngine {
  return new EmbeddedEngine(options);
}

class EmbeddedEngine implements JqEngine {
  readonly name = 'jq 1.8.2 (embedded)';
  readonly #workerUrl: URL;
  readonly #closing = new AbortController();
  readonly #threads: Pool<WorkerThread>;

  constructor({ workerUrl = new URL('./worker.js', import.meta.url), parallel = defaultSize() }: EmbeddedOptions) {
    this.#workerUrl = workerUrl;
    this.#threads = new Pool(parallel);
  }

  async validate(programs: readonly string[], signal?: AbortSignal): Promise<readonly (string | undefined)[]> {
    const batches = toBatches(programs, validatedTogether);
    const problems = await Promise.all(batches.map((batch) => this.#findProblems(batch, signal)));
    return problems.flat();
  }

  async run(program: string, records: readonly unknown[], options: RunOptions): Promise<readonly unknown[]> {
    return this.#ask({ programs: [program], input: encodeRecords(records) }, options, ([result]) => {
      if (result === undefined || result.exitCode === compileErrorCode) throw uncompiled(result?.stderr ?? '');
      if (result.exitCode !== 0) throw new JqFailure('breakdown', jqMessage(result.stderr));
      return decodeOutputs(result.stdout, records.length);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort(new InternalError('The jq engine was used after it was closed'));
    await this.#threads.close();
  }

  async #findProblems(
    programs: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<readonly (string | undefined)[]> {
    try {
      return await this.#ask({ programs, input: '' }, { timeLimitMs: validateLimitMs, signal }, (results) =>
        results.map(problemOf),
      );
    } catch (error) {
      // jq computes constants while it compiles: `"x" * 1e9` is too much for it already here.
      if (!(error instanceof JqFailure)) throw error;
      if (programs.length === 1) return [error.message];
      const middle = Math.ceil(programs.length / 2);
      const first = await this.#findProblems(programs.slice(0, middle), signal);
      return [...first, ...(await this.#findProblems(programs.slice(middle), signal))];
    }
  }

  /**
   * The time limit begins when a thread begins with the request. A reply that cannot be made anything of costs the
   * thread: a jq that broke down without noticing has overwritten its own memory.
   */
  #ask<Result>(
    request: JqRequest,
    { timeLimitMs, signal }: RunOptions,
    interpret: (reply: JqReply) => Result,
  ): Promise<Result> {
    const limits = { timeLimitMs, signal: anySignal(this.#closing.signal, signal) };
    // Any thread runs any program.
    return this.#threads.use(
      '',
      () => WorkerThread.start(this.#workerUrl, limits.signal),
      async (thread) => interpret(await thread.ask(request, limits)),
    );
  }
}

/** @throws {JqFailure} where jq got neither through the program nor found anything wrong with it. */
function problemOf({ exitCode, stderr }: JqReply[number]): string | undefined {
  if (exitCode === 0) return undefined;
  if (exitCode === compileErrorCode) return jqMessage(stderr);
  throw new JqFailure('breakdown', jqMessage(stderr));
}
