import { AuthError, UpstreamError } from '../../errors.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../http/client.ts';
import { applyQuery, type Endpoint, type Query } from '../../http/endpoint.ts';

/** GitLab's REST API with this run's token. */
export interface GitLabClient {
  get(endpoint: Endpoint, query?: Query, maxBytes?: number): Promise<HttpResponse>;
  /** The headers alone: the body is null. */
  head(endpoint: Endpoint, query?: Query): Promise<HttpResponse>;
  /** One page of a list; GitLab may be asked for a smaller one when it keeps failing (GitLab: "REST troubleshooting"). */
  getPage(endpoint: Endpoint, query: Query): Promise<HttpResponse>;
  /** Something that is no JSON: the body is a Uint8Array. */
  getBytes(endpoint: Endpoint, query?: Query, maxBytes?: number): Promise<HttpResponse>;
  /** Refusals are no verdict on the token: some that REST takes are not let in here (GitLab: "Fine-grained tokens"). */
  graphQl(query: string, variables: Readonly<Record<string, unknown>>): Promise<HttpResponse>;
}

export interface GitLabClientOptions {
  readonly http: HttpClient;
  /** Root of the instance, sub-path included, without trailing slash. */
  readonly url: string;
  readonly token: string;
}

/** Several answers are held at once; what a larger one would tell is asked by REST, piece by piece. */
const MAX_GRAPHQL_BYTES = 16 * 1024 * 1024;

const HINTS = {
  wrong: 'Check gitlab.token: it must be a valid token of the GitLab at gitlab.url, with the scope read_api.',
  expired: 'Create a new token with the scope read_api and set gitlab.token.',
  scope: 'Create a token with the scope read_api and set gitlab.token.',
};

export function createGitLabClient({ http, url: root, token }: GitLabClientOptions): GitLabClient {
  // Taken for every kind of token, OAuth's included (GitLab: "REST API authentication").
  const headers = { authorization: `Bearer ${token}` };

  async function send(
    endpoint: Endpoint,
    query: Query,
    options: Partial<Pick<HttpRequest, 'method' | 'shrink' | 'expects' | 'maxBytes'>> = {},
  ): Promise<HttpResponse> {
    const limitClass = limitClassOf(endpoint);
    try {
      return await http.send({
        method: 'GET',
        url: applyQuery(new URL(`${root}/api/v4/${endpoint.path}`), query),
        route: endpoint.route,
        headers,
        ...(limitClass !== undefined && { limitClass }),
        ...options,
      });
    } catch (error) {
      throw refusal(error) ?? error;
    }
  }

  return {
    get: (endpoint, query = {}, maxBytes) => send(endpoint, query, { ...(maxBytes !== undefined && { maxBytes }) }),
    head: (endpoint, query = {}) => send(endpoint, query, { method: 'HEAD' }),
    getPage: (endpoint, query) => send(endpoint, query, { shrink: halvePage }),
    getBytes: (endpoint, query = {}, maxBytes) =>
      send(endpoint, query, { expects: 'bytes', ...(maxBytes !== undefined && { maxBytes }) }),
    graphQl: (query, variables) =>
      http.send({
        method: 'POST',
        url: new URL(`${root}/api/graphql`),
        route: '/graphql',
        headers,
        body: { query, variables },
        maxBytes: MAX_GRAPHQL_BYTES,
        // Only what changes nothing is asked.
        idempotent: true,
      }),
  };
}

/** Routes that share one counter (GitLab: "Rate limits", search, files and members); the others have one of their own. */
const LIMIT_CLASSES = [
  { routes: /\/search$/, limitClass: 'search' },
  { routes: /\/repository\/files\//, limitClass: 'files' },
  { routes: /\/members\/all$/, limitClass: 'members/all' },
];

function limitClassOf({ route }: Endpoint): string | undefined {
  return LIMIT_CLASSES.find(({ routes }) => routes.test(route))?.limitClass;
}

/** A token whose last day has come (GitLab: "Personal access tokens", expiry). */
export function expiredToken(cause?: unknown): AuthError {
  return new AuthError("GitLab's token has expired", { cause, hint: HINTS.expired, topic: 'expired-gitlab-token' });
}

/** A token that may not read all that a run needs. */
export function missingScope(message: string, cause?: unknown): AuthError {
  return new AuthError(message, { cause, hint: HINTS.scope, topic: 'missing-scope' });
}

/** A token that is refused, or lacks a scope, ends the run; any other 403 is about one object (GitLab: REST error bodies). */
function refusal(error: unknown): AuthError | undefined {
  if (!(error instanceof UpstreamError)) return undefined;
  const said = JSON.stringify(error.failure.body) ?? '';
  if (error.status === 401 && /token is expired/i.test(said)) return expiredToken(error);
  if (error.status === 401) {
    const message = 'GitLab refused the token (401)';
    return new AuthError(message, { cause: error, hint: HINTS.wrong, topic: 'wrong-gitlab-token' });
  }
  if (error.status === 403 && /insufficient_(granular_)?scope/.test(said)) {
    return missingScope(`GitLab's token lacks a scope for GET ${error.failure.route}`, error);
  }
  return undefined;
}

const SMALLEST_PAGE = 10;

/** The same rows from the same place on, at most half as many: page 3 of 100 begins where page 5 of 50 does. */
export function halvePage(url: URL): URL | undefined {
  const size = Number(url.searchParams.get('per_page'));
  const page = url.searchParams.get('page');
  const skipped = page === null ? 0 : (Number(page) - 1) * size;
  for (let half = Math.floor(size / 2); half >= SMALLEST_PAGE; half--) {
    if (skipped % half !== 0) continue;
    const smaller = new URL(url);
    smaller.searchParams.set('per_page', String(half));
    if (page !== null) smaller.searchParams.set('page', String(skipped / half + 1));
    return smaller;
  }
  return undefined;
}
