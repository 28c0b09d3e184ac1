import type { FailureReason } from '../errors.ts';

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
  readonly status?: number;
  readonly headers?: Headers;
  readonly body?: unknown;
  readonly cause?: unknown;
}

const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);

/** The fault that an answer other than 2xx is. */
export function faultOfStatus(status: number, headers: Headers, body: unknown): Fault {
  return {
    reason: status === 429 ? 'rate-limit' : 'status',
    passing: PASSING_STATUSES.has(status),
    untouched: status === 429,
    detail: serverMessage(body),
    status,
    headers,
    body,
  };
}

/** Whether the server was too slow or in trouble: then smaller and fewer requests may help. */
export function isServerTrouble({ status, reason, untouched }: Fault): boolean {
  return (reason === 'timeout' && !untouched) || (status !== undefined && (status === 408 || status >= 500));
}

/** The fault of a 2xx answer whose body is not what was asked for: cut short, HTML of a proxy, broken JSON. */
export function faultOfBody(status: number, detail: string, cause?: unknown): Fault {
  return { reason: 'body', passing: true, untouched: false, detail, status, ...(cause !== undefined && { cause }) };
}

interface KnownCause {
  readonly codes: RegExp;
  readonly detail: string;
  readonly reason?: FailureReason;
  readonly passing?: boolean;
  readonly untouched?: boolean;
  readonly hint?: string;
}

const CERTIFICATE_HINT =
  'If the server or a proxy uses a certificate authority of your own, put its certificate into a PEM file and name that file in NODE_EXTRA_CA_CERTS.';
const PROXY_HINT = 'Check the user name and password in HTTPS_PROXY or HTTP_PROXY, and what the proxy allows.';
const TIMEOUT_HINT = 'If the server is just slow, raise the setting clientTimeout.';

const KNOWN_CAUSES: readonly KnownCause[] = [
  {
    codes: /^(ENOTFOUND|EAI_AGAIN)$/,
    detail: 'the host name could not be resolved',
    untouched: true,
    hint: 'Check the URL in the settings, the DNS of this machine, and whether a proxy is needed.',
  },
  {
    codes: /^ECONNREFUSED$/,
    detail: 'the connection was refused',
    untouched: true,
    hint: 'Check the host and port in the settings, and whether the service is up.',
  },
  {
    codes: /^(ENETUNREACH|EHOSTUNREACH)$/,
    detail: 'there is no route to the host',
    untouched: true,
    hint: 'Check the network of this machine, and whether a proxy is needed.',
  },
  {
    codes: /^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/,
    detail: 'no connection within the time limit',
    reason: 'timeout',
    untouched: true,
    hint: 'Check whether a firewall drops the connection, and whether a proxy is needed.',
  },
  {
    codes: /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|TimeoutError)$/,
    detail: 'no complete answer within the time limit',
    reason: 'timeout',
    hint: TIMEOUT_HINT,
  },
  { codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, detail: 'the connection was closed before the answer was complete' },
  {
    codes: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_\w+)$/,
    detail: 'the certificate of the server is not trusted',
    passing: false,
    untouched: true,
    hint: CERTIFICATE_HINT,
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
  const code = codeOf(error);
  const known = KNOWN_CAUSES.find((candidate) => candidate.codes.test(code));
  return {
    reason: known?.reason ?? 'network',
    passing: known?.passing ?? true,
    untouched: known?.untouched ?? false,
    detail: `${known?.detail ?? 'the request could not be completed'}${code === '' ? '' : ` (${code})`}`,
    ...(known?.hint !== undefined && { hint: known.hint }),
    cause: error,
  };
}

/** The code nearest to the surface of a chain of causes; undici tells a proxy's status only in its message. */
function codeOf(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    const proxyStatus = /^Proxy (?:response|Authentication Required) \((\d+)\)/.exec(current.message)?.[1];
    if (proxyStatus !== undefined) return `PROXY_${proxyStatus}`;
    if (current.name === 'TimeoutError') return current.name;
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return '';
}

const MAX_MESSAGE_LENGTH = 300;

/** The sentence within an error body. GitLab and Port know a handful of shapes, proxies add HTML. */
export function serverMessage(body: unknown): string {
  const text = typeof body === 'string' ? body.trim() : findMessage(body);
  if (text.startsWith('<')) return 'the answer is an HTML page, probably of a proxy';
  if (text === '') return 'the answer has no message';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a server's text must not steer the user's terminal.
  const printable = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
  return printable.length > MAX_MESSAGE_LENGTH ? `${printable.slice(0, MAX_MESSAGE_LENGTH)}…` : printable;
}

function findMessage(body: unknown): string {
  if (typeof body !== 'object' || body === null) return body == null ? '' : String(body);
  const { message, error, error_description: description, errors } = body as Record<string, unknown>; // any JSON object
  const parts = [error, description, message, errors].filter((part) => part != null);
  return parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(': ');
}
