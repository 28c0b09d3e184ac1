import { describe, expect, it } from 'vitest';
import type { Entity } from '../../src/entity.ts';
import { deleteEntities } from '../../src/load/delete.ts';
import { type DeleteStaleOptions, deleteStale } from '../../src/load/delete-stale.ts';
import { createStoredBlueprints } from '../../src/load/stored-blueprints.ts';
import { addBlueprint, loadAll, type OpenPort, openPort, type RunChanges } from './sandbox-port.ts';

type Data = readonly (readonly (readonly Entity[])[])[];

function openCatalog(): OpenPort {
  const sandbox = openPort();
  addBlueprint(sandbox, 'group', { parent: 'group' });
  addBlueprint(sandbox, 'service', { group: 'group' });
  addBlueprint(sandbox, 'ticket', { service: 'service', about: 'ticket' });
  return sandbox;
}

function service(identifier: string, group?: string): Entity {
  return { blueprint: 'service', identifier, ...(group !== undefined && { relations: { group } }) };
}

function group(identifier: string, parent?: string): Entity {
  return { blueprint: 'group', identifier, ...(parent !== undefined && { relations: { parent } }) };
}

/** A whole run, a minute after the one before: load, then delete what is stale. */
async function run(sandbox: OpenPort, data: Data, changes: RunChanges & Partial<DeleteStaleOptions> = {}) {
  sandbox.wait();
  const startedAt = sandbox.now();
  sandbox.wait();
  const { loader, catalog } = await loadAll(sandbox, data, changes);
  return deleteStale({
    port: sandbox.port,
    catalog,
    blueprints: createStoredBlueprints(sandbox.port),
    owner: sandbox.owner,
    startedAt,
    targets: loader.targets,
    protection: () => undefined,
    threshold: 1,
    deleteDependents: true,
    remove: deleteEntities,
    concurrency: 2,
    signal: new AbortController().signal,
    ...changes,
  });
}

async function write(sandbox: OpenPort, identifier: string, entity: Entity) {
  await writeWith(sandbox.as(identifier), entity);
}

async function writeWith(port: OpenPort['port'], entity: Entity) {
  await port.send({
    method: 'POST',
    endpoint: { path: `blueprints/${entity.blueprint}/entities/bulk`, route: '/bulk' },
    query: { upsert: true, merge: true, create_missing_related_entities: true },
    body: { entities: [entity] },
    asExporter: true,
  });
}

function names({ catalog }: OpenPort): string[] {
  return [...catalog.entities()].map(({ blueprint, identifier }) => `${blueprint}/${identifier}`).sort();
}

describe('deleting what is stale', () => {
  it('takes what this run did not map and leaves the rest', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a'), service('b'), service('c')]]]);

    const outcome = await run(sandbox, [[[service('a')]]]);

    expect(names(sandbox)).toEqual(['service/a']);
    expect(outcome).toMatchObject({ refused: [], withheld: [] });
    expect(Object.fromEntries(outcome.deleted)).toEqual({ service: 2 });
  });

  it('takes what belongs to a blueprint that nothing is mapped to any more', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a'), group('g')]]]);

    await run(sandbox, [[[service('a')]]]);

    expect(names(sandbox)).toEqual(['service/a']);
  });

  it('leaves what was mapped and could not be written', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a'), service('b')]]]);
    sandbox.control.fail({ path: '/v1/blueprints/service/entities/bulk', status: 422 });

    await run(sandbox, [[[{ ...service('a'), title: 'new' }, service('b')]]]);

    expect(names(sandbox)).toEqual(['service/a', 'service/b']);
  });

  it('leaves what was mapped to a blueprint that Port denied to have', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a')]]]);
    sandbox.control.fail({ path: '/v1/blueprints/service/entities/search', status: 404, times: 1 });

    await run(sandbox, [[[service('a')]]]);

    expect(names(sandbox)).toEqual(['service/a']);
  });

  it('leaves entities of another integration and of people', async () => {
    const sandbox = openCatalog();
    await write(sandbox, 'theirs', service('x'));
    await write(sandbox, 'not-ours', service('y'));

    await run(sandbox, [[[service('a')]]]);
    await run(sandbox, []);

    expect(names(sandbox)).toEqual(['service/x', 'service/y']);
  });

  it('leaves what another run has written since this one began', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a'), service('b')]]]);
    sandbox.wait();
    const startedAt = sandbox.now();
    sandbox.wait();
    await write(sandbox, 'ours', service('b'));

    await run(sandbox, [[[service('c')]]], { startedAt });

    expect(names(sandbox)).toEqual(['service/b', 'service/c']);
  });

  it('leaves what points at it where another run has written that since this one began', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a', 'g'), group('g'), group('h')]]]);
    sandbox.wait();
    const startedAt = sandbox.now();
    sandbox.wait();
    await write(sandbox, 'ours', service('a', 'g'));

    await run(sandbox, [], { startedAt });

    expect(names(sandbox)).toEqual(['group/g', 'service/a']);
  });

  it('counts as its own what an earlier version of this program wrote', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a')]]]);
    const [entity] = sandbox.catalog.entities('service');
    if (entity !== undefined) {
      sandbox.catalog.put({ ...entity, datasource: 'port-ocean/gitlab-v2/0.0.1/ours/exporter' });
    }

    await run(sandbox, []);

    expect(names(sandbox)).toEqual([]);
  });

  it('keeps protected blueprints, and says why', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a', 'g'), group('g'), group('h')]]]);

    const outcome = await run(sandbox, [], {
      protection: (blueprint) => (blueprint === 'service' ? 'was not read' : undefined),
    });

    expect(names(sandbox)).toEqual(['group/g', 'service/a']);
    expect(outcome.withheld).toMatchObject([
      { blueprint: 'group', count: 1, cause: 'referenced' },
      { blueprint: 'service', count: 1, cause: 'incomplete', reason: 'was not read' },
    ]);
  });

  it('deletes nothing where too much would go', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a'), service('b'), service('c')]]]);

    const outcome = await run(sandbox, [], { threshold: 0.9 });

    expect(names(sandbox)).toHaveLength(3);
    expect(outcome.withheld).toMatchObject([{ count: 3, cause: 'threshold' }]);
  });

  it('does not take new entities that Port refused for a replacement of the old ones', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a'), service('b')]]]);
    sandbox.control.fail({ path: '/v1/blueprints/service/entities/bulk', status: 422 });

    await run(sandbox, [[[service('new-a'), service('new-b')]]], { threshold: 0.9 });

    expect(names(sandbox)).toEqual(['service/a', 'service/b']);
  });
});

