import { describe, expect, it } from 'vitest';
import { relationTargets } from '../../src/load/relations.ts';
import { createStoredBlueprints, requiredProperties } from '../../src/load/stored-blueprints.ts';
import { addBlueprint, openPort } from './sandbox-port.ts';

const READ = '/v1/blueprints';

describe('the blueprints that Port holds', () => {
  it('are read when they are first asked for, and once', async () => {
    const sandbox = openPort();
    const blueprints = createStoredBlueprints(sandbox.port);
    const before = sandbox.requests.length;

    await Promise.all([blueprints.read(), blueprints.read()]);
    await blueprints.read();

    expect(before).toBe(0);
    expect(sandbox.requests.filter(({ path }) => path === READ)).toHaveLength(1);
  });

  it('that cannot be read are not none, and are asked for again', async () => {
    const sandbox = openPort();
    addBlueprint(sandbox, 'service');
    sandbox.control.fail({ path: READ, status: 500, times: 1 });
    const blueprints = createStoredBlueprints(sandbox.port);

    await expect(blueprints.read()).rejects.toMatchObject({ status: 500 });

    expect([...(await blueprints.read()).keys()]).toEqual(['service']);
  });

  it('that Port has none of are none', async () => {
    const blueprints = await createStoredBlueprints(openPort().port).read();

    expect([...blueprints]).toEqual([]);
  });

  it('tell which properties are required and what relations point at', async () => {
    const sandbox = openPort();
    addBlueprint(sandbox, 'service', { group: 'group' }, { url: { type: 'string' } });
    sandbox.catalog.blueprints.set('group', {
      ...{ identifier: 'group', title: 'Group', relations: {} },
      schema: { properties: { url: { type: 'string' } }, required: ['url'] },
    });

    const blueprints = await createStoredBlueprints(sandbox.port).read();

    expect(Object.fromEntries(requiredProperties(blueprints))).toEqual({ service: [], group: ['url'] });
    expect(relationTargets(blueprints).get('service')).toEqual(new Map([['group', 'group']]));
  });
});
