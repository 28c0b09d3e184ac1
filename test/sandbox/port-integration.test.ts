import { describe, expect, it } from 'vitest';
import { createPortClient, type PortClient } from '../support/port-client.ts';

const CREATION = {
  installationId: 'my/integration',
  installationAppType: 'gitlab-v2',
  version: '0.1.0',
  changelogDestination: {},
  config: { resources: [] },
};
const PATH = `/v1/integration/${encodeURIComponent(CREATION.installationId)}`;

const PROVIDED = { provisionEnabled: ['gitlab-v2'], featureFlags: ['USE_PROVISIONED_DEFAULTS'] };

describe('the integration object of the sandbox Port', () => {
  it('is created once and read back with ingest URLs of this server', async () => {
    const port = await createPortClient();

    const missing = await port.send('GET', PATH);
    const created = await port.send('POST', '/v1/integration', { body: CREATION });
    const again = await port.send('POST', '/v1/integration', { body: CREATION });
    const read = await port.send('GET', PATH, { query: { oceanCoreVersion: '0.48.12', isPolling: false } });

    expect([missing.status, created.status, again.status]).toEqual([404, 200, 409]);
    expect(read.body).toMatchObject({
      integration: {
        installationId: CREATION.installationId,
        installationType: 'OnPrem',
        version: '0.1.0',
        config: { resources: [] },
        logAttributes: { ingestUrl: expect.stringMatching(/^http:\/\/port\.test\/ingest\/log\//) },
      },
    });
  });

  it('changes what a PATCH names and keeps the rest', async () => {
    const port = await withIntegration();

    await port.send('PATCH', PATH, { body: { version: '0.2.0', processingMode: 'ocean-core' } });
    await port.send('PATCH', `${PATH}/config`, { body: { config: { deleteDependentEntities: false } } });
    const { body } = await port.send('GET', PATH);

    expect(body).toMatchObject({
      integration: {
        version: '0.2.0',
        installationAppType: 'gitlab-v2',
        processingMode: 'ocean-core',
        config: { deleteDependentEntities: false },
      },
    });
    expect(port.catalog.resyncsTriggered).toEqual([]);
  });

  it.each([['{}'], [undefined]])('records that the empty PATCH body %s triggered a resync', async (body) => {
    const port = await withIntegration();

    await port.send('PATCH', PATH, { body });

    expect(port.catalog.resyncsTriggered).toEqual([CREATION.installationId]);
  });

  it('keeps the start of a resync when its end is reported, and insists on the misspelt interval', async () => {
    const port = await withIntegration();
    const schedule = { nextResync: null, intervalInMinuets: null };
    const start = { status: 'running', lastResyncStart: '2026-01-01T00:00:00.000000+00:00', lastResyncEnd: null };
    const end = { status: 'completed', lastResyncEnd: '2026-01-01T00:01:00.000000+00:00' };

    await port.send('PATCH', `${PATH}/resync-state`, { body: { ...start, ...schedule } });
    const ended = await port.send('PATCH', `${PATH}/resync-state`, { body: { ...end, ...schedule } });
    const misspelt = await port.send('PATCH', `${PATH}/resync-state`, {
      body: { ...end, nextResync: null, intervalInMinutes: null },
    });

    expect(ended.body).toMatchObject({
      integration: {
        resyncState: { ...end, lastResyncStart: start.lastResyncStart, updatedAt: expect.any(String) },
      },
    });
    expect(misspelt.status).toBe(422);
    expect(port.catalog.resyncStates.map(({ status }) => status)).toEqual(['running', 'completed']);
  });

  it('takes up to five raw examples of a kind', async () => {
    const port = await withIntegration();

    const five = await port.send('POST', `${PATH}/kinds/project/examples`, { body: { examples: Array(5).fill({}) } });
    const six = await port.send('POST', `${PATH}/kinds/project/examples`, { body: { examples: Array(6).fill({}) } });

    expect([five.status, six.status]).toEqual([200, 422]);
    expect(port.catalog.examples).toMatchObject([{ integration: CREATION.installationId, kind: 'project' }]);
  });

  it('takes logs, metrics and heartbeats at the URLs that the integration names', async () => {
    const port = await withIntegration();
    const { body } = await port.send('GET', PATH);
    const { logAttributes, metricAttributes } = (body as { integration: Record<string, { ingestUrl: string }> })
      .integration;
    const metric = {
      ...{ integrationType: 'gitlab-v2', integrationIdentifier: 'i', integrationVersion: '1', oceanVersion: '1' },
      ...{ kindIdentifier: 'project-0', kind: 'project', eventId: 'e', syncState: 'pending', metrics: { phase: {} } },
    };
    const record = { message: 'Hello', level: 'INFO', timestamp: '2026-01-01T00:00:00.000000Z', extra: {} };
    const metrics = new URL(metricAttributes?.ingestUrl ?? '').pathname;

    await port.send('POST', new URL(logAttributes?.ingestUrl ?? '').pathname, { body: { logs: [record] } });
    await port.send('POST', `${metrics}/syncMetrics`, { body: { syncKindsMetrics: [metric] } });
    await port.send('PUT', `${metrics}/syncMetrics/resync/e/kind/project-0`, {
      body: { syncKindMetrics: { ...metric, syncState: 'completed' } },
    });
    await port.send('POST', `${metrics}/heartbeat`, { body: { eventId: 'e' } });

    expect(port.catalog.logs).toEqual([record]);
    expect([...port.catalog.metrics.values()]).toMatchObject([{ syncState: 'completed' }]);
    expect(port.catalog.heartbeats).toEqual(['e']);
  });

  it('tells what Port provisions and which flags the organisation has', async () => {
    const port = await createPortClient({
      provisionEnabled: ['gitlab-v2'],
      featureFlags: ['USE_PROVISIONED_DEFAULTS'],
    });

    const provisioned = await port.send('GET', '/v1/integration/provision-enabled');
    const organization = await port.send('GET', '/v1/organization');

    expect(provisioned.body).toMatchObject({ integrations: ['gitlab-v2'] });
    expect(organization.body).toMatchObject({ organization: { featureFlags: ['USE_PROVISIONED_DEFAULTS'] } });
  });

  it('gets a blueprint and a mapping some reads after it was created, where it asks for them', async () => {
    const port = await createPortClient(PROVIDED);
    const { config, ...creation } = CREATION;
    const query = { integration_modes: 'create_resources' };

    await port.send('POST', '/v1/integration', { body: creation, query });
    const first = await port.send('GET', PATH);
    const second = await port.send('GET', PATH);
    const third = await port.send('GET', PATH);

    expect(first.body).toMatchObject({ integration: { config: {} } });
    expect(second.body).toMatchObject({ integration: { config: { resources: [{ kind: 'project' }] } } });
    expect(third.body).toEqual(second.body);
    expect([...port.catalog.blueprints.keys()]).toEqual(['provisionedProject']);
  });

  it.each([
    ['it does not ask', PROVIDED, {}],
    ['Port does not list its type', { ...PROVIDED, provisionEnabled: [] }, { integration_modes: 'create_resources' }],
    ['the flag is missing', { ...PROVIDED, featureFlags: [] }, { integration_modes: 'create_resources' }],
  ])('gets nothing where %s', async (_, options, query) => {
    const port = await createPortClient({ ...options, provisionAfterReads: 0 });

    await port.send('POST', '/v1/integration', { body: CREATION, query });
    const { body } = await port.send('GET', PATH);

    expect(body).toMatchObject({ integration: { config: CREATION.config } });
    expect(port.catalog.blueprints.size).toBe(0);
  });
});

async function withIntegration(): Promise<PortClient> {
  const port = await createPortClient();
  await port.send('POST', '/v1/integration', { body: CREATION });
  return port;
}
