import { Worker } from 'node:worker_threads';
import { InternalError } from '../../errors.ts';
import { anySignal, type JqEngine, JqFailure, type RunOptions } from '../engine.ts';
import { jqMessage } from '../jq-message.ts';
import { decodeOutputs, encodeRecords } from '../ndjson.ts';
import type { JqReply, JqRequest } from './worker.ts';

const startLimitMs = 60_000;
const validateLimitMs = 60_000;
const compileErrorCode = 3;

/** jq 1.8.2 as WebAssembly in a worker thread of its own, so that an endless program can be stopped. */
export function createEmbeddedEngine(options: { readonly workerUrl?: URL } = {}): JqEngine {
  return new EmbeddedEngine(options.workerUrl ?? new URL('./worker.js', import.meta.url));
}

class EmbeddedEngine implements JqEngine {
  readonly name = 'jq 1.8.2 (embedded)';
  readonly #workerUrl: URL;
  readonly #closing = new AbortController();
  #worker: Worker | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(workerUrl: URL) {
    this.#workerUrl = workerUrl;
  }

  async validate(programs: readonly string[], signal?: AbortSignal): Promise<readonly (string | undefined)[]> {
    try {
      const results = await this.#ask({ programs, input: '' }, { timeLimitMs: validateLimitMs, signal });
      return results.map((result) => (result.exitCode === 0 ? undefined : jqMessage(result.stderr)));
    } catch (error) {
      // jq computes constants while it compiles: `"x" * 1e9` is too much for it already here.
      if (!(error instanceof JqFailure)) throw error;
      if (programs.length === 1) return [error.message];
      const middle = Math.ceil(programs.length / 2);
      const first = await this.validate(programs.slice(0, middle), signal);
      return [...first, ...(await this.validate(programs.slice(middle), signal))];
    }
  }

  async run(program: string, records: readonly unknown[], options: RunOptions): Promise<readonly unknown[]> {
    const [result] = await this.#ask({ programs: [program], input: encodeRecords(records) }, options);
    if (result === undefined || result.exitCode === compileErrorCode) {
      throw new InternalError(`jq does not compile a program that was checked: ${jqMessage(result?.stderr ?? '')}`);
    }
    if (result.exitCode !== 0) throw new JqFailure('breakdown', jqMessage(result.stderr));
    return decodeOutputs(result.stdout, records.length);
  }

  async close(): Promise<void> {
    this.#closing.abort(new InternalError('The jq engine was used after it was closed'));
    await this.#lastTurn;
    await this.#worker?.terminate();
  }

  /** Requests take turns, so that the time limit counts from when jq begins with one. */
  #ask(request: JqRequest, { timeLimitMs, signal }: RunOptions): Promise<JqReply> {
    const limits = { timeLimitMs, signal: anySignal(this.#closing.signal, signal) };
    const turn = this.#lastTurn.then(() => this.#exchange(request, limits));
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async #exchange(request: JqRequest, limits: Limits): Promise<JqReply> {
    limits.signal.throwIfAborted();
    this.#worker ??= await startWorker(this.#workerUrl, limits.signal);
    try {
      this.#worker.postMessage(request);
      // The only messages of the worker after the first are replies.
      return (await nextMessage(this.#worker, limits)) as JqReply;
    } catch (error) {
      await this.#worker.terminate();
      this.#worker = undefined;
      throw error;
    }
  }
}

interface Limits {
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

async function startWorker(url: URL, signal: AbortSignal): Promise<Worker> {
  // Its stdout and stderr are kept off ours: a WebAssembly module that aborts prints that.
  const worker = new Worker(url, { env: {}, stdout: true, stderr: true });
  worker.on('error', () => undefined);
  try {
    await nextMessage(worker, { timeLimitMs: startLimitMs, signal });
    return worker;
  } catch (error) {
    await worker.terminate();
    throw error instanceof JqFailure ? new InternalError('The jq worker does not start', { cause: error }) : error;
  }
}

function nextMessage(worker: Worker, { timeLimitMs, signal }: Limits): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stopListening = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
    };
    const onMessage = (message: unknown) => {
      stopListening();
      resolve(message);
    };
    const onError = (cause?: unknown) => {
      stopListening();
      reject(new JqFailure('breakdown', 'jq broke down: out of memory, or data nested too deeply', { cause }));
    };
    const onExit = () => onError();
    const onAbort = () => {
      stopListening();
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      stopListening();
      reject(new JqFailure('timeout', `did not finish within ${timeLimitMs / 1000} s`));
    }, timeLimitMs);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
}
