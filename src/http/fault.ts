import type { FailureReason } from '../errors.ts';
import { shorten } from '../shorten.ts';
import type { Topic } from '../topics.ts';
import type { AnswerHeaders } from './headers.ts';

/** Why one attempt did not succeed. */
export interface Fault {
  readonly reason: FailureReason;
  /** Whether the same request may succeed later. */
  readonly passing: boolean;
  /** Whether the server did nothing with the request, so that even a POST may be repeated. */
  readonly untouched: boolean;
  /** What happened, to be read behind a colon. */
  readonly detail: string;
  readonly hint?: string;
  readonly topic?: Topic;
  /** Host and port of the proxy that the request went through. */
  readonly proxy?: string;
  readonly status?: number;
  readonly headers?: AnswerHeaders;
  readonly body?: unknown;
  readonly cause?: unknown;
}

/** The connection to the proxy itself failed, not one beyond it. */
export class ProxyConnectError extends Error {
  constructor(cause: unknown) {
    super('The proxy cannot be reached', { cause });
    this.name = 'ProxyConnectError';
  }
}

const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);

/** The fault that an answer other than 2xx is. */
export function faultOfStatus(status: number, headers: AnswerHeaders, body: unknown): Fault {
  return {
    reason: status === 429 ? 'rate-limit' : 'status',
    passing: PASSING_STATUSES.has(status),
    untouched: status === 429,
    detail: serverMessage(body),
    ...hintOfPage(body),
    status,
    headers,
    body,
  };
}

/** What to do about an answer that no API has given. */
function hintOfPage(body: unknown): { readonly hint?: string } {
  if (typeof body !== 'string') return {};
  if (PLAIN_HTTP_REFUSED.test(body)) return { hint: 'Begin the URL with https://.' };
  return isPage(body) ? { hint: PAGE_HINT } : {};
}

/** Whether an answer is a page for people: of a proxy, a login, or a server in trouble. */
function isPage(body: string): boolean {
  return /^\s*</.test(body);
}

/** How nginx, Go's server and Apache answer 400 to a request without TLS at a port for TLS. */
const PLAIN_HTTP_REFUSED = /plain HTTP (request was sent )?to (HTTPS|an SSL)|HTTP request to an HTTPS server/i;

/** Whether the server was too slow or in trouble: then smaller and fewer requests may help. */
export function isServerTrouble({ status, reason, untouched }: Fault): boolean {
  return (reason === 'timeout' && !untouched) || (status !== undefined && (status === 408 || status >= 500));
}

/** The fault of a 2xx answer whose body is not the JSON that was asked for: cut short, a page, broken. */
export function faultOfBody(status: number, body: string, cause: unknown): Fault {
  return {
    reason: 'body',
    passing: true,
    untouched: false,
    detail: describeBody(body),
    status,
    cause,
    ...hintOfPage(body),
  };
}

function describeBody(body: string): string {
  if (body === '') return 'the answer is empty where JSON was expected';
  if (isPage(body)) return 'the answer is an HTML page where JSON was expected, probably of a proxy or a login page';
  return 'the answer is broken JSON';
}

/** The fault of an answer whose body is larger than the request wants to read. */
export function faultOfSize(status: number, maxBytes: number): Fault {
  const detail = `the answer is larger than ${maxBytes} bytes`;
  return { reason: 'too-large', passing: false, untouched: false, detail, status };
}

interface KnownCause {
  readonly codes: RegExp;
  readonly detail: string;
  readonly reason?: FailureReason;
  readonly passing?: boolean;
  readonly untouched?: boolean;
  readonly hint?: string;
  readonly topic?: Topic;
}

const PAGE_HINT =
  'Open the address of the settings (gitlab.url, port.baseUrl) in a browser: a proxy, a login page or a server in trouble answers in place of the API.';
const AUTHORITY_HINT =
  'Put the certificate of the authority that signed it (your own one, or that of a proxy that looks into TLS) into a PEM file and name the file in NODE_EXTRA_CA_CERTS, SSL_CERT_FILE or the setting tls.certificateFiles, or put it into /usr/local/share/ca-certificates.';
const PROXY_HINT =
  'Check the user name and password in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY (special characters percent-encoded) and what the proxy allows, or name the host in NO_PROXY.';
const PROXY_ADDRESS_HINT =
  'Check the address of the proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY and whether it can be reached from here, or name the hosts that need no proxy in NO_PROXY.';

