import { createWorld, type World } from '../../examples/sandbox/gitlab/world.ts';
import { DEFAULT_SETTINGS } from '../../examples/sandbox/port/settings.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { copyCatalog, keysOf } from './catalog-state.ts';
import { type Finished, quickRetries, type Running, startCommand } from './command.ts';

/** Runs of the built command, one after the other, against one sandbox. */
export interface Scenario extends Sandbox {
  /** Runs the command to its end, with quick retries; tells which entities are gone since, as `blueprint identifier`. */
  run(...args: readonly string[]): Promise<Finished & { readonly deleted: readonly string[] }>;
  /** The same for `--dry-run` and these flags, with credentials that may only read. */
  dryRun(...args: readonly string[]): Promise<Finished>;
  start(...args: readonly string[]): Running;
  /** Changes the mapping that Port holds. */
  changeMapping(changes: Readonly<Record<string, unknown>>): void;
  /** Remembers GitLab and Port as they are; the function brings them back, without faults. */
  save(): () => void;
}

const READER = { clientId: 'reader', clientSecret: 'secret-of-the-reader', readOnly: true };
const READER_VARIABLES = { OCEAN__PORT__CLIENT_ID: READER.clientId, OCEAN__PORT__CLIENT_SECRET: READER.clientSecret };

const INTEGRATION = 'my-gitlab-v2-integration';

/** Port tells the time in whole seconds: what was written before a run has to be older than that. */
const BETWEEN_RUNS_MS = 2000;

/** Starts a sandbox with the small hand-written world, or another one; every run gets the variables as well. */
export async function startScenario(
  world: World = createWorld({ scale: 0, now: new Date() }),
  variables: Readonly<Record<string, string>> = {},
): Promise<Scenario> {
  let aheadMs = 0;
  const credentials = [...DEFAULT_SETTINGS.credentials, READER];
  const sandbox = await startSandbox({ world, port: { now: () => new Date(Date.now() + aheadMs), credentials } });
  const environment = { ...sandbox.environment, ...quickRetries, ...variables };
  const { gitlab, port } = sandbox;
  const startWith = (args: readonly string[], more: Readonly<Record<string, string>>): Running => {
    aheadMs += BETWEEN_RUNS_MS;
    return startCommand({ args, environment: { ...environment, ...more } });
  };
  const start = (...args: readonly string[]): Running => startWith(args, {});
  return {
    ...sandbox,
    start,
    dryRun: (...args) => startWith(['--dry-run', ...args], READER_VARIABLES).finished,
    async run(...args) {
      const before = keysOf(port.catalog);
      const finished = await start(...args).finished;
      const after = new Set(keysOf(port.catalog));
      return { ...finished, deleted: before.filter((key) => !after.has(key)) };
    },
    changeMapping(changes) {
      const integration = port.catalog.integrations.get(INTEGRATION);
      if (integration === undefined) throw new Error('The integration does not exist yet');
      const config = { ...(integration['config'] as object), ...changes }; // a mapping that the command has stored
      port.catalog.integrations.set(INTEGRATION, { ...integration, config });
    },
    save() {
      const savedWorld = structuredClone(world);
      const savedCatalog = copyCatalog(port.catalog);
      return () => {
        Object.assign(world, structuredClone(savedWorld));
        port.catalog.clear();
        copyCatalog(savedCatalog, port.catalog);
        for (const { control } of [gitlab, port]) control.reset();
      };
    },
  };
}

/** A sandbox that a first run has filled; `restore` brings it back to that. Every run gets the variables as well. */
export async function startFilledScenario(
  world?: World,
  variables?: Readonly<Record<string, string>>,
): Promise<Scenario & { restore(): void }> {
  const scenario = await startScenario(world, variables);
  const { code, stderr } = await scenario.run();
  if (code !== 0) throw new Error(`The first run ended with ${code}: ${stderr}`);
  return { ...scenario, restore: scenario.save() };
}

/** Waits for something that the servers of the sandbox get to see; they run in this process. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}
