import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { World } from '../../examples/sandbox/gitlab/world.ts';
import type { Catalog } from '../../examples/sandbox/port/catalog.ts';
import { startSandbox } from '../../examples/sandbox/start.ts';
import type { RunReport } from '../../src/run/report.ts';
import { createTestEngine } from '../map/mapping.ts';
import { arbitraryRun, createSmallWorld } from '../support/arbitrary-run.ts';
import { contentsOf, copyCatalog, keysOf, writesTo } from '../support/catalog-state.ts';
import { exportInProcess } from '../support/export-in-process.ts';

const engine = createTestEngine();
let clockMs = Date.parse('2026-11-02T12:00:00.000Z');
const sandbox = await startSandbox({ world: createSmallWorld(), port: { now: () => new Date(clockMs) } });
const { catalog } = sandbox.port;

afterAll(async () => {
  await sandbox.close();
  await engine.close();
});

/** Makes GitLab and Port what they are to be; the catalog of a run before, or an empty one. */
function arrange(world: World, found?: Catalog): void {
  for (const { control } of [sandbox.gitlab, sandbox.port]) control.reset();
  Object.assign(sandbox.gitlab.world, world);
  catalog.clear();
  if (found !== undefined) copyCatalog(found, catalog);
}

async function run(mapping: unknown) {
  clockMs += 60_000;
  const before = keysOf(catalog);
  const report = await exportInProcess(sandbox, engine, mapping);
  const after = new Set(keysOf(catalog));
  return { report, deleted: before.filter((key) => !after.has(key)) };
}

/** Whether everything was read. */
function isComplete({ resources }: RunReport): boolean {
  return resources.every(({ incomplete }) => incomplete.length === 0);
}

/** Whether everything was read, and Port took all of it. */
function isWhole(report: RunReport): boolean {
  return isComplete(report) && report.resources.every(({ counts }) => counts.failed === 0);
}

it('deletes of what a run without failures would delete only what it is sure of, and writes nothing twice', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRun, async ({ before, between, mapping, faults }) => {
      arrange(createSmallWorld(before));
      const first = await run(mapping);
      sandbox.port.control.reset();
      const second = await run(mapping);
      const written = writesTo(sandbox.port);
      const found = copyCatalog(catalog);

      arrange(createSmallWorld(before, between), found);
      const undisturbed = await run(mapping);
      const expected = contentsOf(catalog);

      arrange(createSmallWorld(before, between), found);
      for (const fault of faults) sandbox.gitlab.control.fail(fault);
      const disturbed = await run(mapping);
      sandbox.gitlab.control.reset();
      const repairing = await run(mapping);

      for (const { report } of [first, second, undisturbed, disturbed, repairing])
        expect(report.exitCode).toBe(isWhole(report) ? 0 : 6);
      for (const { report } of [first, second, undisturbed, repairing]) expect(isComplete(report)).toBe(true);
      if (isWhole(second.report)) expect(written).toEqual([]);
      expect(undisturbed.deleted).toEqual(expect.arrayContaining(disturbed.deleted));
      if (isComplete(disturbed.report)) expect(disturbed.deleted).toEqual(undisturbed.deleted);
      expect(contentsOf(catalog)).toEqual(expected);
    }),
    { numRuns: 40, interruptAfterTimeLimit: 50_000 },
  );
}, 120_000);
