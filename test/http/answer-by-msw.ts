import { Readable } from 'node:stream';
import { getResponse, type RequestHandler } from 'msw';
import type { Dispatcher } from 'undici';
import type { Connections } from '../../src/http/dispatcher.ts';

/**
 * Connections on which MSW's handlers answer, as long as they are listed; nothing leaves the process. MSW intercepts
 * fetch and node:http by itself, undici's own client only in later versions, which need Node 22.
 */
export function answerByMsw(handlers: readonly RequestHandler[]): Connections {
  const dispatcher = {
    async request(options: Dispatcher.DispatchOptions): Promise<Dispatcher.ResponseData> {
      const { origin, path, method, headers, body, signal } = options as Dispatcher.RequestOptions;
      const request = new Request(new URL(path, origin), {
        method,
        headers: headers as Record<string, string>, // the program gives a record
        body: body as string | null,
        signal: signal as AbortSignal,
      });
      const response = await untilAborted(getResponse([...handlers], request), request.signal);
      if (response === undefined) throw new Error(`No handler answers ${method} ${request.url}`);
      if (response.type === 'error') throw new TypeError('Failed to fetch');
      return toResponseData(response);
    },
  };
  // Only what the program uses of it is there.
  return { routeFor: () => ({ dispatcher: dispatcher as Pick<Dispatcher, 'request'> }), close: async () => {} };
}

function toResponseData(response: Response): Dispatcher.ResponseData {
  const body = response.body === null ? Readable.from([]) : Readable.fromWeb(response.body as never);
  const readable = Object.assign(body, { dump: async () => void body.resume() });
  const headers = Object.fromEntries(response.headers);
  return { statusCode: response.status, headers, body: readable } as unknown as Dispatcher.ResponseData;
}

/** Rejects with the signal's reason, as undici does. */
function untilAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    value.then(resolve, reject);
  });
}
