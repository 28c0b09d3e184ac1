import fc from 'fast-check';
import { afterAll, expect, it, vi } from 'vitest';
import type { World } from '../../examples/sandbox/gitlab/world.ts';
import { createTestEngine } from '../map/mapping.ts';
import { arbitraryPair, arbitraryRun, createSmallWorld } from '../support/arbitrary-run.ts';
import { contentsOf, copyCatalog, keysOf, writesTo } from '../support/catalog-state.ts';
import { connectInProcess, type FinishedRun, type RunChoices } from '../support/export-in-process.ts';

const engine = createTestEngine();
let clockMs = Date.parse('2026-11-02T12:00:00.000Z');
const services = connectInProcess(createSmallWorld(), engine, () => new Date(clockMs));
const { gitlab, port } = services;
const { catalog } = port;

let latest: Promise<unknown> = Promise.resolve();

/** All cases share one sandbox: one that a time limit gave up comes to its end before the next begins. */
function inTurn<Input>(check: (input: Input) => Promise<void>): (input: Input) => Promise<void> {
  return (input) => {
    const turn = latest.then(() => check(input));
    latest = turn.catch(() => undefined);
    return turn;
  };
}

afterAll(async () => {
  await latest;
  vi.unstubAllGlobals();
  await engine.close();
});

type Catalog = typeof catalog;

/** Makes GitLab and Port what they are to be; the catalog of a run before, or an empty one. */
function arrange(world: World, found?: Catalog): void {
  for (const { control } of [gitlab, port]) control.reset();
  Object.assign(gitlab.world, world);
  catalog.clear();
  if (found !== undefined) copyCatalog(found, catalog);
}

type Run = FinishedRun & { readonly deleted: readonly string[] };

/** A run a minute after everything before it, and what went while it lasted. */
async function run(choices: RunChoices): Promise<Run> {
  clockMs += 60_000;
  const before = keysOf(catalog);
  const finished = await services.run(choices);
  const after = new Set(keysOf(catalog));
  return { ...finished, deleted: before.filter((key) => !after.has(key)) };
}

/** Whether everything was read, and Port took and gave all of it. */
function isWhole({ report: { resources, unreadBlueprints, stale, error } }: Run): boolean {
  return (
    error === undefined &&
    resources.every(
      ({ incomplete, counts, loadFailures }) => incomplete.length + counts.failed + loadFailures.length === 0,
    ) &&
    unreadBlueprints.length === 0 &&
    stale?.failure === undefined &&
    (stale?.refused ?? []).length === 0
  );
}

/** What is to be said of a run that was disturbed, beside one with the same wishes that was not. */
interface Disturbed {
  readonly run: Run;
  readonly undisturbed: Run;
  /** Whether the catalog is now what the undisturbed run made of it. */
  readonly isRight: boolean;
  readonly threshold: number;
  readonly stopAt: number | undefined;
}

/** Whether the exit code is the one that the README's table has for what happened, as far as it shows from outside. */
function tellsTheTruth({
  run: { report, sent, deleted },
  undisturbed,
  isRight,
  threshold,
  stopAt,
}: Disturbed): boolean {
  const answered = (service: string, wanted: (status: number) => boolean) =>
    sent.some(({ request, status }) => request.startsWith(service) && wanted(status));
  const failed = answered('', (status) => status >= 400);
  switch (report.exitCode) {
    case 0:
      return isRight && undisturbed.report.exitCode === 0;
    case 3:
      return answered('Port', (status) => status === 401 || status === 403);
    case 4:
      return failed;
    case 5:
      return threshold < 1 && deleted.length === 0;
    case 6:
      return failed || undisturbed.report.exitCode === 6;
    case 130:
      return stopAt !== undefined && sent.length >= stopAt;
    default:
      return false;
  }
}

const isDeletion = ({ request }: { readonly request: string }) => request.endsWith('/bulk/entities/delete');

