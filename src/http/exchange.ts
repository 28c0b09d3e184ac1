import type { Connections, Route } from './dispatcher.ts';
import { type Fault, faultOfBody, faultOfError, faultOfSize, faultOfStatus } from './fault.ts';

/** A request as it goes out. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: string;
  /** Whether the answer's body is parsed as JSON or handed on as bytes. */
  readonly expects: 'json' | 'bytes';
  /** The largest body that is read. */
  readonly maxBytes: number;
}

/** The whole answer to a request, or why there is none. */
export type Outcome = { readonly bytes: number } & (
  | {
      readonly answer: {
        readonly status: number;
        readonly headers: Headers;
        readonly body: unknown;
        readonly url: URL;
      };
    }
  | { readonly fault: Fault }
);

export interface ExchangeOptions {
  readonly routeFor: Connections['routeFor'];
  /** Ends the run: then the promise rejects with its reason. */
  readonly signal: AbortSignal;
  /** Bounds the whole exchange, where the dispatcher's time limits bound its phases. */
  readonly maxDurationMs: number;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);
const MAX_REDIRECTS = 5;

/** Sends a request once and reads the whole answer; redirects within the origin are followed for GET. */
export async function exchange(request: OutgoingRequest, options: ExchangeOptions): Promise<Outcome> {
  const route = options.routeFor(request.url);
  const outcome = await follow(request, route, options);
  if ('answer' in outcome || route.proxy === undefined) return outcome;
  return { ...outcome, fault: { ...outcome.fault, proxy: route.proxy } };
}

async function follow(request: OutgoingRequest, route: Route, options: ExchangeOptions): Promise<Outcome> {
  let url = request.url;
  try {
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetchOnce(request, url, route, options);
      if (!REDIRECTS.has(response.status)) return await readAnswer(request, response, url);
      await response.body?.cancel();
      const target = findTarget(request, response, url, redirects);
      if (!(target instanceof URL)) return { fault: target, bytes: 0 };
      url = target;
    }
  } catch (error) {
    options.signal.throwIfAborted();
    return { fault: faultOfError(error), bytes: 0 };
  }
}

/** Looks the global fetch up at each call, so that a test's interceptor sees the request. */
async function fetchOnce(
  request: OutgoingRequest,
  url: URL,
  route: Route,
  options: ExchangeOptions,
): Promise<Response> {
  const { method, headers, body } = request;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.maxDurationMs)]);
  const init = {
    method,
    headers,
    redirect: 'manual',
    signal,
    dispatcher: route.dispatcher,
    ...(body !== undefined && { body }),
  };
  // The cast joins two versions of one type: @types/node describes the dispatchers of the undici inside Node 20.
  return globalThis.fetch(withoutPort(url), init as unknown as RequestInit);
}

/**
 * Fetch keeps away from ports that pages in a browser must not reach (WHATWG: "Port blocking"), 10080 among them, where
 * a GitLab may well be. It is told of none: the route knows the real one.
 */
function withoutPort(url: URL): URL {
  const shown = new URL(url);
  shown.port = '';
  return shown;
}

function findTarget(request: OutgoingRequest, response: Response, url: URL, redirects: number): URL | Fault {
  const location = response.headers.get('location') ?? '';
  const refuse = (detail: string, hint?: string): Fault => ({
    ...faultOfStatus(response.status, response.headers, null),
    detail,
    ...(hint !== undefined && { hint }),
  });
  if (!URL.canParse(location, url.href)) return refuse('the redirect names no usable address');
  const target = new URL(location, url);
  if (target.origin !== url.origin) {
    const hint = `Redirects to another origin are not followed, to keep the credentials here. If ${target.origin} is the right one, put it into the settings.`;
    return refuse(`the answer is a redirect to ${target.origin}`, hint);
  }
  if (request.method !== 'GET') return refuse(`a redirect of ${request.method} is not followed`);
  if (redirects === MAX_REDIRECTS) return refuse(`the answer is the ${MAX_REDIRECTS + 1}th redirect in a row`);
  return target;
}

async function readAnswer(request: OutgoingRequest, response: Response, url: URL): Promise<Outcome> {
  const { status, headers } = response;
  const content = await readBody(response, request.maxBytes);
  const bytes = content?.byteLength ?? request.maxBytes;
  if (content === undefined) {
    const fault = response.ok ? faultOfSize(status, request.maxBytes) : faultOfStatus(status, headers, '');
    return { fault, bytes };
  }
  if (!response.ok) return { fault: faultOfStatus(status, headers, parseLeniently(decode(content))), bytes };
  if (request.expects === 'bytes') return { answer: { status, headers, body: content, url }, bytes };
  if (bytes === 0 && (status === 204 || request.method !== 'GET')) {
    return { answer: { status, headers, body: null, url }, bytes };
  }
  const text = decode(content);
  try {
    return { answer: { status, headers, body: JSON.parse(text), url }, bytes };
  } catch (error) {
    return { fault: faultOfBody(status, describeBrokenBody(text), error), bytes };
  }
}

/** The whole body; undefined as soon as it is larger than so many bytes, and the rest of it is not read. */
async function readBody({ headers, body }: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  const announced = Number(headers.get('content-length')) || 0;
  for (let bytes = 0; Math.max(bytes, announced) <= maxBytes; ) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(Buffer.concat(chunks));
    bytes += value.byteLength;
    chunks.push(value);
  }
  // Ends the connection. It is not waited for: where somebody else reads the body, too, that could take for ever.
  reader.cancel().catch(() => {});
  return undefined;
}

function describeBrokenBody(text: string): string {
  if (text === '') return 'the answer is empty where JSON was expected';
  if (/^\s*</.test(text))
    return 'the answer is an HTML page where JSON was expected, probably of a proxy or a login page';
  return 'the answer is broken JSON';
}

function decode(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}

function parseLeniently(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
