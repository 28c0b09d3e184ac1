import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { keysOf } from '../support/catalog-state.ts';
import { type Scenario, startFilledScenario, until } from '../support/scenario.ts';

/** Enough merge requests in one group for several pages of the list. */
const MANY = 350;
const FIRST_ID = 900_000;

/** The slowed sandbox answers so late that what a test changes meanwhile comes between two requests. */
const DELAY_MS = 40;

function createLargeWorld() {
  const world = createWorld({ scale: 0, now: new Date() });
  const [model] = world.mergeRequests.filter(({ id }) => id === 5001);
  if (model === undefined) throw new Error('The small world has a merge request 5001');
  for (let index = 0; index < MANY; index++) {
    const id = FIRST_ID + index;
    // Runs of ten share a moment, as imported ones do.
    const createdAt = new Date(Date.parse(model.createdAt) + Math.floor(index / 10) * 1000).toISOString();
    world.mergeRequests.push({ ...model, id, iid: id, createdAt });
  }
  return world;
}

let scenario: Scenario & { restore(): void };

beforeAll(async () => {
  scenario = await startFilledScenario(createLargeWorld());
}, 120_000);

beforeEach(() => scenario.restore());

afterAll(async () => {
  await scenario.close();
});

/** Runs the command and changes GitLab as soon as it was asked for something. */
async function runWhile(isAsked: (path: string) => boolean, change: () => void) {
  const { gitlab, port } = scenario;
  const before = keysOf(port.catalog);
  gitlab.control.delay(DELAY_MS);
  const { finished } = scenario.start();
  await until(() => gitlab.requests.some(({ path, query }) => isAsked(`${path}${query}`)));
  change();
  const finishedRun = await finished;
  const after = new Set(keysOf(port.catalog));
  return { ...finishedRun, deleted: before.filter((key) => !after.has(key)) };
}

const isSecondPage = (path: string) => path.includes('/groups/10/merge_requests') && path.includes('created_after');

describe('a list that changes while it is read', () => {
  it('loses no entity of a row that stays, when rows leave the pages that were read already', async () => {
    const { control } = scenario.gitlab;

    const { code, deleted } = await runWhile(isSecondPage, () => {
      for (let index = 0; index < 20; index++) control.deleteMergeRequest(FIRST_ID + index);
    });

    const again = await scenario.run();

    expect([code, again.code]).toEqual([0, 0]);
    const gone = Array.from({ length: 20 }, (_, index) => `gitlabMergeRequest ${FIRST_ID + index}`);
    expect([...deleted, ...again.deleted].sort()).toEqual(gone);
  });

  it('loses no entity when rows come into the middle of it', async () => {
    const { world } = scenario.gitlab;

    const { code, deleted } = await runWhile(isSecondPage, () => {
      const [model] = world.mergeRequests.filter(({ id }) => id === FIRST_ID + 5);
      for (let id = 1; id <= 20; id++) if (model) world.mergeRequests.push({ ...model, id, iid: id });
    });

    expect({ code, deleted }).toEqual({ code: 0, deleted: [] });
  });
});

describe('what leaves or moves while what lies in it is read', () => {
  const isAskedForFiles = (path: string) => /\/graphql|\/projects\/\d+\//.test(path);

  it('costs nothing but itself: a project that is deleted is no failure', async () => {
    const { code, stderr } = await runWhile(isAskedForFiles, () => {
      scenario.gitlab.control.deleteProject('acme/platform/empty');
    });
    const again = await scenario.run();

    expect(code, stderr).toBe(0);
    expect(again.code).toBe(0);
    expect(keysOf(scenario.port.catalog)).not.toContain('service acme/platform/empty');
  });

  it('costs nothing: a project that gets another name is read on', async () => {
    const { code, stderr, deleted } = await runWhile(isAskedForFiles, () => {
      scenario.gitlab.control.renameProject('acme/payments/ledger', 'books');
    });

    expect(code, stderr).toBe(0);
    expect(deleted.filter((key) => key.startsWith('gitlabMergeRequest'))).toEqual([]);
  });

  it('costs nothing but itself: a group that is deleted is no failure', async () => {
    const isAskedForMembers = (path: string) => /\/groups\/\d+\/members/.test(path);

    const { code, stderr } = await runWhile(isAskedForMembers, () => {
      scenario.gitlab.control.deleteGroup('acme/payments');
    });
    const again = await scenario.run();

    expect(code, stderr).toBe(0);
    expect(again.code).toBe(0);
    expect(keysOf(scenario.port.catalog).filter((key) => key.includes('acme/payments'))).toEqual([]);
  });
});
