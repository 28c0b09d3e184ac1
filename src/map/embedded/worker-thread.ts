import { Worker } from 'node:worker_threads';
import { InternalError } from '../../errors.ts';
import { JqFailure } from '../engine.ts';
import type { Member } from '../pool.ts';
import type { JqReply, JqRequest } from './worker.ts';

const startLimitMs = 60_000;
/** For texts on their way in and out; jq's own memory ends at 256 MB. */
const heapLimitMb = 1024;

interface Limits {
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

/** A thread with a jq of its own. */
export class WorkerThread implements Member {
  readonly #worker: Worker;
  #isSpent = false;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      this.#isSpent = true;
    });
    // Between batches it keeps nobody waiting; in one, the time limit does.
    worker.unref();
  }

  /** @throws {InternalError} where it does not get ready, or the signal's reason. */
  static async start(url: URL, signal: AbortSignal): Promise<WorkerThread> {
    signal.throwIfAborted();
    // Its stdout and stderr are kept off ours: a WebAssembly module that aborts prints that.
    const options = { env: {}, stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: heapLimitMb } };
    const worker = new Worker(url, options);
    const thread = new WorkerThread(worker);
    try {
      await nextMessage(worker, { timeLimitMs: startLimitMs, signal });
      return thread;
    } catch (error) {
      await thread.end();
      throw error instanceof JqFailure ? new InternalError('The jq worker does not start', { cause: error }) : error;
    }
  }

  get isSpent(): boolean {
    return this.#isSpent;
  }

  /** @throws {JqFailure} where jq breaks down or does not finish, or the signal's reason: it is of no use any more. */
  async ask(request: JqRequest, limits: Limits): Promise<JqReply> {
    this.#worker.postMessage(request);
    // The only messages of the worker after the first are replies.
    return (await nextMessage(this.#worker, limits)) as JqReply;
  }

  async end(): Promise<void> {
    this.#isSpent = true;
    await this.#worker.terminate();
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
