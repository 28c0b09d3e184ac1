import { AsyncLocalStorage } from 'node:async_hooks';
import { Writable } from 'node:stream';
import { createGitLab, type GitLab } from '../../examples/sandbox/gitlab/app.ts';
import type { World } from '../../examples/sandbox/gitlab/world.ts';
import { createPort, type SandboxPort } from '../../examples/sandbox/port/app.ts';
import { DEFAULT_SETTINGS } from '../../examples/sandbox/port/settings.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { InterruptedError } from '../../src/errors.ts';
import type { Connections } from '../../src/http/dispatcher.ts';
import { createLogger } from '../../src/log/logger.ts';
import { createMask } from '../../src/log/mask.ts';
import type { JqEngine } from '../../src/map/engine.ts';
import type { RunReport } from '../../src/run/report.ts';
import { runExport } from '../../src/run/run.ts';
import { answerInProcess } from '../http/answer-in-process.ts';
import { createFakeClock } from '../http/fake-clock.ts';

export interface RunChoices {
  /** Takes the place of the mapping in Port. */
  readonly mapping: unknown;
  /** Settings, as environment variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The run is told to stop when it sends the request of this number about the catalog. */
  readonly stopAt?: number | undefined;
  /** Waited for before a request goes out. */
  readonly pause?: () => Promise<void>;
}

export interface FinishedRun {
  readonly report: RunReport;
  /** What was asked of GitLab and Port about the catalog, as `GitLab GET /api/v4/user`, with what they answered. */
  readonly sent: readonly { readonly request: string; readonly status: number }[];
}

/** A GitLab and a Port in this process, and runs between them without a network and without a process of their own. */
export interface InProcess {
  readonly gitlab: Pick<GitLab, 'control'> & { readonly world: World };
  readonly port: Omit<SandboxPort, 'app'>;
  run(choices: RunChoices): Promise<FinishedRun>;
}

const GITLAB = 'http://gitlab.test';
const PORT = 'http://port.test';

/** How often a request is tried; nothing is waited for between the attempts. */
export const ATTEMPTS = 4;

/** What Port is told of a run, which has no part in what becomes of the catalog. */
const ABOUT_THE_RUN = /\/resync-state$|^\/ingest\//;

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });

/** `now` is Port's clock. */
export function connectInProcess(world: World, engine: JqEngine, now: () => Date): InProcess {
  const gitlab = createGitLab(world, { url: GITLAB });
  const port = createPort({ url: PORT, now });
  const currentRun = new AsyncLocalStorage<(request: string) => Promise<(status: number) => void>>();
  const connections = answerInProcess(async (request, signal) => {
    const { origin, pathname } = new URL(request.url);
    const [service, { app }] = origin === GITLAB ? (['GitLab', gitlab] as const) : (['Port', port] as const);
    const announce = ABOUT_THE_RUN.test(pathname) ? undefined : currentRun.getStore();
    const settle = await announce?.(`${service} ${request.method} ${pathname}`);
    signal.throwIfAborted();
    const response = await app.fetch(request);
    settle?.(response.status);
    return response;
  });
  const [credentials] = DEFAULT_SETTINGS.credentials;
  const environment = {
    GITLAB_URL: GITLAB,
    GITLAB_TOKEN: world.tokens[0]?.value ?? '',
    PORT_BASE_URL: PORT,
    PORT_CLIENT_ID: credentials?.clientId ?? '',
    PORT_CLIENT_SECRET: credentials?.clientSecret ?? '',
    GPE_RETRY_ATTEMPTS: String(ATTEMPTS),
    OCEAN__SEND_RAW_DATA_EXAMPLES: 'false',
  };
  return {
    gitlab: { control: gitlab.control, world },
    port,
    async run({ mapping, stopAt, pause, ...choices }) {
      const stop = new AbortController();
      const sent: { request: string; status: number }[] = [];
      const announce = async (request: string) => {
        await pause?.();
        const entry = { request, status: 0 };
        if (sent.push(entry) === stopAt) stop.abort(new InterruptedError('SIGINT'));
        return (status: number) => {
          entry.status = status;
        };
      };
      const options = {
        engine,
        mapping,
        environment: { ...environment, ...choices.environment },
        signal: stop.signal,
        connections,
      };
      return { report: await currentRun.run(announce, () => exportOnce(options)), sent };
    },
  };
}

interface ExportOnce {
  readonly engine: JqEngine;
  readonly mapping: unknown;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly connections: Connections;
}

async function exportOnce({ engine, mapping, environment, signal, connections }: ExportOnce): Promise<RunReport> {
  const workingDirectory = import.meta.dirname;
  const { settings } = await loadSettings({ flags: {}, environment, workingDirectory });
  const mask = createMask([]);
  return runExport({
    settings,
    version: '0.0.0',
    mapping: { data: mapping, origin: 'this test' },
    environment: {},
    engine,
    log: createLogger({ level: 'silent', format: 'json', destination: nowhere, mask }),
    mask,
    clock: createFakeClock({ start: Date.now(), random: 0 }),
    signal,
    observe: () => {},
    connections,
  });
}
