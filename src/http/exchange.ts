import type { Dispatcher } from 'undici';
import type { Connections, Route } from './dispatcher.ts';
import { type Fault, faultOfBody, faultOfError, faultOfSize, faultOfStatus } from './fault.ts';
import type { AnswerHeaders } from './headers.ts';
import { type Received, receive } from './receive.ts';
import { unpack } from './unpack.ts';

/** A request as it goes out. */
export interface OutgoingRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
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
        readonly headers: AnswerHeaders;
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
  const deadlineMs = performance.now() + options.maxDurationMs;
  let url = request.url;
  try {
    for (let redirects = 0; ; redirects += 1) {
      const response = await sendOnce(request, url, route, { ...options, deadlineMs });
      if (!REDIRECTS.has(response.status)) return await readAnswer(request, response, url);
      const target = findTarget(request, response, url, redirects);
      if (!(target instanceof URL)) return { fault: target, bytes: 0 };
      url = target;
    }
  } catch (error) {
    options.signal.throwIfAborted();
    return { fault: faultOfError(error), bytes: 0 };
  }
}

function sendOnce(
  { method, headers, body, maxBytes }: OutgoingRequest,
  { origin, pathname, search }: URL,
  { dispatcher }: Route,
  { signal, deadlineMs }: { readonly signal: AbortSignal; readonly deadlineMs: number },
): Promise<Received> {
  const request = { origin, path: `${pathname}${search}`, method, headers, body: body ?? null };
  // What an answer to HEAD tells of its length is that of the body it does not have.
  const limit = method === 'HEAD' ? Number.POSITIVE_INFINITY : maxBytes;
  return receive(dispatcher, request, { signal, maxBytes: limit, deadlineMs });
}

function findTarget(request: OutgoingRequest, response: Received, url: URL, redirects: number): URL | Fault {
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

async function readAnswer(
  { method, expects, maxBytes }: OutgoingRequest,
  { status, headers, content: packed }: Received,
  url: URL,
): Promise<Outcome> {
  const isSuccess = status >= 200 && status < 300;
  const content = packed && (await unpack(packed, headers.get('content-encoding'), maxBytes).catch(orElse(isSuccess)));
  const bytes = content?.byteLength ?? maxBytes;
  if (content === undefined) {
    const fault = isSuccess ? faultOfSize(status, maxBytes) : faultOfStatus(status, headers, '');
    return { fault, bytes };
  }
  if (!isSuccess) return { fault: faultOfStatus(status, headers, parseLeniently(decode(content))), bytes };
  // A copy: what is unpacked lies in a larger piece of memory, all of which would be kept.
  if (expects === 'bytes') return { answer: { status, headers, body: new Uint8Array(content), url }, bytes };
  if (bytes === 0 && (status === 204 || method !== 'GET')) {
    return { answer: { status, headers, body: null, url }, bytes };
  }
  const text = decode(content);
  try {
    return { answer: { status, headers, body: JSON.parse(text), url }, bytes };
  } catch (error) {
    return { fault: faultOfBody(status, text, error), bytes };
  }
}

/** What an answer that refuses says is worth less than that it refuses. */
function orElse(isSuccess: boolean): (error: unknown) => Buffer {
  return (error) => {
    if (isSuccess) throw error;
    return Buffer.alloc(0);
  };
}

/** A byte order mark is no part of the text. */
function decode(content: Buffer): string {
  const text = content.toString();
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function parseLeniently(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
