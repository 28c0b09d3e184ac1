import { describe, expect, it } from 'vitest';
import { type Blueprint, createBlueprints } from '../../src/load/blueprints.ts';
import { packagedDefaults } from '../../src/load/defaults/defaults.ts';
import type { PortClient } from '../../src/load/port-client.ts';
import { addBlueprint, type OpenPort, openPort } from './sandbox-port.ts';

/** Blueprints that need each other: neither can be created whole before the other. */
const circle: readonly Blueprint[] = [
  {
    identifier: 'team',
    title: 'Team',
    schema: { properties: { name: { type: 'string' } } },
    relations: { lead: { target: 'person', required: false, many: false } },
    mirrorProperties: { leadName: { title: 'Lead', path: 'lead.$title' } },
  },
  {
    identifier: 'person',
    title: 'Person',
    schema: { properties: {} },
    relations: { team: { target: 'team', required: false, many: false } },
    aggregationProperties: {
      led: { title: 'Led', target: 'team', calculationSpec: { calculationBy: 'entities', func: 'count' } },
    },
  },
];

function blueprintRequests({ requests }: OpenPort): string[] {
  return requests
    .filter(({ path, method }) => path.startsWith('/v1/blueprints') && method !== 'GET')
    .map(({ method, path }) => `${method} ${path.split('/')[3] ?? ''}`.trim());
}

describe('creating blueprints', () => {
  it('goes in stages, so that they may need each other', async () => {
    const sandbox = openPort();

    const isCreated = await createBlueprints(sandbox.port, circle);

    expect(isCreated).toBe(true);
    for (const blueprint of circle) {
      expect(sandbox.catalog.blueprints.get(blueprint.identifier)).toMatchObject(blueprint);
    }
    expect(blueprintRequests(sandbox).slice(0, 2)).toEqual(['POST', 'POST']);
    expect(blueprintRequests(sandbox).slice(2).sort()).toEqual([
      'PATCH person',
      'PATCH person',
      'PATCH team',
      'PATCH team',
    ]);
  });

  it('creates the packaged ones', async () => {
    const sandbox = openPort();

    await createBlueprints(sandbox.port, packagedDefaults.blueprints);

    expect([...sandbox.catalog.blueprints.keys()]).toEqual([
      'gitlabMember',
      'gitlabGroup',
      'service',
      'gitlabMergeRequest',
    ]);
    expect(blueprintRequests(sandbox)).toHaveLength(8);
    expect(sandbox.catalog.blueprints.get('service')?.relations).toMatchObject({ group: { target: 'gitlabGroup' } });
  });

  it('takes one that is there although it was not before for its own, whose answer got lost', async () => {
    const sandbox = openPort();
    const lost: PortClient = {
      ...sandbox.port,
      async send(request) {
        if (request.method === 'POST') await sandbox.port.send(request);
        return sandbox.port.send(request);
      },
    };

    const isCreated = await createBlueprints(lost, circle);

    expect(isCreated).toBe(true);
    expect(sandbox.catalog.blueprints.get('team')).toMatchObject(circle[0] ?? {});
  });

  it('creates none where one of them exists, and leaves that as it is', async () => {
    const sandbox = openPort();
    addBlueprint(sandbox, 'person');
    const before = sandbox.catalog.blueprints.get('person');

    const isCreated = await createBlueprints(sandbox.port, circle);

    expect(isCreated).toBe(false);
    expect([...sandbox.catalog.blueprints.values()]).toEqual([before]);
    expect(blueprintRequests(sandbox)).toEqual([]);
  });

  it.each([
    ['the first', { path: '/v1/blueprints', method: 'POST' }],
    ['a later one', { path: '/v1/blueprints', method: 'POST', after: 2 }],
    ['relations', { path: '/v1/blueprints/gitlabMergeRequest', method: 'PATCH' }],
  ])('removes what it has created when %s fails, and passes the failure on', async (_, fault) => {
    const sandbox = openPort();
    sandbox.control.fail({ ...fault, status: 422 });

    await expect(createBlueprints(sandbox.port, packagedDefaults.blueprints)).rejects.toMatchObject({ status: 422 });

    expect([...sandbox.catalog.blueprints.keys()]).toEqual([]);
  });

  it('passes the failure on that led to the removal, not one of the removal', async () => {
    const sandbox = openPort();
    sandbox.control.fail({ path: /gitlabGroup/, method: 'PATCH', status: 422 });
    sandbox.control.fail({ path: /./, method: 'DELETE', status: 500 });

    await expect(createBlueprints(sandbox.port, packagedDefaults.blueprints)).rejects.toMatchObject({ status: 422 });
  });

  it('asks nothing more of Port where it does not tell what exists', async () => {
    const sandbox = openPort();
    sandbox.control.fail({ path: /blueprints/, method: 'GET', status: 500 });

    await expect(createBlueprints(sandbox.port, circle)).rejects.toMatchObject({ status: 500 });

    expect(blueprintRequests(sandbox)).toEqual([]);
  });
});
