import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { chanceOf } from '../../examples/sandbox/chaos/chance.ts';
import { createWorld, type World } from '../../examples/sandbox/gitlab/world.ts';
import type { Catalog } from '../../examples/sandbox/port/catalog.ts';
import { arbitraryRun, loseFrom } from '../support/arbitrary-run.ts';
import { until } from '../support/scenario.ts';
import type { Disturbance, Ended, Harness } from './harness.ts';
import { LASTING } from './lasting.ts';
import { DRIFTING, TRANSIENT } from './rates.ts';

/** One thing that came out otherwise than it must. */
export interface Problem {
  readonly kind: 'wrong deletion' | 'lost entity' | 'wrong exit code' | 'wrong content';
  readonly what: string;
}

/** What one trial did and found. */
export interface TrialResult {
  readonly seed: number;
  readonly scenario: string;
  readonly problems: readonly Problem[];
  /** The runs under faults. */
  readonly disturbed: readonly Ended[];
}

/** A trial's surroundings, all of them drawn from its seed. */
interface Draw {
  readonly seed: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly before: World;
  readonly after: World;
  chance(what: string): number;
}

/** What a run over the changed world makes of a catalog when nobody disturbs it. */
interface Reference {
  readonly found: Catalog;
  readonly before: readonly string[];
  readonly code: number | null;
  readonly keys: readonly string[];
  readonly contents: Record<string, unknown>;
  readonly deleted: ReadonlySet<string>;
  readonly requests: number;
}

type Scenario = (harness: Harness, draw: Draw) => Promise<Omit<TrialResult, 'seed' | 'scenario'>>;

const NOW = new Date('2026-11-02T12:00:00.000Z');

/** Everything in a trial follows from its seed, but for the moments at which processes run. */
export async function runTrial(harness: Harness, seed: number): Promise<TrialResult> {
  const names = Object.keys(SCENARIOS);
  const scenario = names[Math.floor(chanceOf(seed, 'scenario') * names.length)] ?? 'first run';
  const run = SCENARIOS[scenario] ?? firstRun;
  return { seed, scenario, ...(await run(harness, draw(harness, seed))) };
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'first run': firstRun,
  'later run': laterRun,
  'lasting fault': lastingFault,
  interruption,
  'two at once': twoAtOnce,
  drift,
};

function draw(harness: Harness, seed: number): Draw {
  const [drawn] = fc.sample(arbitraryRun, { seed, numRuns: 1 });
  if (drawn === undefined) throw new Error('fast-check drew nothing');
  const chance = (what: string) => chanceOf(seed, what);
  const isAll = chance('mapping') < 0.3;
  // Large enough for several pages of groups and projects, once in a while.
  const scale = !isAll && chance('scale') < 0.1 ? 0.5 : 0;
  const world = (...losses: (typeof drawn.before)[]): World => {
    const made = loseFrom(createWorld({ scale, now: NOW }), losses);
    made.settings.unreadableEvery = chance('unreadable') < 0.3 ? 3 : 0;
    made.settings.graphql = chance('graphql') < 0.3 ? 'off' : 'on';
    return made;
  };
  const variables: Record<string, string> = isAll
    ? { OCEAN__RESOURCES_PATH: 'examples/mappings/all' }
    : { GPE_MAPPING: harness.writeMapping(drawn.mapping) };
  return { seed, chance, variables, before: world(drawn.before), after: world(drawn.before, drawn.between) };
}

/** Into an empty Port. */
async function firstRun(harness: Harness, { seed, variables, after }: Draw) {
  const reference = await refer(harness, after, variables);
  harness.arrange(after);
  const ended = await run(harness, variables, { seed, rates: TRANSIENT });
  return { disturbed: [ended], problems: compare(harness, reference, ended) };
}

async function laterRun(harness: Harness, { seed, variables, before, after }: Draw) {
  const reference = await refer(harness, after, variables, before);
  harness.arrange(after, reference.found);
  const ended = await run(harness, variables, { seed, rates: TRANSIENT });
  return { disturbed: [ended], problems: compare(harness, reference, ended) };
}

async function lastingFault(harness: Harness, { seed, variables, before, after, chance }: Draw) {
  const reference = await refer(harness, after, variables, before);
  const chosen = LASTING[Math.floor(chance('lasting') * LASTING.length)];
  if (chosen === undefined) throw new Error('There is no lasting fault');
  const { service, fault, expected } = chosen;
  harness.arrange(after, reference.found);
  const lasting = { [service]: [{ fault, requests: chosen.requests(chance('place'), after) }] };
  const ended = await run(harness, variables, { seed, rates: TRANSIENT, lasting });
  const isStruck = ended.injected.some((injected) => injected.lasting);
  const codes = isStruck ? expected : [reference.code];
  return {
    disturbed: [ended],
    problems: [
      ...wrongCode(ended, codes),
      ...wrongDeletions(harness, reference),
      ...(await repair(harness, reference, variables)),
    ],
  };
}

const EXITS = { SIGTERM: 143, SIGINT: 130, SIGKILL: null } as const;

async function interruption(harness: Harness, { seed, variables, before, after, chance }: Draw) {
  const reference = await refer(harness, after, variables, before);
  harness.arrange(after, reference.found);
  harness.disturb({ seed, rates: TRANSIENT });
  const names = ['SIGTERM', 'SIGINT', 'SIGKILL'] as const;
  const signal = names[Math.floor(chance('signal') * names.length)] ?? 'SIGKILL';
  const moment = Math.ceil(chance('moment') * reference.requests);
  const running = harness.start(variables);
  let isOver = false;
  const ended = running.ended.finally(() => {
    isOver = true;
  });
  await until(() => isOver || countRequests(harness) >= moment);
  running.process.kill(signal);
  const last = await ended;
  return {
    disturbed: [last],
    problems: [
      // It may have been done already.
      ...wrongCode(last, [EXITS[signal], reference.code]),
      ...wrongDeletions(harness, reference),
      ...(await repair(harness, reference, variables)),
    ],
  };
}

