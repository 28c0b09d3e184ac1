import { UpstreamError } from '../../src/errors.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../src/http/client.ts';

/** What a scripted service answers; a status of 400 and above rejects, as the real client does. Default: 200 and null. */
export type Reply = Partial<HttpResponse> | Error;

/** Replies by method and path template (`GET /groups`): a list is used up in order, anything else answers each time. */
export type Script = Readonly<
  Record<string, Reply | readonly Reply[] | ((request: HttpRequest) => Reply | Promise<Reply>)>
>;

/** An HTTP client without a network, and what was asked of it. */
export interface ScriptedHttp extends HttpClient {
  readonly requests: readonly HttpRequest[];
}

/** Answers from the script alone: a request that it does not foresee is an error of the test. */
export function scriptHttp(script: Script): ScriptedHttp {
  const requests: HttpRequest[] = [];
  const counts = new Map<string, number>();
  return {
    requests,
    statistics: () => [],
    allowance: () => undefined,
    close: async () => {},
    async send(request) {
      const route = `${request.method} ${request.route}`;
      const count = counts.get(route) ?? 0;
      requests.push(request);
      counts.set(route, count + 1);
      const entry = script[route];
      const reply = typeof entry === 'function' ? await entry(request) : isList(entry) ? entry[count] : entry;
      if (reply === undefined) throw new Error(`The script has no answer number ${count + 1} to ${route}`);
      return answer(request, reply);
    },
  };
}

/** The error of a request that failed for good. */
export function failure(status: number | undefined, body?: unknown): UpstreamError {
  return new UpstreamError(`failed with ${status ?? 'no answer'}`, {
    service: 'test',
    route: '/scripted',
    reason: status === undefined ? 'network' : 'status',
    attempts: 1,
    ...(status !== undefined && { status }),
    ...(body !== undefined && { body }),
  });
}

/** The error of an answer that is larger than the client takes. */
export const tooLarge = new UpstreamError('The answer is too large', {
  service: 'test',
  route: '/scripted',
  reason: 'too-large',
  attempts: 1,
  status: 200,
});

function answer({ url }: HttpRequest, reply: Reply): HttpResponse {
  if (reply instanceof Error) throw reply;
  const response = { status: 200, headers: new Headers(), body: null, url, ...reply };
  if (response.status >= 400) throw failure(response.status, response.body);
  return response;
}

function isList(entry: Script[string] | undefined): entry is readonly Reply[] {
  return Array.isArray(entry);
}
