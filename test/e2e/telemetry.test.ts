import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { keysOf, writesTo } from '../support/catalog-state.ts';
import { type Finished, quickRetries, startCommand } from '../support/command.ts';
import { until } from '../support/scenario.ts';

interface Metric {
  readonly eventId: string;
  readonly kindIdentifier: string;
  readonly syncState: string;
}

interface LogRecord {
  readonly message: string;
  readonly extra: Readonly<Record<string, unknown>>;
}

const KINDS = ['member', 'group-with-members', 'project', 'merge-request'];
const PARTS = [...KINDS.map((kind, index) => `${kind}-${index}`), '__reconciliation__', '__runtime__'];

let closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

/** A sandbox with the small world; Port's ingest addresses are somewhere else where the test says so. */
async function open({
  world = createWorld({ scale: 0, now: new Date() }),
  ingest = undefined as string | undefined,
} = {}) {
  const sandbox = await startSandbox({ world, ...(ingest !== undefined && { port: { url: ingest } }) });
  closing.push(sandbox.close);
  const start = (args: readonly string[] = [], more: Readonly<Record<string, string>> = {}) =>
    startCommand({ args, environment: { ...sandbox.environment, ...quickRetries, ...more } });
  return { ...sandbox, start };
}

/** What Port keeps of runs; the sandbox has checked its form. */
function told({ port }: Sandbox) {
  const metrics = [...port.catalog.metrics.values()] as Metric[];
  return {
    metrics,
    states: Object.fromEntries(metrics.map(({ kindIdentifier, syncState }) => [kindIdentifier, syncState])),
    logs: port.catalog.logs as LogRecord[],
    exampleKinds: port.catalog.examples.map(({ kind }) => kind),
  };
}

function allIn(state: string): Record<string, string> {
  return Object.fromEntries(PARTS.map((part) => [part, state]));
}

function warningsOf({ stderr }: Finished): string[] {
  return stderr.split('\n').filter((line) => line.includes('WARN'));
}

describe('a run', () => {
  it('tells Port what it does beside the catalog', async () => {
    const sandbox = await open();

    const { code } = await sandbox.start().finished;

    const { metrics, states, logs, exampleKinds } = told(sandbox);
    const [eventId] = sandbox.port.catalog.heartbeats;
    expect(code).toBe(0);
    expect(exampleKinds.toSorted()).toEqual(KINDS.toSorted());
    expect(states).toEqual(allIn('completed'));
    expect(new Set(metrics.map((metric) => metric.eventId))).toEqual(new Set([eventId]));
    expect(logs.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Checking access/),
        expect.stringMatching(/^Exported resource=2 kind=project read=\d+ /),
      ]),
    );
    expect(logs.at(-1)?.message).toMatch(/^The run has ended exitCode=0 read=\d+/);
    expect(logs.every(({ extra }) => extra['event_id'] === eventId)).toBe(true);
  });

  it('tells it again for unchanged data, and writes nothing else', async () => {
    const sandbox = await open();
    await sandbox.start().finished;
    sandbox.port.control.reset();

    const { code } = await sandbox.start().finished;

    expect(code).toBe(0);
    expect(writesTo(sandbox.port)).toEqual([]);
    expect(told(sandbox).metrics).toHaveLength(2 * PARTS.length);
  });

  it('sends the same log however little it shows', async () => {
    const sandbox = await open();

    const { stderr } = await sandbox.start(['--quiet', '--log-level', 'error']).finished;

    expect(stderr).toBe('');
    expect(told(sandbox).logs.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Exported resource=2 kind=project /)]),
    );
  });

  it('keeps its log to itself with --no-port-logs, and its raw objects where the settings say so', async () => {
    const sandbox = await open();

    const { code } = await sandbox.start(['--no-port-logs'], { OCEAN__SEND_RAW_DATA_EXAMPLES: 'false' }).finished;

    const { logs, exampleKinds, states } = told(sandbox);
    expect(code).toBe(0);
    expect(logs).toEqual([]);
    expect(exampleKinds).toEqual([]);
    expect(states).toEqual(allIn('completed'));
  });

  it('leaves nothing open when it is stopped', async () => {
    const sandbox = await open();
    sandbox.gitlab.control.delay(20);
    const { process, finished } = sandbox.start();
    await until(() => ['completed', 'syncing'].every((state) => Object.values(told(sandbox).states).includes(state)));

    process.kill('SIGTERM');

    const { code } = await finished;
    const { states, logs } = told(sandbox);
    expect(code).toBe(143);
    expect(new Set(Object.values(states))).toEqual(new Set(['completed', 'aborted']));
    expect(states).toMatchObject({ __runtime__: 'aborted' });
    expect(logs.at(-1)?.message).toMatch(/^The run has ended: Stopped by SIGTERM exitCode=143/);
  });
});

