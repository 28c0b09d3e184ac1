import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../examples/sandbox/start.ts';
import { contentsOf, keysOf, writesTo } from '../support/catalog-state.ts';
import { startCommand } from '../support/command.ts';
import { changeWorld } from '../support/gitlab-changes.ts';
import { type Scenario, startFilledScenario, until } from '../support/scenario.ts';

let scenario: Scenario & { restore(): void };
/** What one run over the changed world makes of the catalog, and how many requests that takes. */
let expected: Record<string, unknown>;
let requests: number;

beforeAll(async () => {
  scenario = await startFilledScenario();
  scenario.restore();
  changeWorld(scenario.gitlab);
  await scenario.run();
  requests = countRequests();
  expected = contentsOf(scenario.port.catalog);
}, 60_000);

beforeEach(() => {
  scenario.restore();
  changeWorld(scenario.gitlab);
});

afterAll(async () => {
  await scenario.close();
});

const countRequests = () => scenario.gitlab.requests.length + scenario.port.requests.length;

describe('two runs of the built command at the same time', () => {
  // The later one begins when the earlier has come so far.
  it.each([0, 10, 50, 80])('both end well, and the catalog is that of one run (%i %% apart)', async (percent) => {
    const earlier = scenario.start();
    await until(() => countRequests() >= (percent / 100) * requests);
    const later = scenario.start();

    const codes = (await Promise.all([earlier.finished, later.finished])).map(({ code }) => code);

    expect(codes).toEqual([0, 0]);
    expect(contentsOf(scenario.port.catalog)).toEqual(expected);
    for (const { control } of [scenario.gitlab, scenario.port]) control.reset();
    expect((await scenario.run()).code).toBe(0);
    expect(writesTo(scenario.port)).toEqual([]);
  });

  it('may be the first two of an integration, and leave what is to be done to the next', async () => {
    const sandbox = await startSandbox();
    const start = () => startCommand({ environment: sandbox.environment }).finished;
    const codes = (await Promise.all([start(), start()])).map(({ code }) => code);
    const between = keysOf(sandbox.port.catalog);

    const next = await start();

    expect([0, 4, 6]).toContain(codes[0]);
    expect([0, 4, 6]).toContain(codes[1]);
    expect(next.code).toBe(0);
    const after = keysOf(sandbox.port.catalog);
    expect(after).toEqual(expect.arrayContaining(between));
    expect(sandbox.port.catalog.blueprints.size).toBe(4);
    await sandbox.close();
  });
});
