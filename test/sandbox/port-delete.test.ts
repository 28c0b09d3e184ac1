import { describe, expect, it } from 'vitest';
import { createCatalogClient, write } from '../support/port-catalog.ts';
import type { PortClient } from '../support/port-client.ts';

describe('deletions in the sandbox Port', () => {
  it('confirm what was there and pass over what was not', async () => {
    const port = await seeded();

    const answer = await remove(port, 'service', ['b', 'nobody'], false);

    expect(answer).toMatchObject({ status: 200, body: { deletedEntities: ['b'] } });
    expect(port.catalog.count('service')).toBe(1);
  });

  it('fail as a whole when one entity has dependents, and delete nothing', async () => {
    const port = await seeded();

    const answer = await remove(port, 'service', ['b', 'a'], false);

    expect(answer).toMatchObject({ status: 403, body: { error: 'has_dependents' } });
    expect(port.catalog.count('service')).toBe(2);
  });

  it('take all dependents along when told to, over several relations and through cycles', async () => {
    const port = await seeded();
    await write(port, 'group', [{ identifier: 'child', relations: { parent: 'g' } }]);
    await write(port, 'group', [{ identifier: 'g', relations: { parent: 'child' } }]);

    const answer = await remove(port, 'group', ['g'], true);

    expect(answer.body).toEqual({ ok: true, deletedEntities: ['g'] });
    expect([port.catalog.count('group'), port.catalog.count('service')]).toEqual([0, 0]);
  });

  it('do not count a relation of an entity to itself, nor one that was cleared', async () => {
    const port = await seeded();
    await write(port, 'group', [{ identifier: 'g', relations: { parent: 'g' } }]);
    await write(port, 'service', [{ identifier: 'a', relations: { group: null } }]);

    const answer = await remove(port, 'group', ['g'], false);

    expect(answer.status).toBe(200);
  });

  it('name required relations among the reasons', async () => {
    const port = await seeded();
    const relations = { service: { target: 'service', required: true, many: false } };
    const blueprint = { identifier: 'release', title: 'Release', schema: { properties: {} }, relations };
    await port.send('POST', '/v1/blueprints', { body: blueprint });
    await write(port, 'release', [{ identifier: 'r', relations: { service: 'b' } }]);

    const answer = await remove(port, 'service', ['b'], false);

    expect(answer).toMatchObject({ status: 403, body: { error: 'required_relation' } });
  });

  it('take 1 to 100 identifiers and insist on the flag', async () => {
    const port = await seeded();
    const many = Array.from({ length: 101 }, (_, index) => `${index}`);

    const tooMany = await remove(port, 'service', many, true);
    const none = await remove(port, 'service', [], true);
    const hundred = await remove(port, 'service', many.slice(1), true);
    const unflagged = await port.send('POST', '/v1/blueprints/service/bulk/entities/delete', {
      body: { entities: ['a'] },
    });

    expect([tooMany, none, hundred, unflagged].map(({ status }) => status)).toEqual([422, 422, 200, 422]);
  });

  it('of one entity say whether it was there', async () => {
    const port = await seeded();
    const query = { delete_dependents: false };

    const related = await port.send('DELETE', '/v1/blueprints/service/entities/a', { query });
    const deleted = await port.send('DELETE', '/v1/blueprints/service/entities/b', { query });
    const gone = await port.send('DELETE', '/v1/blueprints/service/entities/b', { query });

    expect([related, deleted, gone].map(({ status }) => status)).toEqual([403, 200, 404]);
  });
});

async function seeded(): Promise<PortClient> {
  const port = await createCatalogClient();
  await write(port, 'group', [{ identifier: 'g' }]);
  await write(port, 'service', [
    { identifier: 'a', relations: { group: 'g' } },
    { identifier: 'b', relations: { uses: ['a'] } },
  ]);
  return port;
}

function remove(port: PortClient, blueprint: string, entities: readonly string[], withDependents: boolean) {
  return port.send('POST', `/v1/blueprints/${blueprint}/bulk/entities/delete`, {
    body: { entities },
    query: { delete_dependents: withDependents },
  });
}