/** Two runs with the same identifier, a project newer than the first of them. */
async function twoAtOnce(harness: Harness, { seed, variables, before, after, chance }: Draw) {
  const grown = structuredClone(after);
  const [model] = grown.projects;
  if (model) grown.projects.push({ ...model, id: 9001, name: 'Newcomer', path: 'newcomer', formerPaths: [] });
  const reference = await refer(harness, grown, variables, before);
  harness.arrange(after, reference.found);
  harness.disturb({ seed, rates: TRANSIENT });
  const one = harness.start(variables);
  const moment = Math.ceil(chance('moment') * reference.requests * 0.7);
  let isOver = false;
  const oneEnded = one.ended.finally(() => {
    isOver = true;
  });
  await until(() => isOver || countRequests(harness) >= moment);
  Object.assign(harness.gitlab.world, structuredClone(grown));
  const other = await harness.start(variables).ended;
  const first = await oneEnded;
  return {
    disturbed: [first, other],
    problems: [
      ...wrongCode(first, [reference.code]),
      ...wrongCode(other, [reference.code]),
      ...wrongDeletions(harness, reference),
      ...lostEntities(harness, reference),
      ...(await repair(harness, reference, variables)),
    ],
  };
}

/** The world goes on while it is read: what is there before and after must not go. */
async function drift(harness: Harness, { seed, variables, before, after }: Draw) {
  const still = await refer(harness, after, variables, before);
  harness.arrange(after, still.found);
  const ended = await run(harness, variables, { seed, rates: DRIFTING });
  const left = harness.save();
  const drifted = structuredClone(harness.gitlab.world);
  harness.arrange(drifted, still.found);
  const reference = await referTo(harness, still.found, variables);
  harness.arrange(drifted, left.catalog);
  return {
    disturbed: [ended],
    problems: [
      ...wrongCode(ended, [still.code, 0, 5, 6]),
      ...wrongDeletions(harness, { ...reference, deleted: new Set([...reference.deleted, ...still.deleted]) }),
      ...(await repair(harness, reference, variables)),
    ],
  };
}

/** Fills the catalog from one world where there is one, then exports another one, without faults. */
async function refer(harness: Harness, world: World, variables: Draw['variables'], before?: World): Promise<Reference> {
  harness.arrange(before ?? world);
  if (before !== undefined) await run(harness, variables);
  const { catalog } = harness.save();
  harness.arrange(world, catalog);
  return referTo(harness, catalog, variables);
}

async function referTo(harness: Harness, found: Catalog, variables: Draw['variables']): Promise<Reference> {
  const before = harness.save().keys;
  const { code, stderr } = await run(harness, variables);
  // The threshold of an example mapping may withhold deletions.
  if (code !== 0 && code !== 5 && code !== 6) throw new Error(`A run without faults ended with ${code}: ${stderr}`);
  const { keys, contents } = harness.save();
  const after = new Set(keys);
  const deleted = new Set(before.filter((key) => !after.has(key)));
  return { found, before, code, keys, contents, deleted, requests: countRequests(harness) };
}

async function run(harness: Harness, variables: Draw['variables'], disturbance?: Disturbance): Promise<Ended> {
  harness.disturb(disturbance);
  const ended = await harness.start(variables).ended;
  harness.disturb(undefined);
  return ended;
}

/** A run without faults brings everything in order. */
async function repair(harness: Harness, reference: Reference, variables: Draw['variables']): Promise<Problem[]> {
  const ended = await run(harness, variables);
  return compare(harness, reference, ended).map((problem) => ({
    ...problem,
    what: `after the repair: ${problem.what}`,
  }));
}

function compare(harness: Harness, reference: Reference, ended: Ended): Problem[] {
  const { keys, contents } = harness.save();
  const expected = new Set(reference.keys);
  const surplus = keys.filter((key) => !expected.has(key));
  const differing = keys.filter(
    (key) => expected.has(key) && !isDeepStrictEqual(contents[key], reference.contents[key]),
  );
  return [
    ...wrongCode(ended, [reference.code]),
    ...wrongDeletions(harness, reference),
    ...lostEntities(harness, reference),
    ...surplus.map((key) => ({ kind: 'wrong content' as const, what: `${key} is there and should not be` })),
    ...differing.map((key) => ({
      kind: 'wrong content' as const,
      what: `${key} is ${JSON.stringify(contents[key])}, not ${JSON.stringify(reference.contents[key])}`,
    })),
  ];
}

function wrongCode({ code, stderr }: Ended, expected: readonly (number | null)[]): Problem[] {
  if (expected.includes(code)) return [];
  return [{ kind: 'wrong exit code', what: `${code}, expected ${expected.join(' or ')}: ${stderr.slice(-3000)}` }];
}

function wrongDeletions(harness: Harness, { before, deleted }: Reference): Problem[] {
  const left = new Set(harness.save().keys);
  const gone = before.filter((key) => !left.has(key) && !deleted.has(key));
  return gone.map((key) => ({ kind: 'wrong deletion', what: key }));
}

function lostEntities(harness: Harness, { keys }: Reference): Problem[] {
  const left = new Set(harness.save().keys);
  return keys.filter((key) => !left.has(key)).map((key) => ({ kind: 'lost entity', what: key }));
}

function countRequests({ gitlab, port }: Harness): number {
  return gitlab.requests.length + port.requests.length;
}
