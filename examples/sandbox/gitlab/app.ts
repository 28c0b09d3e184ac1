import { type Context, Hono } from 'hono';
import type { Api, Exchange } from './api.ts';
import { ApiError } from './api-error.ts';
import { authenticate } from './authentication.ts';
import { type Control, controlRoutes, createControl, type RecordedRequest } from './control.ts';
import { createFaults, DEFAULT_BODIES, type Fault } from './faults.ts';
import { createRateLimit } from './rate-limit.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { graphqlRoutes } from './routes/graphql.ts';
import { groupRoutes } from './routes/groups.ts';
import { instanceRoutes } from './routes/instance.ts';
import { issueRoutes } from './routes/issues.ts';
import { memberRoutes } from './routes/members.ts';
import { mergeRequestRoutes } from './routes/merge-requests.ts';
import { pipelineRoutes } from './routes/pipelines.ts';
import { projectRoutes } from './routes/projects.ts';
import { refRoutes } from './routes/refs.ts';
import { releaseRoutes } from './routes/releases.ts';
import { repositoryRoutes } from './routes/repository.ts';
import { searchRoutes } from './routes/search.ts';
import { createViewer } from './viewer.ts';
import type { World } from './world.ts';

/** One function per file of `routes/`: to add endpoints, write one and name it here. */
const ROUTES: readonly ((api: Api) => void)[] = [
  instanceRoutes,
  projectRoutes,
  groupRoutes,
  memberRoutes,
  mergeRequestRoutes,
  repositoryRoutes,
  searchRoutes,
  issueRoutes,
  pipelineRoutes,
  refRoutes,
  releaseRoutes,
  deploymentRoutes,
];

/** A GitLab to talk to: `app.fetch` answers requests, `requests` tells what came, `control` makes it misbehave. */
export interface GitLab {
  readonly app: Hono<Exchange>;
  readonly requests: readonly RecordedRequest[];
  readonly control: Control;
}

export interface GitLabOptions {
  /** The configured external URL: the start of links and web_urls, right or deliberately wrong. */
  readonly url?: string;
  /** The clock of token expiry and rate limits; left out: the moment the world was made for. */
  readonly now?: () => Date;
}

/** A small GitLab over a world, as documented, awkward parts included. */
export function createGitLab(world: World, options: GitLabOptions = {}): GitLab {
  const { url = 'https://gitlab.example.com', now = () => world.now } = options;
  const requests: RecordedRequest[] = [];
  const faults = createFaults();
  let received = 0;
  const control = createControl(world, faults, requests);
  const app: Api = new Hono<Exchange>();

  app.route('/-/sandbox', controlRoutes(control, requests));

  app.use('/api/*', async (context, next) => {
    const { pathname: path, search: query } = new URL(context.req.url);
    const { method } = context.req;
    received += 1;
    context.header('X-Request-Id', `sandbox-${received}`);
    const record = { method, path, query, status: 0 };
    requests.push(record);
    if (faults.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.delayMs));
    const fault = faults.take({ method, path, query });
    if (fault === undefined) await next();
    else context.res = answerFault(context, fault);
    record.status = context.res.status;
  });

  const countRequest = createRateLimit(world, now);
  app.use('/api/*', async (context, next) => {
    const { token, user } = authenticate(context, world, now());
    for (const [name, value] of Object.entries(countRequest(`user ${user.id}`))) context.header(name, value);
    context.set('viewer', createViewer(world, url, token, user));
    await next();
  });

  const api: Api = new Hono<Exchange>();
  for (const addRoutes of ROUTES) addRoutes(api);
  app.route('/api/v4', api);
  const graph: Api = new Hono<Exchange>();
  graphqlRoutes(graph);
  app.route('/api', graph);

  app.notFound((context) => context.json({ error: '404 Not Found' }, 404));
  app.onError((error, context) => {
    if (error instanceof ApiError) return answer(context, error);
    return context.json({ message: '500 Internal Server Error', sandbox: error.message }, 500);
  });
  return { app, requests, control };
}

function answerFault(context: Context, fault: Fault): Response {
  const body = fault.body ?? DEFAULT_BODIES[fault.status] ?? { message: `${fault.status}` };
  return answer(context, { status: fault.status, body, headers: fault.headers ?? {} });
}

function answer(
  context: Context,
  { status, body, headers }: Pick<ApiError, 'body' | 'headers'> & { status: number },
): Response {
  const isText = typeof body === 'string';
  const type = isText ? (body.startsWith('<') ? 'text/html' : 'text/plain') : 'application/json';
  // `newResponse` keeps the headers that were set before; its own type knows only the usual statuses.
  return context.newResponse(isText ? body : JSON.stringify(body), status as 200, { 'Content-Type': type, ...headers });
}