const KNOWN_CAUSES: readonly KnownCause[] = [
  {
    codes: /^(ENOTFOUND|EAI_AGAIN)$/,
    detail: 'the host name could not be resolved',
    untouched: true,
    hint: 'Check the URL in the settings and the DNS of this machine; where only a proxy gets out, name it in HTTPS_PROXY.',
    topic: 'proxy-needed',
  },
  {
    codes: /^ECONNREFUSED$/,
    detail: 'the connection was refused',
    untouched: true,
    hint: 'Check the host and port in the settings and whether the service is up; where only a proxy gets out, name it in HTTPS_PROXY.',
    topic: 'proxy-needed',
  },
  {
    codes: /^(ENETUNREACH|EHOSTUNREACH)$/,
    detail: 'there is no route to the host',
    untouched: true,
    hint: 'Check the network of this machine; where only a proxy gets out, name it in HTTPS_PROXY.',
    topic: 'proxy-needed',
  },
  {
    codes: /^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/,
    detail: 'no connection within the time limit',
    reason: 'timeout',
    untouched: true,
    hint: 'Check whether a firewall drops the connection; where only a proxy gets out, name it in HTTPS_PROXY.',
    topic: 'proxy-needed',
  },
  {
    codes: /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|TimeoutError)$/,
    detail: 'no complete answer within the time limit',
    reason: 'timeout',
  },
  {
    codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/,
    detail: 'the connection was closed before the answer was complete',
    hint: 'If it always is, check whether the URL should begin with https://, and whether a firewall closes the connection.',
  },
  {
    codes: /^CERT_HAS_EXPIRED$/,
    detail: 'its certificate, or one of an authority that signed it, has expired',
    passing: false,
    untouched: true,
    hint: 'Renew the certificate, and check the clock of this machine.',
  },
  {
    codes: /^CERT_NOT_YET_VALID$/,
    detail: 'its certificate is not valid yet',
    passing: false,
    untouched: true,
    hint: 'Check the clock of this machine.',
  },
  {
    codes: /^(ERR_TLS_CERT_ALTNAME_\w+|HOSTNAME_MISMATCH)$/,
    detail: 'its certificate is for another host name',
    passing: false,
    untouched: true,
    hint: 'Use a name of the certificate in the settings (gitlab.url, port.baseUrl, or that of the proxy), or have a certificate made for this one.',
  },
  {
    codes: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|INVALID_CA)$/,
    detail: 'its certificate is not trusted',
    passing: false,
    untouched: true,
    hint: AUTHORITY_HINT,
    topic: 'untrusted-certificate',
  },
  {
    codes: /^(ERR_SSL_\w+|EPROTO)$/,
    detail: 'no TLS connection could be agreed on',
    passing: false,
    untouched: true,
    hint: 'Check whether the URL should begin with http:// or name another port.',
  },
  {
    codes: /^PROXY_4\d\d$/,
    detail: 'the proxy refused the request',
    passing: false,
    untouched: true,
    hint: PROXY_HINT,
  },
  { codes: /^PROXY_/, detail: 'the proxy could not reach the service', untouched: true, hint: PROXY_HINT },
];

/** The fault that a rejected fetch is. */
export function faultOfError(error: unknown): Fault {
  const { code, atProxy } = originOf(error);
  const known = KNOWN_CAUSES.find((candidate) => candidate.codes.test(code));
  const what = `${known?.detail ?? 'the request could not be completed'}${code === '' ? '' : ` (${code})`}`;
  // Hints about TLS hold for a proxy, too; those about addresses are about the service's.
  const isAboutAddress = atProxy && known?.passing !== false;
  const hint = isAboutAddress ? PROXY_ADDRESS_HINT : known?.hint;
  const topic = isAboutAddress ? undefined : known?.topic;
  return {
    reason: known?.reason ?? 'network',
    passing: known?.passing ?? true,
    untouched: atProxy || (known?.untouched ?? false),
    detail: atProxy ? `no connection to the proxy: ${what}` : what,
    ...(hint !== undefined && { hint }),
    ...(topic !== undefined && { topic }),
    cause: error,
  };
}

/** The code nearest to the surface of a chain of causes; undici tells a proxy's status only in its message. */
function originOf(error: unknown): { readonly code: string; readonly atProxy: boolean } {
  let atProxy = false;
  for (let current = error; current instanceof Error; current = current.cause) {
    atProxy ||= current instanceof ProxyConnectError;
    const proxyStatus = /^Proxy (?:response|Authentication Required) \((\d+)\)/.exec(current.message)?.[1];
    if (proxyStatus !== undefined) return { code: `PROXY_${proxyStatus}`, atProxy };
    if (current.name === 'TimeoutError') return { code: current.name, atProxy };
    if ('code' in current && typeof current.code === 'string') return { code: current.code, atProxy };
  }
  return { code: '', atProxy };
}

const MAX_MESSAGE_LENGTH = 300;

/** The sentence within an error body. GitLab and Port know a handful of shapes, proxies add HTML. */
export function serverMessage(body: unknown): string {
  const text = typeof body === 'string' ? body.trim() : findMessage(body);
  if (isPage(text)) return 'the answer is an HTML page, probably of a proxy';
  if (text === '') return 'the answer has no message';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a server's text must not steer the user's terminal.
  return shorten(text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' '), MAX_MESSAGE_LENGTH);
}

function findMessage(body: unknown): string {
  if (typeof body !== 'object' || body === null) return body == null ? '' : String(body);
  const { message, error, error_description: description, errors } = body as Record<string, unknown>; // any JSON object
  const parts = [error, description, message, errors].filter((part) => part != null);
  return parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(': ');
}