/** A server that takes requests and does not answer; closed at once it refuses them. */
async function startSilentServer({ refuses = false } = {}): Promise<string> {
  const server: Server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP, not on a pipe
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  if (refuses) await close();
  else closing.push(close);
  return `http://127.0.0.1:${port}`;
}

describe('a run to which Port does not listen', () => {
  it.each([
    ['does not answer', () => startSilentServer()],
    ['cannot be reached', () => startSilentServer({ refuses: true })],
  ])('does its work and ends soon where the ingest host %s', async (_name, start) => {
    const sandbox = await open({ ingest: await start() });

    const running = sandbox.start();
    await until(() => sandbox.port.catalog.resyncStates.at(-1)?.status === 'completed');
    const doneAt = performance.now();
    const finished = await running.finished;

    expect(finished.code).toBe(0);
    expect(keysOf(sandbox.port.catalog).length).toBeGreaterThan(50);
    expect(told(sandbox).exampleKinds.toSorted()).toEqual(KINDS.toSorted());
    // Three seconds of patience, and room for a busy machine; one request alone may take ten, and twice that.
    expect(performance.now() - doneAt).toBeLessThan(9000);
    expect(warningsOf(finished).length).toBeLessThanOrEqual(3);
  });

  it('does its work with one warning for each subject where Port has trouble with all of it', async () => {
    const sandbox = await open();
    sandbox.port.control.fail({ path: /^\/ingest\/|\/examples$/, status: 500 });

    const finished = await sandbox.start().finished;

    expect(finished.code).toBe(0);
    expect(
      warningsOf(finished)
        .map((line) => /told (.*); the run/.exec(line)?.[1])
        .toSorted(),
    ).toEqual(['heartbeats', 'raw data examples', 'sync metrics', 'the log']);
    expect(sandbox.port.catalog.resyncStates.map(({ status }) => status)).toEqual(['running', 'completed']);
  });
});

/** One of each format, as somebody may have left them in a project. */
const PLANTED: Readonly<Record<string, string>> = {
  gitlab: `glpat-${'Zq7-'.repeat(5)}`,
  deploy: `gldt-${'Zq7-'.repeat(5)}`,
  runner: `GR1348941${'Zq7-'.repeat(5)}`,
  github: `ghp_${'Zq7a'.repeat(9)}`,
  slack: 'xoxb-2222222222-Zq7a',
  awsId: 'AKIAZQ7AZQ7AZQ7AZQ7A',
  awsKey: 'Zq7aZq7aZq7a/Zq7aZq7aZq7aZq7a+Zq7aZq7aZq',
  google: `AIza${'Zq7a-'.repeat(7)}`,
  jwt: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.Zq7aZq7a',
  url: 'https://me:Zq7aPass@db.example.com/',
  connection: 'Server=db;Uid=me;Password=Zq7aPass;',
  pem: '-----BEGIN OPENSSH PRIVATE KEY-----\nZq7a\n-----END OPENSSH PRIVATE KEY-----',
  named: 'api_key: Zq7aPass',
};

function plant(world: World): void {
  for (const project of world.projects) project.description = Object.values(PLANTED).join(' and ');
}

describe("a stranger's secrets", () => {
  it('never reach Port in an example, and those of the run reach it nowhere', async () => {
    const world = createWorld({ scale: 0, now: new Date() });
    plant(world);
    const sandbox = await open({ world });

    const { code } = await sandbox.start(['--log-level', 'trace']).finished;

    const { catalog } = sandbox.port;
    expect(code).toBe(0);
    expect(JSON.stringify(catalog.examples)).toContain('[REDACTED]');
    expect(JSON.stringify(catalog.examples)).not.toContain('Zq7');
    expect(JSON.stringify(catalog.examples)).not.toContain('AKIAZQ7A');
    const everything = JSON.stringify([catalog.examples, catalog.logs, [...catalog.metrics.values()]]);
    for (const secret of [sandbox.gitlab.token, sandbox.port.clientSecret]) expect(everything).not.toContain(secret);
  });
});
