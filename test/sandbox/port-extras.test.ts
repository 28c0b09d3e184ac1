import { describe, expect, it } from 'vitest';
import { createPortClient, type PortClient } from '../support/port-client.ts';

const SCORECARDS = '/v1/blueprints/service/scorecards';
const SCORECARD = { identifier: 'maturity', title: 'Maturity', rules: [] };
const ACTION = {
  identifier: 'scaffold',
  trigger: { type: 'self-service', operation: 'CREATE', userInputs: { properties: {} } },
  invocationMethod: { type: 'KAFKA' },
};

async function withService(): Promise<PortClient> {
  const port = await createPortClient();
  await port.send('POST', '/v1/blueprints', {
    body: { identifier: 'service', title: 'Service', schema: { properties: {} } },
    query: { create_catalog_page: false },
  });
  return port;
}

describe('actions, scorecards and pages of the sandbox Port', () => {
  it.each([
    ['/v1/actions', ACTION],
    [SCORECARDS, SCORECARD],
    ['/v1/pages', { identifier: 'home', title: 'Home' }],
  ])('are created once (%s)', async (path, body) => {
    const port = await withService();

    const created = await port.send('POST', path, { body });
    const again = await port.send('POST', path, { body });
    const incomplete = await port.send('POST', path, { body: { title: 'x' } });

    expect([created.status, again.status, incomplete.status]).toEqual([201, 409, 422]);
  });

  it('need the blueprint that a scorecard is of, and go with it', async () => {
    const port = await withService();
    await port.send('POST', SCORECARDS, { body: SCORECARD });
    const before = [...port.catalog.scorecards.values()];

    const unknown = await port.send('POST', '/v1/blueprints/group/scorecards', { body: SCORECARD });
    await port.send('DELETE', '/v1/blueprints/service');

    expect(before).toEqual([{ ...SCORECARD, blueprint: 'service' }]);
    expect(unknown.status).toBe(404);
    expect(port.catalog.scorecards.size).toBe(0);
  });
});
