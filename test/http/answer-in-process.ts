import type { Dispatcher } from 'undici';
import type { Connections } from '../../src/http/dispatcher.ts';

/** Answers a request, or rejects as a connection fails; the signal is aborted when nobody waits for the answer any more. */
export type Respond = (request: Request, signal: AbortSignal) => Promise<Response>;

/** Connections whose requests are answered in this process: nothing leaves it. */
export function answerInProcess(respond: Respond): Connections {
  const dispatcher = {
    dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
      void deliver(respond, options, handler);
      return true;
    },
  };
  return { routeFor: () => ({ dispatcher }), close: async () => {} };
}

async function deliver(
  respond: Respond,
  { origin, path, method, headers, body }: Dispatcher.DispatchOptions,
  handler: Dispatcher.DispatchHandler,
): Promise<void> {
  const abortion = new AbortController();
  const { signal } = abortion;
  // The program uses nothing else of it.
  const controller = { abort: (reason: Error) => abortion.abort(reason) } as Dispatcher.DispatchController;
  handler.onRequestStart?.(controller, undefined);
  try {
    const request = new Request(new URL(path, origin), {
      method,
      headers: headers as Record<string, string>, // the program gives a record
      body: body as string | null,
    });
    const response = await orAborted(respond(request, signal), signal);
    if (response.type === 'error') throw new TypeError('Failed to fetch');
    handler.onResponseStart?.(controller, response.status, Object.fromEntries(response.headers));
    const content = await orAborted(response.arrayBuffer(), signal);
    if (content.byteLength > 0) handler.onResponseData?.(controller, Buffer.from(content));
    signal.throwIfAborted();
    handler.onResponseEnd?.(controller, {});
  } catch (error) {
    handler.onResponseError?.(controller, error as Error);
  }
}

/** Rejects with the signal's reason once it is aborted, as undici does. */
function orAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    value.then(resolve, reject);
  });
}
