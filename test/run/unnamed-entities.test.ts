import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { createTestEngine } from '../map/mapping.ts';
import { keysOf } from '../support/catalog-state.ts';
import { connectInProcess } from '../support/export-in-process.ts';

const engine = createTestEngine();
const START = new Date('2026-11-02T12:00:00.000Z');
let clockMs = START.getTime();
const newWorld = () => createWorld({ scale: 0, now: START });
const { gitlab, port, run } = connectInProcess(newWorld(), engine, () => new Date(clockMs));

const API = 'service acme/platform/platform-api';
const EMPTY = 'service acme/platform/empty';

async function exportProjects(identifier: string, blueprint = '"service"') {
  clockMs += 60_000;
  const before = keysOf(port.catalog);
  const mappings = { identifier, blueprint };
  const mapping = {
    entityDeletionThreshold: 1,
    resources: [{ kind: 'project', selector: { query: 'true' }, port: { entity: { mappings } } }],
  };
  const { report } = await run({ mapping });
  const after = keysOf(port.catalog);
  return { report, code: report.exitCode, deleted: before.filter((key) => !after.includes(key)) };
}

beforeEach(async () => {
  Object.assign(gitlab.world, newWorld());
  port.catalog.clear();
  await exportProjects('.path_with_namespace');
  gitlab.control.deleteProject('acme/platform/empty');
});

afterAll(async () => {
  vi.unstubAllGlobals();
  await engine.close();
});

describe('an object that the mapping gives no name', () => {
  it.each([
    ['identifier', 'if .path == "platform-api" then error("no") else .path_with_namespace end', undefined],
    ['identifier that is a list', 'if .path == "platform-api" then [] else .path_with_namespace end', undefined],
    ['blueprint', '.path_with_namespace', 'if .path == "platform-api" then error("no") else "service" end'],
  ])('because of an error keeps its entity and all others of the blueprint: %s', async (_, identifier, blueprint) => {
    const { code, deleted, report } = await exportProjects(identifier, blueprint);

    expect({ code, deleted }).toEqual({ code: 6, deleted: [] });
    expect(report.resources[0]).toMatchObject({
      counts: { withoutIdentifier: 1 },
      incomplete: ['identifier or blueprint of 1 object could not be told'],
    });
  });

  it('on purpose has no entity', async () => {
    const { code, deleted } = await exportProjects(
      'if .path == "platform-api" then null else .path_with_namespace end',
    );

    expect({ code, deleted }).toEqual({ code: 0, deleted: [EMPTY, API] });
  });
});
