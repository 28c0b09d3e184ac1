import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createGitLab, type GitLab } from './gitlab/app.ts';
import { createWorld, type World } from './gitlab/world.ts';
import { createPort, type SandboxPort } from './port/app.ts';
import { DEFAULT_SETTINGS, type PortOptions } from './port/settings.ts';

/** What the sandbox holds and where it listens; ports left out are free ones. */
export interface SandboxOptions {
  readonly world?: World;
  readonly port?: PortOptions;
  readonly gitlabPort?: number;
  readonly portPort?: number;
}

/** A GitLab and a Port that listen on 127.0.0.1, and the variables that point an exporter at them. */
export interface Sandbox {
  readonly gitlab: Pick<GitLab, 'control' | 'requests'> & { url: string; token: string; world: World };
  readonly port: Omit<SandboxPort, 'app'> & { url: string; clientId: string; clientSecret: string };
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts both servers; GitLab's clock begins at its world's moment, Port's is the real one unless told otherwise. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { world = createWorld({ now: new Date() }) } = options;
  const gitlab = await listen(options.gitlabPort ?? 0, (url) =>
    createGitLab(world, { url, now: clockFrom(world.now) }),
  );
  const port = await listen(options.portPort ?? 0, (url) => createPort({ url, ...options.port })).catch(
    async (error: unknown) => {
      await gitlab.close();
      throw error;
    },
  );

  const token = firstToken(world);
  const { clientId, clientSecret } = firstCredentials(options.port);
  return {
    gitlab: { url: gitlab.url, token, world, control: gitlab.service.control, requests: gitlab.service.requests },
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
  const answer = getRequestListener((request) => service.app.fetch(request));
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
