import { describe, expect, it } from 'vitest';
import type { EntityBody } from '../../../src/load/entity-body.ts';
import { PlannedChanges } from '../../../src/load/plan/planned-changes.ts';
import { createPlannedUpsert } from '../../../src/load/plan/upsert.ts';
import { createStoredBlueprints } from '../../../src/load/stored-blueprints.ts';
import { addBlueprint, loadAll, type OpenPort, openPort } from '../sandbox-port.ts';

const DATASOURCE = 'port-ocean/gitlab-v2/1.2.3/ours/exporter';

/** A Port with the service `a`, which this integration owns unless another one is named. */
async function openCatalog(integration = 'ours'): Promise<OpenPort> {
  const sandbox = openPort();
  addBlueprint(sandbox, 'group');
  addBlueprint(sandbox, 'service', { group: 'group' }, { url: { type: 'string' }, note: { type: 'string' } });
  const a = { blueprint: 'service', identifier: 'a', title: 'A', properties: { url: 'u', note: 'by hand' } };
  await loadAll({ ...sandbox, port: sandbox.as(integration) }, [[[a]]]);
  return sandbox;
}

async function plan(
  sandbox: OpenPort,
  bodies: readonly EntityBody[],
  { merge = true, coming = new Set<string>() } = {},
) {
  const changes = new PlannedChanges();
  const before = sandbox.writes();
  const upsert = createPlannedUpsert({
    port: sandbox.port,
    changes,
    merge,
    blueprints: createStoredBlueprints(sandbox.port),
    coming,
    datasource: DATASOURCE,
    concurrency: 2,
    mask: (text) => text,
  });
  const results = await upsert(bodies);
  expect(sandbox.writes()).toBe(before);
  return { outcomes: results.map(({ outcome }) => outcome), planned: changes.blueprints, results };
}

function service(identifier: EntityBody['identifier'], given: Partial<EntityBody> = {}): EntityBody {
  return { blueprint: 'service', identifier, ...given };
}

describe('a planned upsert', () => {
  it('creates what Port does not hold, and tells the old and new values of what it does', async () => {
    const sandbox = await openCatalog();

    const { outcomes, planned } = await plan(sandbox, [service('a', { title: 'B' }), service('b', { title: 'B' })]);

    expect(outcomes).toEqual(['updated', 'created']);
    expect(planned).toMatchObject([
      {
        blueprint: 'service',
        created: ['b'],
        updated: [{ identifier: 'a', fields: [{ field: 'title', before: '"A"', after: '"B"' }] }],
      },
    ]);
  });

  it('clears what a replacement does not name, also what nobody maps', async () => {
    const sandbox = await openCatalog();
    const { title, properties } = { title: 'A', properties: { url: 'new' } };

    const { planned } = await plan(sandbox, [service('a', { title, properties })], { merge: false });

    expect(planned).toMatchObject([
      {
        updated: [
          {
            identifier: 'a',
            fields: [
              { field: 'properties.url', before: '"u"', after: '"new"' },
              { field: 'properties.note', before: '"by hand"' },
            ],
          },
        ],
      },
    ]);
  });

  it('tells that an entity of another data source becomes ours', async () => {
    const sandbox = await openCatalog('theirs');

    const { outcomes, planned } = await plan(sandbox, [service('a', { title: 'A' })]);

    expect(outcomes).toEqual(['updated']);
    const before = 'port-ocean/gitlab-v2/1.2.3/theirs/exporter';
    expect(planned).toMatchObject([
      { updated: [{ identifier: 'a', fields: [{ field: '$datasource', before, after: DATASOURCE }] }] },
    ]);
  });

  it('asks nothing about a blueprint that is still to come', async () => {
    const sandbox = openPort();

    const { outcomes } = await plan(sandbox, [service('a')], { coming: new Set(['service']) });

    expect(outcomes).toEqual(['created']);
    expect(sandbox.requests).toEqual([]);
  });

  it('finds the entity that a search stands for, and refuses what finds none or several', async () => {
    const sandbox = await openCatalog();
    await loadAll(sandbox, [[['b', 'c'].map((name) => ({ blueprint: 'service', identifier: name, title: 'Twin' }))]]);
    const titled = (value: string) => ({ combinator: 'and', rules: [{ property: '$title', operator: '=', value }] });

    const { results } = await plan(sandbox, [
      service(titled('A'), { icon: 'Git' }),
      service(titled('Nobody')),
      service(titled('Twin')),
    ]);

    expect(results).toMatchObject([
      { identifier: 'a', outcome: 'updated' },
      { outcome: { status: 404, code: 'not_found' } },
      { outcome: { status: 422 } },
    ]);
  });

  it('looks up many in few requests', async () => {
    const sandbox = await openCatalog();
    const before = sandbox.requests.length;

    await plan(
      sandbox,
      Array.from({ length: 250 }, (_, index) => service(`s${index}`)),
    );

    expect(sandbox.requests.slice(before).filter(({ path }) => path.endsWith('/search'))).toHaveLength(3);
  });
});
