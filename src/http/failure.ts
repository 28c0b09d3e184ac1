import { UpstreamError } from '../errors.ts';
import { type Fault, serverMessage } from './fault.ts';
import type { AnswerHeaders } from './headers.ts';

/** The request that failed, for the message. */
export interface FailedRequest {
  readonly service: string;
  /** Method and path template. */
  readonly route: string;
  readonly host: string;
  readonly attempts: number;
}

/** The error of a request that is not repeated any more. */
export function failureOf(fault: Fault, request: FailedRequest): UpstreamError {
  const { service, route, attempts, host } = request;
  const what = fault.status === undefined ? `failed at ${host}` : `failed with ${fault.status}`;
  const tries = attempts > 1 ? ` after ${attempts} attempts` : '';
  const way = fault.proxy === undefined ? '' : ` through the proxy ${fault.proxy}`;
  const message = `${service}: ${route} ${what}${way}${tries}${requestId(fault.headers)}: ${fault.detail}`;
  return toError(message, fault, request);
}

/** The error of a request that the server wants to wait longer than the user is ready to. `fault` may have met another request. */
export function heldTooLong(untilMs: number, maxWaitMs: number, request: FailedRequest, fault?: Fault): UpstreamError {
  const until = new Date(untilMs).toISOString();
  const what = `has to wait for a limit until ${until}, longer than the ${maxWaitMs / 1000} s of retry.maxWait`;
  const detail = fault === undefined ? '' : `${requestId(fault.headers)}: ${fault.detail}`;
  const hint = 'Run again after that moment, raise the setting retry.maxWait, or ask for a higher limit.';
  return toError(
    `${request.service}: ${request.route} ${what}${detail}`,
    { ...fault, reason: 'rate-limit', hint },
    request,
  );
}

const SLOWNESS_HINTS: Readonly<Record<string, string>> = {
  GitLab: 'If GitLab is just slow, raise the setting clientTimeout.',
  Port: 'Run again later; if it stays so, check what lies between this machine and Port.',
};

function toError(
  message: string,
  fault: Partial<Fault> & Pick<Fault, 'reason'>,
  { service, route, attempts }: FailedRequest,
): UpstreamError {
  const { reason, status, body, hint, topic, cause } = fault;
  return new UpstreamError(
    message,
    { service, route, reason, attempts, ...(status !== undefined && { status }), ...(body !== undefined && { body }) },
    {
      ...(cause !== undefined && { cause }),
      hint: hint ?? (reason === 'timeout' ? SLOWNESS_HINTS[service] : undefined),
      topic,
    },
  );
}

function requestId(headers: AnswerHeaders | undefined): string {
  const id = headers?.get('x-request-id') ?? headers?.get('x-trace-id');
  return id ? ` (request id ${serverMessage(id)})` : '';
}
