import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contentsOf, keysOf, writesTo } from '../support/catalog-state.ts';
import { changeWorld } from '../support/gitlab-changes.ts';
import { type Scenario, startFilledScenario, until } from '../support/scenario.ts';

/** A pause before every answer: a signal that is sent when a request is seen arrives before its answer. */
const DELAY_MS = 10;

let scenario: Scenario & { restore(): void };
/** What a run over the changed world makes of the catalog when nobody disturbs it. */
let expected: Record<string, unknown>;
/** Requests that such a run has seen answered before the first deletion. */
let beforeDeletion: number;

const isDeletion = ({ path }: { readonly path: string }) => path.endsWith('/bulk/entities/delete');
const countRequests = () => scenario.gitlab.requests.length + scenario.port.requests.length;

/** Starts a run over the changed world, as slow as the waiting tests need it. */
function arrange(): void {
  scenario.restore();
  changeWorld(scenario.gitlab);
  const { mergeRequests } = scenario.gitlab.world;
  for (const mergeRequest of mergeRequests) mergeRequest.title = `${mergeRequest.title} (changed)`;
  for (const { control } of [scenario.gitlab, scenario.port]) control.delay(DELAY_MS);
}

beforeAll(async () => {
  scenario = await startFilledScenario();
  arrange();
  const running = scenario.start();
  await until(() => scenario.port.requests.some(isDeletion));
  beforeDeletion = countRequests();
  await running.finished;
  expected = contentsOf(scenario.port.catalog);
}, 60_000);

beforeEach(arrange);

afterAll(async () => {
  await scenario.close();
});

const SIGNALS = ['SIGTERM', 'SIGKILL', 'SIGINT'] as const;
const EXITS = { SIGTERM: { code: 143 }, SIGKILL: { code: null, signal: 'SIGKILL' }, SIGINT: { code: 130 } } as const;

/** Ten moments anywhere in the run, in percent of the way to its first deletion. */
const MOMENTS = Array.from({ length: 10 }, (_, index) => ({
  signal: SIGNALS[index % SIGNALS.length] ?? 'SIGTERM',
  percent: Math.round((index + Math.random()) * 10),
}));

describe('a run that updates and deletes', () => {
  it.each(MOMENTS)('deletes nothing when $signal stops it at $percent %, and the next one repairs', async (moment) => {
    const { signal, percent } = moment;
    const { catalog, requests } = scenario.port;
    const before = keysOf(catalog);
    const { process, finished } = scenario.start();
    await until(() => countRequests() >= Math.max(1, Math.round((percent / 100) * (beforeDeletion - 3))));

    process.kill(signal);

    expect(await finished).toMatchObject(EXITS[signal]);
    expect(requests.filter(isDeletion)).toEqual([]);
    expect(keysOf(catalog)).toEqual(expect.arrayContaining(before));
    // Before the state is reported as running there is nothing to take back.
    const last = catalog.resyncStates.at(-1)?.status;
    if (signal === 'SIGKILL') expect([undefined, 'running']).toContain(last);
    else expect([undefined, 'aborted']).toContain(last);
    for (const { control } of [scenario.gitlab, scenario.port]) control.reset();

    const { code } = await scenario.run();

    expect(code).toBe(0);
    expect(contentsOf(catalog)).toEqual(expected);
  });

  it('reports that it was aborted, and lets the writes under way come to their end', async () => {
    const { catalog, requests } = scenario.port;
    const { process, finished } = scenario.start();
    await until(() => requests.some(({ path }) => path.endsWith('/service/entities/bulk')));

    process.kill('SIGTERM');

    const { code, stderr } = await finished;
    expect(code).toBe(143);
    expect(stderr).toContain('Stopped by SIGTERM');
    expect(catalog.resyncStates.map(({ status }) => status)).toEqual(['running', 'aborted']);
    expect(requests.every(({ status }) => status < 300)).toBe(true);
  });

  it('deletes no more when it is stopped at the first deletion, and the next one deletes the rest', async () => {
    const { port } = scenario;
    const before = keysOf(port.catalog);
    const { process, finished } = scenario.start();
    await until(() => port.requests.some(isDeletion));

    process.kill('SIGINT');

    expect((await finished).code).toBe(130);
    // Nothing goes before what points at it has gone: the group was not its turn yet.
    expect(port.catalog.entity('gitlabGroup', 'acme/unicode-strasse')).toBeDefined();
    const after = new Set(keysOf(port.catalog));
    for (const key of before.filter((one) => !after.has(one))) expect(expected).not.toHaveProperty([key]);
    for (const { control } of [scenario.gitlab, port]) control.reset();

    expect((await scenario.run()).code).toBe(0);
    expect(contentsOf(port.catalog)).toEqual(expected);
  });
});

