import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Injected } from '../../examples/sandbox/chaos/chaos.ts';
import type { ChaosPlan, LastingFault } from '../../examples/sandbox/chaos/plan.ts';
import type { World } from '../../examples/sandbox/gitlab/world.ts';
import type { Catalog } from '../../examples/sandbox/port/catalog.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { createSmallWorld } from '../support/arbitrary-run.ts';
import { contentsOf, copyCatalog, keysOf } from '../support/catalog-state.ts';
import { type Finished, type Running, startCommand } from '../support/command.ts';
import { type Consumption, measure } from './measure.ts';

/** Retries that are quick, and more of them than faults in a row. */
const SETTINGS = {
  GPE_RETRY_ATTEMPTS: '12',
  GPE_RETRY_BASE_DELAY: '0.01',
  GPE_RETRY_MAX_DELAY: '0.05',
  GPE_RETRY_MAX_WAIT: '10',
  OCEAN__CLIENT_TIMEOUT: '1',
};

/** Port tells the time in whole seconds: what was written before a run has to be older than that. */
const BETWEEN_RUNS_MS = 2000;

/** What goes wrong during a run, by service; nothing where it is left out. */
export interface Disturbance {
  readonly seed: number;
  readonly rates: Readonly<Record<'gitlab' | 'port', ChaosPlan['rates']>>;
  readonly lasting?: Readonly<Partial<Record<'gitlab' | 'port', readonly LastingFault[]>>>;
}

/** A run of the command that has come to its end. */
export interface Ended extends Finished, Consumption {
  readonly injected: readonly Injected[];
  readonly retries: number;
}

/** One sandbox that all runs of a soak share. */
export interface Harness extends Sandbox {
  /** Makes GitLab and Port what they are to be; the catalog of a run before, or an empty one. */
  arrange(world: World, found?: Catalog): void;
  disturb(disturbance: Disturbance | undefined): void;
  start(variables: Readonly<Record<string, string>>): Running & { readonly ended: Promise<Ended> };
  /** The catalog as it is, as a copy. */
  save(): { readonly catalog: Catalog; readonly keys: readonly string[]; readonly contents: Record<string, unknown> };
  /** Writes a mapping where the command can read it. */
  writeMapping(mapping: unknown): string;
}

export async function startHarness(): Promise<Harness> {
  let aheadMs = 0;
  let runs = 0;
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const sandbox = await startSandbox({
    world: createSmallWorld(),
    port: { now: () => new Date(Date.now() + aheadMs) },
  });
  const { gitlab, port } = sandbox;
  return {
    ...sandbox,
    arrange(world, found) {
      for (const { control } of [gitlab, port]) control.reset();
      Object.assign(gitlab.world, structuredClone(world));
      port.catalog.clear();
      if (found !== undefined) copyCatalog(found, port.catalog);
    },
    disturb(disturbance) {
      for (const service of ['gitlab', 'port'] as const) {
        const { seed, rates, lasting } = disturbance ?? {};
        const plan = seed !== undefined && rates && { seed, rates: rates[service], lasting: lasting?.[service] ?? [] };
        sandbox[service].chaos.follow(plan || undefined);
      }
    },
    start(variables) {
      aheadMs += BETWEEN_RUNS_MS;
      runs += 1;
      const report = join(folder, `${runs}.json`);
      const environment = { ...sandbox.environment, ...SETTINGS, GPE_REPORT: report, ...variables };
      const running = startCommand({ environment });
      const ended = Promise.all([running.finished, measure(running)]).then(([finished, consumption]) => {
        const injected = [...gitlab.chaos.injected, ...port.chaos.injected];
        return { ...finished, ...consumption, injected, retries: retriesIn(report) };
      });
      return { ...running, ended };
    },
    save() {
      const { catalog } = port;
      return { catalog: copyCatalog(catalog), keys: keysOf(catalog), contents: contentsOf(catalog) };
    },
    writeMapping(mapping) {
      const path = join(folder, 'mapping.json');
      writeFileSync(path, JSON.stringify(mapping));
      return path;
    },
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A run that was killed leaves no report. */
function retriesIn(path: string): number {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8')) as { requests: { services: { retries: number }[] } };
    return report.requests.services.reduce((sum, { retries }) => sum + retries, 0);
  } catch {
    return 0;
  }
}
