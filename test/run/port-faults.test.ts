import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import type { Fault } from '../../examples/sandbox/port/faults.ts';
import { createTestEngine } from '../map/mapping.ts';
import { contentsOf, copyCatalog, keysOf } from '../support/catalog-state.ts';
import { ATTEMPTS, connectInProcess, type RunChoices } from '../support/export-in-process.ts';

const engine = createTestEngine();
let clockMs = Date.parse('2026-11-02T12:00:00.000Z');
const newWorld = () => createWorld({ scale: 0, now: new Date('2026-11-02T12:00:00.000Z') });
const { gitlab, port, run } = connectInProcess(newWorld(), engine, () => new Date(clockMs));
const { catalog } = port;

const resource = (kind: string, mappings: object, selector: object = {}) => ({
  kind,
  selector: { query: 'true', ...selector },
  port: { entity: { mappings } },
});

const mapping = {
  entityDeletionThreshold: 1,
  resources: [
    resource('project', { identifier: '.path_with_namespace', blueprint: '"service"', title: '.name' }),
    resource(
      'merge-request',
      {
        ...{ identifier: '.id', blueprint: '"gitlabMergeRequest"', title: '.title' },
        relations: { service: '.references.full | split("!")[0]' },
      },
      { states: ['opened', 'merged', 'closed'], updatedAfter: 3650 },
    ),
  ],
};

const BULK = /\/entities\/bulk$/;
const DELETE = /\/entities\/delete$/;

const refusal = (error: string, message = `said to be ${error}`) => ({ ok: false, error, message });

async function exportAll(choices: Partial<RunChoices> = {}) {
  clockMs += 60_000;
  const before = keysOf(catalog);
  const { report, sent } = await run({ mapping, ...choices });
  const after = new Set(keysOf(catalog));
  const count = (status: string) =>
    report.resources.reduce((total, { counts }) => total + counts[status as 'created' | 'failed'], 0);
  return {
    code: report.exitCode,
    failed: count('failed'),
    failures: report.resources.flatMap(({ loadFailures }) => loadFailures),
    stale: report.stale,
    error: report.error,
    deleted: before.filter((key) => !after.has(key)),
    asked: (path: RegExp) => sent.filter(({ request }) => path.test(request)).length,
  };
}

/** What a run makes of an empty catalog, and that catalog. */
let expected: Record<string, unknown>;
let filled: typeof catalog;

beforeEach(async () => {
  for (const { control } of [gitlab, port]) control.reset();
  Object.assign(gitlab.world, newWorld());
  catalog.clear();
  if (filled === undefined) {
    await exportAll();
    expected = contentsOf(catalog);
    filled = copyCatalog(catalog);
    catalog.clear();
  }
});

afterAll(async () => {
  vi.unstubAllGlobals();
  await engine.close();
});

