import { z } from 'zod';
import { AuthError, UpstreamError } from '../errors.ts';
import { parseAnswer } from '../http/answer.ts';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import type { Clock } from '../http/clock.ts';
import { applyQuery, type Endpoint, endpoint, type Query } from '../http/endpoint.ts';

interface PortRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/v1/`. */
  readonly endpoint: Endpoint;
  readonly query?: Query;
  readonly body?: unknown;
  /** Whether repeating the request changes nothing; default: by method. */
  readonly idempotent?: boolean;
  /** Requests that touch entities name the exporter, from which Port derives who owns them. */
  readonly asExporter?: boolean;
  /** Sent even when the run was stopped: what puts things in order and tells of the end. */
  readonly evenWhenStopped?: boolean;
}

/** Port's API with this run's credentials. */
export interface PortClient {
  send(request: PortRequest): Promise<HttpResponse>;
  /** Sends something its own way with the headers of this run; where Port refuses its token, once more with a new one. */
  authorized(send: (headers: Readonly<Record<string, string>>) => Promise<HttpResponse>): Promise<HttpResponse>;
  /** Exchanges the credentials for a token and tells the time by Port's clock; throws AuthError where Port refuses them. */
  signIn(): Promise<Date>;
}

export interface PortClientOptions {
  readonly http: HttpClient;
  /** Root of the API, without `/v1` and without trailing slash. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly userAgent: string;
  readonly clock: Clock;
  /** The run's: once it is aborted nothing is begun any more; what is under way comes to its end. */
  readonly signal: AbortSignal;
  /** Told every access token, so that no output shows it. */
  readonly onToken: (token: string) => void;
}

const TokenAnswer = z.object({
  accessToken: z.string().min(1),
  expiresIn: z.number(),
  tokenType: z.string().default('Bearer'),
});

interface Token {
  readonly authorization: string;
  /** By Port's clock, in whole seconds. */
  readonly givenAt: Date;
  /** Milliseconds since the epoch from which on it must not be used any more. */
  readonly renewAt: number;
}

/** A request that is under way must not meet the end of its token. */
const RENEWAL_MARGIN_MS = 60_000;

/** Fields that own an entity in Port: the same for every version (Port: "User-Agent decides ownership"). */
export function portUserAgent(integration: { type: string; identifier: string }, version: string): string {
  return `port-ocean/${integration.type.toLowerCase()}/${version}/${integration.identifier}`;
}

export function createPortClient(options: PortClientOptions): PortClient {
  const { http, baseUrl, clock } = options;
  let token: Token | undefined;
  let renewal: Promise<Token> | undefined;

  /** Several requests may find the same token expired: one renewal serves them all, and a failed one is forgotten. */
  function renew(): Promise<Token> {
    renewal ??= fetchToken(options).finally(() => {
      renewal = undefined;
    });
    return renewal;
  }

  async function currentToken(expired?: Token): Promise<Token> {
    if (renewal === undefined && token !== undefined && token !== expired && clock.now() < token.renewAt) return token;
    token = await renew();
    return token;
  }

  async function authorized(send: Parameters<PortClient['authorized']>[0]): Promise<HttpResponse> {
    const sendWith = ({ authorization }: Token) => send({ authorization, 'user-agent': options.userAgent });
    const current = await currentToken();
    try {
      return await sendWith(current);
    } catch (error) {
      if (!isUnauthorized(error)) throw asRefusal(error);
      return await sendWith(await currentToken(current)).catch((again: unknown) => {
        throw isUnauthorized(again) ? refused('Port refuses a token that it has just given', again) : asRefusal(again);
      });
    }
  }

  return {
    authorized,
    async signIn() {
      return (await currentToken()).givenAt;
    },
    async send({ method, endpoint: { path, route }, query = {}, body, idempotent, ...request }) {
      if (!request.evenWhenStopped) options.signal.throwIfAborted();
      return authorized((headers) =>
        http.send({
          method,
          url: applyQuery(new URL(`${baseUrl}/v1/${path}`), query),
          route,
          headers: request.asExporter ? { ...headers, 'user-agent': `${options.userAgent}/exporter` } : headers,
          ...(body !== undefined && { body }),
          ...(idempotent !== undefined && { idempotent }),
        }),
      );
    },
  };
}

/**
 * Port gives the same token until it ends, so what is left of it may be short: `expiresIn` is taken at its word and a
 * 401 renews it all the same (Port: "Authentication").
 */
async function fetchToken({
  http,
  baseUrl,
  clientId,
  clientSecret,
  userAgent,
  clock,
  onToken,
}: PortClientOptions): Promise<Token> {
  const { path, route } = endpoint`auth/access_token`;
  const response = await http
    .send({
      method: 'POST',
      url: new URL(`${baseUrl}/v1/${path}`),
      route,
      headers: { 'user-agent': userAgent },
      body: { clientId, clientSecret },
      idempotent: true,
    })
    .catch((error: unknown) => {
      const { host } = new URL(baseUrl);
      if (isUnauthorized(error)) throw refused(`Port at ${host} refused the client id and secret (401)`, error);
      throw isAbsent(error) ? notPort(host, error) : asRefusal(error);
    });
  const { accessToken, expiresIn, tokenType } = parseAnswer(TokenAnswer, response, { service: 'Port', route });
  onToken(accessToken);
  return {
    authorization: `${tokenType} ${accessToken}`,
    givenAt: timeOf(response, clock),
    renewAt: clock.now() + Math.max(expiresIn * 1000 - RENEWAL_MARGIN_MS, 1000),
  };
}

function timeOf({ headers }: HttpResponse, clock: Clock): Date {
  const time = Date.parse(headers.get('date') ?? '');
  return new Date(Number.isNaN(time) ? clock.now() : time);
}

function refused(message: string, cause: unknown): AuthError {
  return new AuthError(message, {
    cause,
    hint: 'Check port.clientId and port.clientSecret, and the region of your organisation: PORT_REGION (eu or us) or the URL in OCEAN__PORT__BASE_URL.',
    topic: 'wrong-port-region',
  });
}

/** A 403 is about the credentials, or where they come from, unless it names one of these (Port: "Errors"). */
const ABOUT_ENTITIES = ['required_relation', 'has_dependents', 'protected_resource', 'protected_entity'];

const PortError = z.object({ error: z.string().optional() });

function asRefusal(error: unknown): unknown {
  if (!(error instanceof UpstreamError) || error.status !== 403) return error;
  const code = PortError.catch({}).parse(error.failure.body).error ?? '';
  if (ABOUT_ENTITIES.includes(code)) return error;
  return new AuthError(`Port does not let these credentials use ${error.failure.route} (403)`, {
    cause: error,
    hint: 'Use credentials that may read and write integrations, blueprints and entities, from an address that Port lets in.',
  });
}

/** Every Port has the address where tokens are given. */
function notPort(host: string, { failure }: UpstreamError): UpstreamError {
  return new UpstreamError(`Port's API is not at ${host}: ${failure.route} failed with 404`, failure, {
    hint: 'Set PORT_REGION to eu or us, or OCEAN__PORT__BASE_URL to the address of the API, without a path below it.',
    topic: 'wrong-port-region',
  });
}

function isAbsent(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.status === 404;
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof UpstreamError && error.status === 401;
}
