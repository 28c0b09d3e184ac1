import type { Context } from 'hono';
import { ApiError } from './api-error.ts';
import type { Token, User, World } from './world.ts';

/** Which scopes open a route ("GitLab: personal access token scopes"). */
function scopesFor(path: string): readonly string[] {
  if (/^\/api\/v4\/(user|metadata|version)$/.test(path)) return ['api', 'read_api', 'read_user'];
  if (/^\/api\/v4\/projects\/[^/]+\/repository\/files\//.test(path)) return ['api', 'read_api', 'read_repository'];
  return ['api', 'read_api'];
}

function tokenIn(context: Context): string | undefined {
  const bearer = /^Bearer (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  return context.req.header('private-token') ?? bearer;
}

/** GraphQL has its own words for a token that it does not know. */
const unauthorized = (path: string): ApiError =>
  new ApiError(
    401,
    path === '/api/graphql' ? { errors: [{ message: 'Invalid token' }] } : { message: '401 Unauthorized' },
  );

const invalidToken = (reason: string): ApiError =>
  new ApiError(401, { error: 'invalid_token', error_description: reason });

/**
 * Finds the token of a request and its user; throws 401 or 403 as GitLab words them. Nothing is open to anonymous
 * callers, as on an instance that restricts public visibility.
 */
export function authenticate(context: Context, world: World, now: Date): { token: Token; user: User } {
  const value = tokenIn(context);
  const token = world.tokens.find((candidate) => candidate.value === value);
  const user = world.users.find((candidate) => candidate.id === token?.userId);
  if (token === undefined || user === undefined) throw unauthorized(context.req.path);
  if (token.revoked) throw invalidToken('Token was revoked. You have to re-authorize from the user.');
  if (token.expiresOn !== null && token.expiresOn <= now.toISOString().slice(0, 10)) {
    throw invalidToken('Token is expired. You can either do re-authorization or token refresh.');
  }
  if (user.state === 'blocked') {
    throw new ApiError(403, { message: '403 Forbidden - Your account has been blocked.' });
  }
  requireScope(context.req.path, token);
  return { token, user };
}

function requireScope(path: string, token: Token): void {
  if (path === '/api/v4/personal_access_tokens/self') return;
  const accepted = scopesFor(path);
  if (accepted.some((scope) => token.scopes.includes(scope))) return;
  if (path === '/api/graphql') throw new ApiError(403, { errors: [{ message: 'Forbidden' }] });
  throw new ApiError(403, {
    error: 'insufficient_scope',
    error_description: 'The request requires higher privileges than provided by the access token.',
    scope: accepted.join(' '),
  });
}
