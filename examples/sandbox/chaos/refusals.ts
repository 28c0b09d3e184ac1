import type { ChaosFault, ChaosRequest, ServiceName } from './struck.ts';

/** Error answers; whether the service did what was asked before it gave one is told apart. */
export const REFUSALS = {
  'request-timeout': { strike: ({ service }) => inJson(service, 408, 'Request timed out') },
  'server-error': { strike: ({ service }) => inJson(service, 500, 'Internal Server Error') },
  'bad-gateway': { strike: () => inHtml(502, 'Bad Gateway') },
  unavailable: {
    strike: ({ chance }) => inHtml(503, 'Service Unavailable', chance < 0.5 ? { 'Retry-After': '0' } : {}),
  },
  'gateway-timeout': { strike: () => inHtml(504, 'Gateway Timeout') },
  /** The service does it; its proxy did not wait for the answer. */
  'answer-lost': {
    strike: async ({ answer }) => {
      await answer();
      return inHtml(504, 'Gateway Timeout');
    },
  },
  /** Port's token has ended: a new one helps. */
  'token-expired': {
    once: true,
    fits: ({ service, url }) => service === 'port' && url.pathname !== '/v1/auth/access_token',
    strike: ({ service }) => inJson(service, 401, 'Unauthorized'),
  },
  /** The credentials are refused. No retry helps. */
  unauthorized: { strike: ({ service }) => inJson(service, 401, 'Unauthorized') },
  forbidden: { strike: ({ service }) => inJson(service, 403, 'Forbidden') },
} as const satisfies Readonly<Record<string, ChaosFault>>;

function inJson(service: ServiceName, status: number, message: string): Response {
  const gitlab = { message: `${status} ${message}` };
  const port = { ok: false, error: message.toLowerCase().replaceAll(' ', '_'), message };
  return Response.json(service === 'gitlab' ? gitlab : port, { status });
}

function inHtml(status: number, message: string, headers: Record<string, string> = {}): Response {
  const body = `<html><body><h1>${status} ${message}</h1></body></html>`;
  return new Response(body, { status, headers: { 'Content-Type': 'text/html', ...headers } });
}

/** Requests whose answer is JSON; of other bytes nobody could tell that they are not the right ones. */
export function expectsJson({ url }: ChaosRequest): boolean {
  return !url.pathname.endsWith('/raw');
}
