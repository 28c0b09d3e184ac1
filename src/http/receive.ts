import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { type AnswerHeaders, toAnswerHeaders } from './headers.ts';

/** An answer as it came. */
export interface Received {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Undefined where it is larger than the limit: then the rest of it was not read. */
  readonly content: Buffer | undefined;
}

export interface ReceiveOptions {
  /** Aborts the request; the promise rejects with its reason. */
  readonly signal: AbortSignal;
  /** The largest body that is read, as it comes. */
  readonly maxBytes: number;
  /** When the last byte must have come, by `performance.now`; the dispatcher bounds the silence before each. */
  readonly deadlineMs: number;
}

/** Sends a request and collects the answer: what fetch or undici's `request` do with streams, at a third of the cost. */
export function receive(
  dispatcher: Pick<Dispatcher, 'dispatch'>,
  request: Dispatcher.DispatchOptions,
  options: ReceiveOptions,
): Promise<Received> {
  if (options.signal.aborted) return Promise.reject(options.signal.reason);
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(request, new Receiver(options, resolve, reject));
  });
}

class Receiver implements Dispatcher.DispatchHandler {
  readonly #options: ReceiveOptions;
  readonly #resolve: (answer: Received) => void;
  readonly #reject: (error: unknown) => void;
  readonly #chunks: Buffer[] = [];
  readonly #stop: () => void;
  #controller: Dispatcher.DispatchController | undefined;
  #bytes = 0;
  #status = 0;
  #headers = toAnswerHeaders({});

  constructor(options: ReceiveOptions, resolve: (answer: Received) => void, reject: (error: unknown) => void) {
    const { signal } = options;
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#stop = () => {
      // A request that still waits for its connection knows no way to be stopped.
      reject(signal.reason);
      this.#controller?.abort(toError(signal.reason));
    };
    signal.addEventListener('abort', this.#stop, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // While the connection was made.
    if (this.#options.signal.aborted) this.#stop();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, fields: IncomingHttpHeaders): void {
    this.#status = status;
    this.#headers = toAnswerHeaders(fields);
    if (Number(fields['content-length']) > this.#options.maxBytes) this.#endTooLarge(controller);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.byteLength;
    this.#chunks.push(chunk);
    if (this.#bytes > this.#options.maxBytes) this.#endTooLarge(controller);
    else if (performance.now() > this.#options.deadlineMs)
      controller.abort(new DOMException('Too slow', 'TimeoutError'));
  }

  onResponseEnd(): void {
    this.#options.signal.removeEventListener('abort', this.#stop);
    const [only, ...others] = this.#chunks;
    const content = only !== undefined && others.length === 0 ? only : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, headers: this.#headers, content });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#options.signal.removeEventListener('abort', this.#stop);
    this.#reject(error);
  }

  #endTooLarge(controller: Dispatcher.DispatchController): void {
    this.#resolve({ status: this.#status, headers: this.#headers, content: undefined });
    controller.abort(new Error('The answer is too large'));
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
