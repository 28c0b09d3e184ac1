import { describe, expect, it } from 'vitest';
import { InternalError } from '../../src/errors.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import type { PortClient } from '../../src/load/port-client.ts';
import { createReadOnlyPort } from '../../src/load/read-only-port.ts';
import { addBlueprint, openPort } from './sandbox-port.ts';

function open() {
  const sandbox = openPort();
  addBlueprint(sandbox, 'service');
  return { sandbox, port: createReadOnlyPort(sandbox.port) };
}

describe('a client that only reads', () => {
  it.each<[string, Parameters<PortClient['send']>[0]]>([
    ['a GET', { method: 'GET', endpoint: endpoint`blueprints` }],
    ['a search', { method: 'POST', endpoint: endpoint`blueprints/${'service'}/entities/search`, body: {} }],
    [
      'what a data source owns',
      {
        method: 'POST',
        endpoint: endpoint`blueprints/entities/datasource-entities`,
        body: { datasource_prefix: 'a', datasource_suffix: 'b', limit: 1 },
      },
    ],
  ])('sends %s', async (_, request) => {
    const { port } = open();

    await expect(port.send(request)).resolves.toMatchObject({ status: 200 });
  });

  it.each<[string, Parameters<PortClient['send']>[0]]>([
    ['an upsert', { method: 'POST', endpoint: endpoint`blueprints/${'service'}/entities/bulk`, body: {} }],
    ['an upsert of search', { method: 'POST', endpoint: endpoint`blueprints/${'entities/search'}/entities/bulk` }],
    ['a deletion', { method: 'POST', endpoint: endpoint`blueprints/${'service'}/bulk/entities/delete` }],
    ['the removal of a blueprint', { method: 'DELETE', endpoint: endpoint`blueprints/${'service'}` }],
    ['the state of a run', { method: 'PATCH', endpoint: endpoint`integration/${'mine'}/resync-state` }],
  ])('does not send %s', async (_, request) => {
    const { sandbox, port } = open();

    await expect(port.send(request)).rejects.toThrow(InternalError);
    await expect(port.authorized(async () => port.send(request))).rejects.toThrow(InternalError);
    expect(sandbox.requests).toEqual([]);
  });
});
