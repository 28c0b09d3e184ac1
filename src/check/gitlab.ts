import { amount } from '../amount.ts';
import { AuthError } from '../errors.ts';
import { checkAccess, type TokenAccess } from '../extract/gitlab/access.ts';
import type { GitLabClient } from '../extract/gitlab/client.ts';
import { countVisible, readUser, readVersion } from '../extract/gitlab/describe.ts';
import type { Visibility } from '../extract/gitlab/parents.ts';
import { type Checked, type CheckResult, failuresOf, ok, skipped, warning } from './result.ts';

export interface GitLabPlace {
  readonly client: GitLabClient;
  /** `gitlab.url`. */
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const UNREACHED = 'GitLab could not be reached';

/** Address, version and token. The value is there where the token may read. */
export async function checkGitLab(place: GitLabPlace): Promise<Checked<GitLabClient>> {
  const { client, url } = place;
  let token: TokenAccess | undefined;
  try {
    token = await checkAccess(client);
  } catch (error) {
    if (!(error instanceof AuthError)) {
      return { results: [...failuresOf('address', error), skipped('token', UNREACHED), skipped('visible', UNREACHED)] };
    }
    const results = [ok('address', `${url} answers`), ...failuresOf('token', error)];
    return { results: [...results, skipped('visible', 'the token was refused')] };
  }
  try {
    const version = await readVersion(client);
    const user = await readUser(client);
    const address = ok('address', `${url} answers, GitLab ${version ?? 'does not tell its version to this token'}`);
    return { results: [address, describeToken(token, user?.username, place.now)], value: client };
  } catch (error) {
    return { results: failuresOf('address', error) };
  }
}

/** What the token can see, as the mapping's visibility has it. */
export async function checkVisible(
  client: GitLabClient,
  visibility: Visibility,
  url: string,
): Promise<readonly CheckResult[]> {
  try {
    const { groups, projects } = await countVisible(client, visibility, new URL(url).hostname === 'gitlab.com');
    const role = visibility.useMinAccessLevel ? ` with access level ${visibility.minAccessLevel} or more` : '';
    const detail = `${listed(groups, 'group')} and ${listed(projects, 'project')}${role}`;
    if (groups !== 0 || projects !== 0) return [ok('visible', detail)];
    return [warning('visible', detail, "Give the token's user a role in the groups to export.")];
  } catch (error) {
    return failuresOf('visible', error);
  }
}

/** From here on a token is soon to be replaced. */
const FEW_DAYS = 30;
const DAY_MS = 86_400_000;

function describeToken(token: TokenAccess | undefined, username: string | undefined, now: number): CheckResult {
  const owner = username === undefined ? '' : ` of ${username}`;
  if (token === undefined) {
    return ok('token', `a token that does not describe itself (OAuth, or GitLab before 15.5)${owner}`);
  }
  const scopes = token.scopes === undefined ? '' : `, scopes ${token.scopes.join(', ')}`;
  const what = `${kindOf(username)}${owner}${scopes}`;
  if (token.expires_at == null) return ok('token', `${what}, never expires`);
  // It ends at midnight UTC as that day begins (GitLab: "Personal access tokens").
  const days = Math.ceil((Date.parse(token.expires_at) - now) / DAY_MS);
  const detail = `${what}, expires ${token.expires_at} (in ${amount(days, 'day')})`;
  if (days >= FEW_DAYS) return ok('token', detail);
  return warning('token', detail, 'Rotate the token before that day, and set gitlab.token to the new one.');
}

/** The bots behind group and project tokens have names of their own form (GitLab: "Bot users"). */
function kindOf(username = ''): string {
  const [, source] = /^(group|project)_\d+_bot/.exec(username) ?? [];
  return source === undefined ? 'personal access token' : `${source} access token`;
}

function listed(count: number | undefined, what: string): string {
  return count === undefined ? `more than 10,000 ${what}s` : amount(count, what);
}
