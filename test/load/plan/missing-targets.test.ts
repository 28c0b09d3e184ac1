import { describe, expect, it } from 'vitest';
import type { Entity } from '../../../src/entity.ts';
import { findMissingTargets } from '../../../src/load/plan/missing-targets.ts';
import { createStoredBlueprints } from '../../../src/load/stored-blueprints.ts';
import { addBlueprint, loadAll, type OpenPort, openPort } from '../sandbox-port.ts';

function openCatalog(): OpenPort {
  const sandbox = openPort();
  addBlueprint(sandbox, 'group');
  addBlueprint(sandbox, 'service', { group: 'group', owner: '_user' });
  return sandbox;
}

function service(identifier: string, relations: Entity['relations'] = {}): Entity {
  return { blueprint: 'service', identifier, relations };
}

describe('what mapped entities point at', () => {
  it('is missing where neither this integration nor anybody else has it', async () => {
    const sandbox = openCatalog();
    await loadAll({ ...sandbox, port: sandbox.as('theirs') }, [[[{ blueprint: 'group', identifier: 'theirs' }]]]);
    const group = { blueprint: 'group', identifier: 'ours' };
    const entities = ['ours', 'theirs', 'nobody'].map((name) => service(`in-${name}`, { group: name }));
    const { loader, catalog } = await loadAll(sandbox, [[[group]], [entities]], {
      createMissingRelatedEntities: false,
    });
    const blueprints = await createStoredBlueprints(sandbox.port).read();

    const missing = await findMissingTargets(
      { port: sandbox.port, catalog, blueprints, coming: new Set() },
      loader.targets,
    );

    expect(missing).toEqual([{ blueprint: 'group', identifier: 'nobody' }]);
  });

  it('is missing where its blueprint does not exist, or not yet', async () => {
    const sandbox = openCatalog();
    const { loader, catalog } = await loadAll(sandbox, [[[service('a', { group: 'g', owner: 'ada' })]]]);
    const blueprints = await createStoredBlueprints(sandbox.port).read();
    const coming = new Set(['group']);

    const missing = await findMissingTargets({ port: sandbox.port, catalog, blueprints, coming }, loader.targets);

    expect(missing).toEqual([
      { blueprint: 'group', identifier: 'g' },
      { blueprint: '_user', identifier: 'ada' },
    ]);
  });
});
