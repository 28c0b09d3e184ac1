import { BenchCatalog } from './catalog.ts';
import { createGitLab } from './gitlab.ts';
import { listen } from './listen.ts';
import { createPort } from './port.ts';
import type { Answers } from './rows.ts';

/** A GitLab and a Port that answer from what is prepared; Port can be emptied, and both can be made to take their time. */
export interface Servers {
  readonly gitlabUrl: string;
  readonly portUrl: string;
  readonly catalog: () => BenchCatalog;
  /** Empties Port. */
  empty(): void;
  setLatency(milliseconds: number): void;
  close(): Promise<void>;
}

export async function startServers(answers: Answers): Promise<Servers> {
  let latencyMs = 0;
  let catalog = new BenchCatalog();
  let port = createPort(catalog);
  const gitlab = createGitLab(answers);
  const latency = () => latencyMs;
  const gitlabServer = await listen(gitlab, latency);
  const portServer = await listen((asked) => port(asked), latency);
  return {
    gitlabUrl: gitlabServer.url,
    portUrl: portServer.url,
    catalog: () => catalog,
    empty() {
      catalog = new BenchCatalog();
      port = createPort(catalog);
    },
    setLatency(milliseconds) {
      latencyMs = milliseconds;
    },
    async close() {
      await Promise.all([gitlabServer.close(), portServer.close()]);
    },
  };
}

/** Variables that point an exporter at the two, and keep it from creating anything but entities. */
export function environmentFor({ gitlabUrl, portUrl }: Pick<Servers, 'gitlabUrl' | 'portUrl'>): Record<string, string> {
  return {
    OCEAN__INTEGRATION__CONFIG__GITLAB_HOST: gitlabUrl,
    OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN: 'bench-gitlab-token',
    OCEAN__PORT__BASE_URL: portUrl,
    OCEAN__PORT__CLIENT_ID: 'bench-client-id',
    OCEAN__PORT__CLIENT_SECRET: 'bench-client-secret',
    OCEAN__INITIALIZE_PORT_RESOURCES: 'false',
  };
}
