import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Chaos, createChaos } from './chaos/chaos.ts';
import type { ChaosPlan } from './chaos/plan.ts';
import { createGitLab, type GitLab } from './gitlab/app.ts';
import { driftOf } from './gitlab/drift.ts';
import { createWorld, type World } from './gitlab/world.ts';
import { createPort, type SandboxPort } from './port/app.ts';
import { DEFAULT_SETTINGS, type PortOptions } from './port/settings.ts';

/** What the sandbox holds and where it listens; ports left out are free ones. */
export interface SandboxOptions {
  readonly world?: World;
  readonly port?: PortOptions;
  readonly gitlabPort?: number;
  readonly portPort?: number;
  /** What goes wrong at random, in both services. */
  readonly chaos?: ChaosPlan;
}

/** A GitLab and a Port that listen on 127.0.0.1, and the variables that point an exporter at them. */
export interface Sandbox {
  readonly gitlab: Omit<GitLab, 'app'> & { url: string; token: string; world: World; chaos: Chaos };
  readonly port: Omit<SandboxPort, 'app'> & { url: string; clientId: string; clientSecret: string; chaos: Chaos };
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts both servers; GitLab's clock begins at its world's moment, Port's is the real one unless told otherwise. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { world = createWorld({ now: new Date() }) } = options;
  const gitlab = await listen(options.gitlabPort ?? 0, (url) =>
    withChaos(createGitLab(world, { url, now: clockFrom(world.now) }), ({ control }) =>
      createChaos('gitlab', driftOf(world, control)),
    ),
  );
  const port = await listen(options.portPort ?? 0, (url) =>
    withChaos(createPort({ url, ...options.port }), () => createChaos('port')),
  ).catch(async (error: unknown) => {
    await gitlab.close();
    throw error;
  });
  for (const { service } of [gitlab, port]) service.chaos.follow(options.chaos);

  const token = firstToken(world);
  const { clientId, clientSecret } = firstCredentials(options.port);
  return {
    gitlab: { ...gitlab.service, url: gitlab.url, token, world },
    port: { ...port.service, url: port.url, clientId, clientSecret },
    environment: {
      OCEAN__INTEGRATION__CONFIG__GITLAB_HOST: gitlab.url,
      OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN: token,
      OCEAN__PORT__BASE_URL: port.url,
      OCEAN__PORT__CLIENT_ID: clientId,
      OCEAN__PORT__CLIENT_SECRET: clientSecret,
    },
    async close() {
      await Promise.all([gitlab.close(), port.close()]);
    },
  };
}

interface Service {
  readonly app: { fetch(request: Request): Response | Promise<Response> };
  readonly chaos: Chaos;
}

function withChaos<Made extends object>(made: Made, create: (made: Made) => Chaos): Made & Pick<Service, 'chaos'> {
  return { ...made, chaos: create(made) };
}

// A service knows its own URL only once the server listens, so it is made then.
async function listen<Made extends Service>(port: number, make: (url: string) => Made) {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP, not on a pipe
  const service = make(url);
  // Without TLS there is no HTTP/2.
  const answer = getRequestListener((request, { outgoing }) =>
    service.chaos.serve(request, outgoing as ServerResponse, async (passed) => service.app.fetch(passed)),
  );
  server.on('request', (request, response) => void answer(request, response));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, service, close };
}

function clockFrom(start: Date): () => Date {
  const offset = start.getTime() - Date.now();
  return () => new Date(Date.now() + offset);
}

function firstToken({ tokens }: World): string {
  const [token] = tokens;
  if (token === undefined) throw new Error('The world of the sandbox has no token');
  return token.value;
}

function firstCredentials({ credentials = DEFAULT_SETTINGS.credentials }: PortOptions = {}) {
  const [first] = credentials;
  if (first === undefined) throw new Error('The Port of the sandbox has no credentials');
  return first;
}