describe('a bulk that Port does not take the first time', () => {
  it.each<[string, Omit<Fault, 'path'>]>([
    ['500', { status: 500 }],
    ['502 in HTML', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['429', { status: 429, headers: { 'retry-after': '1' } }],
    ['401', { status: 401 }],
    ['413', { status: 413, body: refusal('bad_request') }],
    ['422', { status: 422, body: refusal('invalid_request') }],
    ['409', { status: 409, body: refusal('identifier_taken') }],
  ])('goes in all the same: %s', async (_, fault) => {
    port.control.fail({ path: BULK, times: 1, ...fault });

    const { code } = await exportAll();

    expect(code).toBe(0);
    expect(contentsOf(catalog)).toEqual(expected);
  });

  it.each(['POST', 'PATCH'])('gets a new token in the middle of the run, once (%s)', async (method) => {
    port.control.fail({ path: /./, method, status: 401, times: 1, after: method === 'POST' ? 4 : 0 });

    const { code, asked } = await exportAll();

    expect(code).toBe(0);
    expect(asked(/access_token$/)).toBe(2);
    expect(contentsOf(catalog)).toEqual(expected);
  });
});

describe('a Port that refuses', () => {
  it.each([400, 409, 410, 422])(
    'every bulk with %i costs every entity that differs, deletes none of them and ends with 6',
    async (status) => {
      copyCatalog(filled, catalog);
      for (const project of gitlab.world.projects) project.name = `${project.name} anew`;
      gitlab.control.deleteProject('acme/platform/empty');
      port.control.fail({ path: BULK, status, body: refusal('invalid_request') });

      const { code, failed, deleted } = await exportAll();

      expect({ code, deleted }).toEqual({ code: 6, deleted: ['service acme/platform/empty'] });
      expect(failed).toBe(keysOf(catalog, 'service').length);
    },
  );

  it('an entity costs that entity, whatever the status says of the whole: 200 with errors, and none of an index', async () => {
    const answer = { ok: true, entities: [], errors: [{ index: 0, ...refusal('missing_property'), statusCode: 422 }] };
    port.control.fail({ path: BULK, status: 200, times: 1, body: answer });

    const { code, failures } = await exportAll();

    expect(code).toBe(6);
    expect(failures.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'said to be missing_property (422 missing_property)',
        'Port did not say what became of it (200 no_result)',
      ]),
    );
  });

  it('a blueprint costs that blueprint, and is asked for it once', async () => {
    const bulk = /\/blueprints\/service\/entities\/bulk$/;
    port.control.fail({ path: bulk, status: 404, body: refusal('not_found') });

    const { code, failures, asked } = await exportAll();

    expect(code).toBe(6);
    expect(failures.map(({ message }) => message)).toContain(
      'blueprint service does not exist in Port (404 blueprint_not_found)',
    );
    expect(asked(bulk)).toBe(1);
    expect(keysOf(catalog, 'gitlabMergeRequest').length).toBeGreaterThan(0);
  });

  it.each<[string, number, number]>([
    ['missing_permissions', 403, 3],
    ['protected_entity', 403, 6],
    ['required_relation', 403, 6],
  ])('writes with %s (%i) ends with %i', async (error, status, code) => {
    port.control.fail({ path: BULK, status, body: refusal(error) });

    expect((await exportAll()).code).toBe(code);
  });

  it('a bulk again and again with 429 ends with 4, and is not asked for each half', async () => {
    port.control.fail({ path: BULK, status: 429 });

    const { code, asked } = await exportAll({ environment: { GPE_CONCURRENCY: '1' } });

    expect(code).toBe(4);
    // One for each of the two resources, which are loaded side by side.
    expect(asked(BULK)).toBe(2 * ATTEMPTS);
  });

  it('every token after the first ends with 3', async () => {
    port.control.fail({ path: BULK, status: 401 });

    expect(await exportAll()).toMatchObject({ code: 3, error: { code: 'CREDENTIALS_REFUSED' } });
  });
});

describe('a deletion that Port refuses', () => {
  const MERGE_REQUESTS = ['gitlabMergeRequest 5058', 'gitlabMergeRequest 5059', 'gitlabMergeRequest 5060'];
  const ALL = [...MERGE_REQUESTS, 'service acme/payments/ledger', 'service acme/platform/empty'];

  beforeEach(() => {
    copyCatalog(filled, catalog);
    gitlab.control.deleteProject('acme/payments/ledger');
    gitlab.control.deleteProject('acme/platform/empty');
  });

  it.each(['has_dependents', 'required_relation', 'protected_entity'])(
    'costs that entity, the rest goes: %s',
    async (error) => {
      port.control.fail({ path: /service\/bulk\/entities\/delete$/, status: 403, body: refusal(error) });

      const { code, deleted, stale } = await exportAll();

      expect({ code, deleted }).toEqual({ code: 6, deleted: MERGE_REQUESTS });
      expect(stale?.refused.map(({ identifier }) => identifier)).toEqual(
        expect.arrayContaining(['acme/payments/ledger', 'acme/platform/empty']),
      );
    },
  );

  it('for want of permission ends with 3, and says what was deleted before', async () => {
    port.control.fail({ path: /service\/bulk\/entities\/delete$/, status: 403, body: refusal('missing_permissions') });

    const { code, deleted, stale } = await exportAll();

    expect({ code, deleted }).toEqual({ code: 3, deleted: MERGE_REQUESTS });
    expect(stale?.deleted).toEqual([{ blueprint: 'gitlabMergeRequest', count: 3 }]);
  });

  it.each([500, 429])('again and again with %i ends with 6, and the next run deletes the rest', async (status) => {
    port.control.fail({ path: DELETE, status });

    const first = await exportAll();
    port.control.reset();
    const second = await exportAll();

    expect(first).toMatchObject({ code: 6, deleted: [], stale: { failure: expect.stringContaining(String(status)) } });
    expect(second).toMatchObject({ code: 0, deleted: ALL });
  });

  it.each<[string, Omit<Fault, 'path'>]>([
    ['500', { status: 500 }],
    ['401', { status: 401 }],
    ['429', { status: 429, headers: { 'retry-after': '1' } }],
  ])('is tried again: %s', async (_, fault) => {
    port.control.fail({ path: DELETE, times: 1, ...fault });

    expect(await exportAll()).toMatchObject({ code: 0, deleted: ALL });
  });
});
