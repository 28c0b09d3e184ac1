import { z } from 'zod';
import { AuthError, UpstreamError } from '../../errors.ts';
import { parseAnswer } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import { expiredToken, type GitLabClient, missingScope } from './client.ts';

/** What a token says of itself (GitLab: "Personal access tokens API"); absent for OAuth tokens and before 15.5. */
const TokenAnswer = z.looseObject({
  id: z.number(),
  scopes: z.array(z.string()).optional(),
  active: z.boolean().optional(),
  revoked: z.boolean().optional(),
  expires_at: z.string().nullish(),
});

export type TokenAccess = z.output<typeof TokenAnswer>;

const READING_SCOPES = ['read_api', 'api'];

/**
 * Proves before anything is read or written that the address is a GitLab and that the token may read it.
 *
 * @throws {AuthError} when the token is refused, revoked, expired or lacks the scope `read_api`.
 */
export async function checkAccess(gitlab: GitLabClient): Promise<TokenAccess | undefined> {
  const token = await describeToken(gitlab);
  if (token === undefined) {
    await gitlab.get(endpoint`user`).catch(explainMissingApi);
    return undefined;
  }
  if (token.revoked) {
    throw new AuthError("GitLab's token is revoked", {
      hint: 'Create a new token with the scope read_api and set gitlab.token.',
      topic: 'wrong-gitlab-token',
    });
  }
  if (token.active === false) throw expiredToken();
  if (token.scopes !== undefined && !token.scopes.some((scope) => READING_SCOPES.includes(scope))) {
    throw missingScope(`GitLab's token has the scopes ${token.scopes.join(', ') || '(none)'}, it needs read_api`);
  }
  return token;
}

/** Undefined where the token cannot describe itself: an OAuth token (400), an old server (404), a fine-grained token (403). */
async function describeToken(gitlab: GitLabClient): Promise<TokenAccess | undefined> {
  try {
    const response = await gitlab.get(endpoint`personal_access_tokens/self`);
    return parseAnswer(TokenAnswer, response, { service: 'GitLab', route: '/personal_access_tokens/self' });
  } catch (error) {
    if (error instanceof UpstreamError && [400, 403, 404].includes(error.status ?? 0)) return undefined;
    throw error;
  }
}

/** A fine-grained token may lack the right to read its user and still read projects; a 404 tells of a wrong address. */
function explainMissingApi(error: unknown): void {
  if (!(error instanceof UpstreamError)) throw error;
  if (error.status === 403) return;
  if (error.status !== 404) throw error;
  throw new UpstreamError('GitLab: no API was found at gitlab.url', error.failure, {
    cause: error,
    hint: 'Check gitlab.url: it must be the root of a GitLab instance, without /api/v4.',
  });
}
