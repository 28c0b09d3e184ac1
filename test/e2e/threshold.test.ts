import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { contentsOf, keysOf, writesTo } from '../support/catalog-state.ts';
import { loseAccess } from '../support/gitlab-changes.ts';
import { type Scenario, startFilledScenario } from '../support/scenario.ts';

const EMPTY = 'service acme/platform/empty';

let scenario: Scenario & { restore(): void };
let folder: string;

beforeAll(async () => {
  const world = createWorld({ scale: 0, now: new Date() });
  for (const mergeRequest of world.mergeRequests) mergeRequest.state = 'opened';
  scenario = await startFilledScenario(world);
  folder = await mkdtemp(join(tmpdir(), 'exporter-'));
}, 60_000);

beforeEach(() => scenario.restore());

afterAll(async () => {
  await scenario.close();
  await rm(folder, { recursive: true });
});

describe('the deletion threshold', () => {
  it('leaves the catalog untouched when the token suddenly sees nothing', async () => {
    const before = contentsOf(scenario.port.catalog);
    loseAccess(scenario.gitlab);

    const { code, stderr } = await scenario.run();

    expect(code).toBe(5);
    expect(stderr).toMatch(/only 0 of \d+ entities would remain, entityDeletionThreshold is 0\.9/);
    expect(writesTo(scenario.port)).toEqual([]);
    expect(contentsOf(scenario.port.catalog)).toEqual(before);
    expect(scenario.port.catalog.resyncStates.at(-1)).toMatchObject({ status: 'completed' });
  });

  it('guards a blueprint on its own, and others lose what is stale', async () => {
    const owned = keysOf(scenario.port.catalog, 'gitlabMergeRequest').length;
    scenario.gitlab.world.mergeRequests = scenario.gitlab.world.mergeRequests.filter(
      ({ projectId }) => projectId > 1019,
    );
    scenario.gitlab.control.deleteProject('acme/platform/empty');

    const { code, stderr, deleted } = await scenario.run();

    expect(owned).toBeGreaterThanOrEqual(50);
    expect({ code, deleted }).toEqual({ code: 5, deleted: [EMPTY] });
    expect(stderr).toMatch(/Kept: \d+ of gitlabMergeRequest, not seen in this run: only \d+ of \d+ would remain/);
  });

  it('of 1 lets everything go', async () => {
    scenario.changeMapping({ entityDeletionThreshold: 1 });
    loseAccess(scenario.gitlab);

    const { code } = await scenario.run();

    expect(code).toBe(0);
    expect(keysOf(scenario.port.catalog)).toEqual([]);
  });
});

describe('deletion that is off', () => {
  it.each([
    ['entityDeletionThreshold 0', { entityDeletionThreshold: 0 }, []],
    ['--no-delete', {}, ['--no-delete']],
  ])('by %s keeps what is stale and is no failure', async (_, changes, flags) => {
    scenario.changeMapping(changes);
    scenario.gitlab.control.deleteProject('acme/platform/empty');

    const { code, deleted } = await scenario.run(...flags);

    expect({ code, deleted }).toEqual({ code: 0, deleted: [] });
  });
});

describe('a run that --kinds limits', () => {
  it('deletes nothing of what the kinds left out write', async () => {
    const { control } = scenario.gitlab;
    for (const project of ['acme/platform/empty', 'acme/payments/ledger']) control.deleteProject(project);
    control.deleteMergeRequest(5001);
    control.deleteGroup('acme/retired');

    const { code, deleted, stderr } = await scenario.run('--kinds', 'project');

    // Merge requests that may still exist point at the other project.
    expect({ code, deleted }).toEqual({ code: 0, deleted: [EMPTY, 'service acme/retired/inside'] });
    expect(stderr).toMatch(
      /Kept: \d+ of gitlabMergeRequest, not seen in this run: resources\[3\] \(merge-request\) was left out/,
    );
    expect(stderr).toMatch(/0 member +left out/);
  });
});

describe('--strict', () => {
  async function writeMapping(selector: object, url: string): Promise<string> {
    const mappings = { identifier: '.path_with_namespace', blueprint: '"service"', properties: { url } };
    const resource = { kind: 'project', selector: { query: 'true', ...selector }, port: { entity: { mappings } } };
    const path = join(folder, 'mapping.json');
    await writeFile(path, JSON.stringify({ resources: [resource] }));
    return path;
  }

  it('turns an unknown selector key into exit code 2, before anything is asked', async () => {
    const mapping = await writeMapping({ includeLanguagess: true }, '.web_url');

    const lenient = await scenario.run('--no-delete', '--mapping', mapping);
    scenario.port.control.reset();
    const strict = await scenario.run('--no-delete', '--mapping', mapping, '--strict');

    expect([lenient.code, strict.code]).toEqual([0, 2]);
    expect(strict.stderr).toMatch(/includeLanguagess.*includeLanguages/);
    expect(scenario.port.requests).toEqual([]);
  });

  it('turns a field that fails into exit code 6, with everything loaded', async () => {
    const mapping = await writeMapping({}, '.web_url | error("no address")');

    const lenient = await scenario.run('--no-delete', '--mapping', mapping);
    const strict = await scenario.run('--no-delete', '--mapping', mapping, '--strict');

    expect([lenient.code, strict.code]).toEqual([0, 6]);
    expect(strict.stderr).toContain('no address');
    expect(scenario.port.catalog.entity('service', 'acme/proto')?.properties).not.toHaveProperty('url');
    expect(scenario.port.catalog.resyncStates.at(-1)).toMatchObject({ status: 'failed' });
  });
});