describe('a first run', () => {
  it('that is stopped while it creates the default blueprints leaves none, and the next one creates all', async () => {
    const { port, gitlab } = scenario;
    port.catalog.clear();
    const isCreation = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path === '/v1/blueprints';
    const { process, finished } = scenario.start();
    await until(() => port.requests.filter(isCreation).length === 2);

    process.kill('SIGTERM');

    expect((await finished).code).toBe(143);
    expect([...port.catalog.blueprints.keys()]).toEqual([]);
    for (const { control } of [gitlab, port]) control.reset();
    expect((await scenario.run()).code).toBe(0);
    expect([...port.catalog.entities('service')].length).toBeGreaterThan(0);
  });
});

describe('a second signal', () => {
  it('ends a run at once that is still letting a write come to its end', async () => {
    scenario.port.control.delay(20_000);
    const { process, finished } = scenario.start();
    await until(() => scenario.gitlab.requests.length > 0);
    process.kill('SIGTERM');
    // The first one has to be there before the second.
    await new Promise((resolve) => setTimeout(resolve, 200));

    process.kill('SIGTERM');

    const { code, seconds } = await finished;
    expect(code).toBe(143);
    expect(seconds).toBeLessThan(20);
  });
});

describe('two runs at the same time', () => {
  it('do not delete what the other one has just written', async () => {
    scenario.restore();
    const { gitlab, port } = scenario;
    gitlab.control.delay(DELAY_MS);
    const { process, finished } = scenario.start();
    // It knows the projects and what Port holds of them, and is held there while the other one comes and goes.
    await until(
      () =>
        gitlab.requests.some(({ path }) => path.endsWith('/merge_requests')) &&
        port.requests.some(({ path }) => path.endsWith('/service/entities/search')),
    );
    process.kill('SIGSTOP');
    gitlab.control.delay(0);
    const [model] = gitlab.world.projects;
    if (model === undefined) throw new Error('The world has projects');
    gitlab.world.projects.push({ ...model, id: 9001, name: 'Newcomer', path: 'newcomer', defaultBranch: null });
    gitlab.control.deleteProject('acme/platform/empty');
    const between = await scenario.run();
    const written = keysOf(port.catalog);
    port.control.reset();

    process.kill('SIGCONT');

    const { code } = await finished;
    expect(between).toMatchObject({ code: 0, deleted: ['service acme/platform/empty'] });
    expect(written).toContain('service acme/platform/newcomer');
    expect(code).toBe(0);
    expect(keysOf(port.catalog)).toEqual(written);
    expect(writesTo(port)).toEqual([]);
  });
});

describe('what does not write', () => {
  it.each([
    ['a check', ['--check']],
    ['a dry run', ['--dry-run']],
    ['a preview', ['--output', '-']],
  ])('says so when %s is stopped', async (_, flags) => {
    const { process, finished } = scenario.start(...flags);
    await until(() => countRequests() >= 1);

    process.kill('SIGINT');

    const { code, stderr } = await finished;
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining('Nothing was written to Port.') });
    expect(stderr).not.toMatch(/deletion|in Port by now/);
  });
});
