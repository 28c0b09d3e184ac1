import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keysOf, writesTo } from '../support/catalog-state.ts';
import { type Scenario, startFilledScenario } from '../support/scenario.ts';

/** The entities of the project `acme/payments/ledger`, which has merge requests, and of one that has none. */
const LEDGER = ['gitlabMergeRequest 5058', 'gitlabMergeRequest 5060', 'service acme/payments/ledger'];
const EMPTY = 'service acme/platform/empty';

let scenario: Scenario & { restore(): void };

beforeAll(async () => {
  scenario = await startFilledScenario();
}, 60_000);

beforeEach(() => scenario.restore());

afterAll(async () => {
  await scenario.close();
});

describe('runs after the first one', () => {
  it('find everything unchanged, then delete what vanished and nothing else', async () => {
    const { gitlab, port } = scenario;
    const created = keysOf(port.catalog);
    const second = await scenario.run();
    const written = writesTo(port);
    port.control.reset();
    gitlab.control.deleteProject('acme/payments/ledger');
    gitlab.control.deleteMergeRequest(5001);

    const third = await scenario.run();

    expect(created).toEqual(expect.arrayContaining([...LEDGER, 'gitlabMergeRequest 5001', 'gitlabMember ada']));
    expect(second).toMatchObject({ code: 0, deleted: [] });
    expect(second.stderr).toMatch(/Total +\d+ +0 +\d+ +0 +0 +64 +0\n/);
    expect(written).toEqual([]);
    expect(third).toMatchObject({ code: 0, deleted: ['gitlabMergeRequest 5001', ...LEDGER] });
    expect(third.stderr).toContain('Deleted: 4 (gitlabMergeRequest 3, service 1)');
    expect(new Set(writesTo(port).map((write) => write.split('/').slice(-3).join('/')))).toEqual(
      new Set(['bulk/entities/delete']),
    );
    expect(port.catalog.resyncStates.map(({ status }) => status)).toEqual(
      Array(2).fill(['running', 'completed']).flat(),
    );
  });

  it('bring up to date what somebody changed in Port or in GitLab, and write nothing else', async () => {
    const { gitlab, port } = scenario;
    const service = port.catalog.entity('service', 'acme/payments/ledger');
    if (service === undefined) throw new Error('The first run has created it');
    port.catalog.put({ ...service, properties: { ...service.properties, description: 'Edited by hand' } });
    gitlab.control.writeFile('acme/payments/mirror', 'CODEOWNERS', '* @ada\n');

    const { stderr } = await scenario.run();

    expect(stderr).toMatch(/Total +\d+ +0 +\d+ +0 +2 +62 +0\n/);
    expect(writesTo(port)).toEqual(['POST /v1/blueprints/service/entities/bulk']);
    const { description } = service.properties;
    expect(port.catalog.entity('service', 'acme/payments/ledger')?.properties).toMatchObject({ description });
    expect(port.catalog.entity('service', 'acme/payments/mirror')?.properties).toMatchObject({
      codeOwners: '* @ada\n',
    });
  });
});

describe('a topmost group whose merge requests cannot be read', () => {
  it.each([403, 500])('costs no merge request, and other stale entities go (%i)', async (status) => {
    const { control } = scenario.gitlab;
    for (const project of ['acme/platform/empty', 'acme/payments/ledger']) control.deleteProject(project);
    control.deleteMergeRequest(5001);
    control.fail({ path: '/groups/10/merge_requests', status });

    const { code, deleted } = await scenario.run();

    expect(code).toBe(6);
    // The other project stays: merge requests that may still exist point at it.
    expect(deleted).toEqual([EMPTY]);
    expect(scenario.port.catalog.resyncStates.at(-1)).toMatchObject({ status: 'failed' });
  });

  it('hides nothing any more when it can be read again', async () => {
    const { control } = scenario.gitlab;
    control.deleteProject('acme/payments/ledger');
    control.fail({ path: '/groups/10/merge_requests', status: 500 });
    const failing = await scenario.run();
    control.reset();

    const { code, deleted } = await scenario.run();

    expect(failing).toMatchObject({ code: 6, deleted: [] });
    expect({ code, deleted }).toEqual({ code: 0, deleted: LEDGER });
  });
});

describe.each([true, false])('an enrichment that fails, with enableMergeEntity %s', (enableMergeEntity) => {
  const { search, languages, files } = {
    search: { hasPortConfig: true },
    languages: { language: 'Go', languages: { Go: 71.25, TypeScript: 20.5, Shell: 8.25 } },
    files: { readme: expect.stringContaining('# Read me'), codeOwners: '* @ada\n/docs/ @grace.h\n' },
  };

  it.each([
    ['(search|repository/tree)', search],
    ['languages', languages],
    ['repository/files/README%2Emd', files],
    ['repository/files/CODEOWNERS', files],
  ])('keeps the old value and lets the rest of the entity through: %s', async (path, kept) => {
    const { gitlab, port } = scenario;
    scenario.changeMapping({ enableMergeEntity });
    // Else languages and files come in batches, and one project cannot fail alone.
    Object.assign(gitlab.world.settings, { graphql: 'off' });
    Object.assign(gitlab.world.projects.find(({ id }) => id === 1001) ?? {}, {
      description: 'Described anew.',
      languages: { Rust: 100 },
    });
    for (const name of ['port.yml', 'README.md', 'CODEOWNERS'])
      gitlab.control.writeFile(1001, name, name === 'port.yml' ? undefined : 'Written anew.');
    gitlab.control.deleteProject('acme/platform/empty');
    gitlab.control.fail({ path: new RegExp(`projects/1001/${path}`), status: 500 });

    const { code, deleted } = await scenario.run();

    expect({ code, deleted }).toEqual({ code: 6, deleted: [] });
    const read = { hasPortConfig: false, language: 'Rust', languages: { Rust: 100 }, readme: 'Written anew.' };
    expect(port.catalog.entity('service', 'acme/platform/platform-api')).toMatchObject({
      properties: { description: 'Described anew.', ...read, ...kept },
      relations: { group: 'acme/platform' },
    });
  });
});

describe('an inventory that Port does not give', () => {
  it('deletes nothing', async () => {
    scenario.gitlab.control.deleteProject('acme/platform/empty');
    scenario.port.control.fail({ path: /datasource-entities/, status: 500 });

    const { code, deleted } = await scenario.run();

    expect({ code, deleted }).toEqual({ code: 6, deleted: [] });
    expect(scenario.port.catalog.resyncStates.at(-1)).toMatchObject({ status: 'failed' });
  });
});