it('deletes only what is stale, tells the truth and can be repaired, whatever goes wrong and whenever it is stopped', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryRun,
      inTurn(async ({ before, between, wishes, gitlabFaults, portFaults, stopAt, ...rest }) => {
        const mapping = { ...rest.mapping, entityDeletionThreshold: 1 };
        arrange(createSmallWorld(before));
        await run({ mapping });
        port.control.reset();
        const second = await run({ mapping });
        if (isWhole(second)) expect(writesTo(port)).toEqual([]);
        const found = copyCatalog(catalog);

        arrange(createSmallWorld(before, between), found);
        const { deleted: stale } = await run({ mapping });
        const expected = contentsOf(catalog);

        const choices: RunChoices = {
          mapping: { ...mapping, entityDeletionThreshold: wishes.threshold },
          environment: { GPE_STRICT: String(wishes.strict), ...(wishes.kinds && { GPE_KINDS: wishes.kinds }) },
        };
        const isPossible = wishes.kinds?.split(',').some((kind) => mapping.resources.some((one) => one.kind === kind));
        fc.pre(isPossible !== false);
        arrange(createSmallWorld(before, between), found);
        const undisturbed = await run(choices);
        const wished = JSON.stringify(contentsOf(catalog));

        arrange(createSmallWorld(before, between), found);
        for (const fault of gitlabFaults) gitlab.control.fail(fault);
        for (const fault of portFaults) port.control.fail(fault);
        const disturbed = await run({ ...choices, stopAt });
        const isRight = JSON.stringify(contentsOf(catalog)) === wished;
        const truth = { run: disturbed, undisturbed, isRight, threshold: wishes.threshold, stopAt };
        const { exitCode, error } = disturbed.report;
        expect({ exitCode, error, isTrue: tellsTheTruth(truth) }).toMatchObject({ isTrue: true });
        expect(stale).toEqual(expect.arrayContaining([...disturbed.deleted]));
        if (isWhole(disturbed)) expect(exitCode === 0 || exitCode === 5 || wishes.strict).toBe(true);
        if (exitCode === 130 && portFaults.length === 0)
          expect(disturbed.sent.slice(stopAt).filter(isDeletion)).toEqual([]);

        for (const { control } of [gitlab, port]) control.reset();
        const repairing = await run({ mapping });
        expect(contentsOf(catalog)).toEqual(expected);
        port.control.reset();
        if (isWhole(repairing)) await run({ mapping });
        if (isWhole(repairing)) expect(writesTo(port)).toEqual([]);
      }),
    ),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 30), interruptAfterTimeLimit: 50_000 },
  );
}, 120_000);

/** Numbers from 0 to `below`, the same for the same seed (Park and Miller). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/**
 * Two runs at the same time; GitLab becomes what it is to the later one before that sends its first request, which is
 * with the request of the earlier one that `beginsAt` numbers. Gives the exit codes of both.
 */
async function runTogether(
  mapping: unknown,
  world: World,
  { beginsAt, seed }: { readonly beginsAt: number; readonly seed: number },
): Promise<readonly [earlier: number, later: number]> {
  const number = numbersFrom(seed);
  const takeTurns = async () => {
    for (let turns = number(4); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
  };
  let requests = 0;
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const pause = async () => {
    if (requests++ === beginsAt) begin();
    await takeTurns();
  };
  const earlier = services.run({ mapping, pause }).finally(begin);
  await begun;
  Object.assign(gitlab.world, world);
  const later = await services.run({ mapping, pause: takeTurns });
  return [(await earlier).report.exitCode, later.report.exitCode];
}

it('deletes nothing that another run has written, and both bring the catalog to what is right', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryPair,
      inTurn(async ({ before, between, appearing, beginsAt, seed, ...rest }) => {
        const mapping = { ...rest.mapping, entityDeletionThreshold: 1 };
        arrange(createSmallWorld(before, appearing));
        await run({ mapping });
        const found = copyCatalog(catalog);

        arrange(createSmallWorld(before, between), found);
        const alone = await run({ mapping });
        const expected = contentsOf(catalog);

        arrange(createSmallWorld(before, between, appearing), found);
        await run({ mapping });
        const knownToEarlier = contentsOf(catalog);

        arrange(createSmallWorld(before, between, appearing), found);
        clockMs += 60_000;
        const codes = await runTogether(mapping, createSmallWorld(before, between), { beginsAt, seed });

        for (const code of codes) expect([0, 6]).toContain(code);
        const kept = new Set(keysOf(catalog));
        // What the later one only compared is as old as it was: the earlier one may take it for stale, until the next run.
        const isWritten = (key: string) => JSON.stringify(expected[key]) !== JSON.stringify(contentsOf(found)[key]);
        const due = Object.keys(expected).filter((key) => isWritten(key) || key in knownToEarlier);
        // Where Port creates no targets it refuses what points at one that the earlier one has deleted, and the later one says so.
        const isRefused = !mapping.createMissingRelatedEntities && codes[1] === 6;
        if (!isRefused) expect(due.filter((key) => !kept.has(key))).toEqual([]);
        if (isWhole(alone) && !isRefused) expect(codes[1]).toBe(0);
        await run({ mapping });
        // What the earlier one alone has seen stays where not everything could be read.
        if (!isWhole(alone)) return;
        const reached = contentsOf(catalog);
        const differing = [...Object.keys(reached), ...Object.keys(expected)].filter(
          (key) => JSON.stringify(reached[key]) !== JSON.stringify(expected[key]),
        );
        if (differing.length === 0) return;
        // What nothing maps any more and a relation alone keeps may have gone between both, and come back as Port makes it.
        arrange(createSmallWorld(before, between));
        await run({ mapping });
        const anew = contentsOf(catalog);
        for (const key of differing) expect(reached[key]).toEqual(anew[key]);
      }),
    ),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 15), interruptAfterTimeLimit: 30_000 },
  );
}, 120_000);
