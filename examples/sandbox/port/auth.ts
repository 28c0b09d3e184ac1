import { randomUUID } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { Refusal } from './refusal.ts';
import { routeSchema } from './route-schema.ts';
import type { Credentials, Port, PortEnvironment } from './settings.ts';

interface Token {
  readonly text: string;
  readonly credentials: Credentials;
  readonly expiresAt: number;
}

/** The tokens in force, by client id. Port keeps one per pair of credentials and hands it out until it expires. */
export type Tokens = Map<string, Token>;

const checkBody = routeSchema<{ clientId: string; clientSecret: string }>({
  type: 'object',
  properties: { clientId: { type: 'string' }, clientSecret: { type: 'string' } },
  required: ['clientId', 'clientSecret'],
  additionalProperties: false,
});

/** `POST /v1/auth/access_token`. */
export function tokenRoute(port: Port, tokens: Tokens): Hono<PortEnvironment> {
  return new Hono<PortEnvironment>().post('/v1/auth/access_token', (context) => {
    const { clientId, clientSecret } = checkBody(context.var.body);
    const credentials = port.settings.credentials.find((pair) => pair.clientId === clientId);
    if (credentials?.clientSecret !== clientSecret)
      throw new Refusal(401, 'invalid_credentials', 'The client id or secret is wrong');
    const now = port.now().getTime();
    const known = tokens.get(clientId);
    const token = known !== undefined && known.expiresAt > now ? known : issue(credentials, port);
    tokens.set(clientId, token);
    const expiresIn = Math.floor((token.expiresAt - now) / 1000);
    return context.json({ ok: true, accessToken: token.text, expiresIn, tokenType: 'Bearer' });
  });
}

/** Lets only requests with a token in force pass, and only reading ones with read-only credentials. */
export function requireToken(port: Port, tokens: Tokens): MiddlewareHandler<PortEnvironment> {
  return async (context, next) => {
    const text = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1];
    const token = [...tokens.values()].find((candidate) => candidate.text === text);
    if (token === undefined || token.expiresAt <= port.now().getTime())
      throw new Refusal(401, 'unauthorized', 'The access token is missing, unknown or expired');
    if (token.credentials.readOnly === true && writes(context.req.method, context.req.path))
      throw new Refusal(403, 'missing_permissions', 'These credentials may only read');
    context.set('credentials', token.credentials);
    await next();
  };
}

// Ocean reads the claims without verifying them, so they are there; the signature is not one.
function issue(credentials: Credentials, port: Port): Token {
  const expiresAt = port.now().getTime() + port.settings.tokenLifetimeSeconds * 1000;
  const claims = { orgId: 'org_sandbox', isMachine: true, exp: Math.floor(expiresAt / 1000), jti: randomUUID() };
  const parts = [{ alg: 'none', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)));
  const text = [...parts.map((part) => part.toString('base64url')), 'sandbox'].join('.');
  return { text, credentials, expiresAt };
}

function writes(method: string, path: string): boolean {
  return method !== 'GET' && !path.endsWith('/search') && !path.endsWith('/datasource-entities');
}