describe('what mapped entities point at', () => {
  it('stays: the entities that Port made for want of a target', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a', 'stub')]]]);

    await run(sandbox, [[[service('a', 'stub')]]]);

    expect(names(sandbox)).toEqual(['group/stub', 'service/a']);
  });

  it('goes with the last entity that pointed at it', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a', 'stub'), service('b')]]]);

    await run(sandbox, [[[service('b')]]]);

    expect(names(sandbox)).toEqual(['service/b']);
  });

  it('stays where the relation is no longer mapped, and so stays in Port', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a', 'g')], [group('g')]]]);

    await run(sandbox, [[[service('a')]]]);

    expect(names(sandbox)).toEqual(['group/g', 'service/a']);
  });

  it.each([true, false])('stays over entities of another source (delete dependents: %s)', async (deleteDependents) => {
    const sandbox = openCatalog();
    const mapped: Entity = { blueprint: 'ticket', identifier: 'mapped', relations: { about: 'foreign' } };
    await run(sandbox, [[[service('a', 'g'), group('g')]]]);
    await write(sandbox, 'theirs', { blueprint: 'ticket', identifier: 'foreign', relations: { service: 'a' } });

    await run(sandbox, [[[mapped]]], { deleteDependents });

    expect(names(sandbox)).toEqual(['group/g', 'service/a', 'ticket/foreign', 'ticket/mapped']);
  });
});

describe('what points at stale entities', () => {
  const chain = [group('a'), group('b', 'a'), group('c', 'b'), service('s', 'c')];

  it.each([true, false])('and is stale too goes before them (delete dependents: %s)', async (deleteDependents) => {
    const sandbox = openCatalog();
    await run(sandbox, [[chain]]);

    const outcome = await run(sandbox, [[[service('kept')]]], { deleteDependents });

    expect(names(sandbox)).toEqual(['service/kept']);
    expect(Object.fromEntries(outcome.deleted)).toEqual({ group: 3, service: 1 });
    expect(outcome.refused).toEqual([]);
  });

  it('and belongs to another source goes with them where dependents are to go', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a')]]]);
    await write(sandbox, 'theirs', { blueprint: 'ticket', identifier: 't', relations: { service: 'a' } });

    await run(sandbox, [[[service('kept')]]]);

    expect(names(sandbox)).toEqual(['service/kept']);
  });

  it.each([
    ['another run has written it since', (sandbox: OpenPort) => sandbox.as('ours'), ['service/a', 'ticket/t']],
    ['it is of another source', (sandbox: OpenPort) => sandbox.as('theirs'), ['service/a', 'ticket/t']],
  ])('and appears only when they are deleted keeps them: %s', async (_, writer, kept) => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a'), service('b')]]]);
    let written = false;
    const port: OpenPort['port'] = {
      ...sandbox.port,
      async send(request) {
        const isFirstDeletion = request.endpoint.path.endsWith('/delete') && !written;
        if (isFirstDeletion) {
          written = true;
          await writeWith(writer(sandbox), { blueprint: 'ticket', identifier: 't', relations: { service: 'a' } });
        }
        return sandbox.port.send(request);
      },
    };

    const outcome = await run(sandbox, [[[service('kept')]]], { port });

    expect(names(sandbox)).toEqual(['service/kept', ...kept].sort());
    expect(outcome.refused).toEqual([]);
    expect(outcome.withheld).toMatchObject([{ blueprint: 'service', count: 1, cause: 'referenced' }]);
    expect(Object.fromEntries(outcome.deleted)).toEqual({ service: 1 });
  });

  it('and belongs to another source keeps them where dependents are to stay', async () => {
    const sandbox = openCatalog();
    await run(sandbox, [[[service('a'), service('b')]]]);
    await write(sandbox, 'theirs', { blueprint: 'ticket', identifier: 't', relations: { service: 'a' } });

    const outcome = await run(sandbox, [[[service('kept')]]], { deleteDependents: false });

    expect(names(sandbox)).toEqual(['service/a', 'service/kept', 'ticket/t']);
    expect(outcome.refused).toMatchObject([{ blueprint: 'service', identifier: 'a' }]);
    expect(Object.fromEntries(outcome.deleted)).toEqual({ service: 1 });
  });
});

describe('a catalog that cannot be read', () => {
  it.each(['/v1/blueprints/entities/datasource-entities', '/v1/blueprints', '/v1/blueprints/service/entities/search'])(
    'loses nothing (%s)',
    async (path) => {
      const sandbox = openCatalog();
      await run(sandbox, [[[service('a'), group('g'), service('b', 'g')]]]);
      sandbox.control.fail({ path, status: 500 });

      await expect(run(sandbox, [])).rejects.toMatchObject({ status: 500 });

      expect(names(sandbox)).toHaveLength(3);
    },
  );
});
