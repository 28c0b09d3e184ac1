import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { createIntegration, readIntegration, updateIntegration } from '../../src/load/integration.ts';
import { failure } from '../support/scripted-http.ts';
import { connectTo, requestsOf } from './sign-in.ts';

const OPTIONS = { identifier: 'my/run', type: 'gitlab-v2', version: '1.2.3' };
const CURRENT = {
  installationAppType: 'gitlab-v2',
  installationType: 'OnPrem',
  version: '1.2.3',
  processingMode: 'ocean-core',
  arePortResourcesInitialized: true,
  config: { resources: [] },
};

describe('reading the integration', () => {
  it('gives it as Port holds it, unknown fields included', async () => {
    const stored = { ...CURRENT, logAttributes: { ingestUrl: 'https://ingest.test' } };
    const { port, http } = connectTo({ 'GET /integration/:id': { body: { ok: true, integration: stored } } });

    const integration = await readIntegration(port, OPTIONS);

    expect(integration).toEqual(stored);
    expect(requestsOf(http)[0]?.url.pathname).toBe('/v1/integration/my%2Frun');
  });

  it('gives undefined where Port has none', async () => {
    const { port } = connectTo({ 'GET /integration/:id': failure(404) });

    await expect(readIntegration(port, OPTIONS)).resolves.toBeUndefined();
  });

  it('fails where the answer holds no integration', async () => {
    const { port } = connectTo({ 'GET /integration/:id': { body: { ok: true } } });

    await expect(readIntegration(port, OPTIONS)).rejects.toMatchObject({ failure: { reason: 'body' } });
  });

  it.each([422, 500, undefined])('passes other failures on (%s)', async (status) => {
    const error = failure(status);
    const { port } = connectTo({ 'GET /integration/:id': error });

    await expect(readIntegration(port, OPTIONS)).rejects.toBe(error);
  });

  it.each([
    ['is of another type', { installationAppType: 'github' }, 'github'],
    ['is hosted by Port', { installationType: 'Saas' }, 'Saas'],
    ['is hosted by Port with OAuth', { installationType: 'SaasOAuth2' }, 'SaasOAuth2'],
  ])('refuses one that %s', async (_, fields, named) => {
    const { port } = connectTo({ 'GET /integration/:id': { body: { integration: { ...CURRENT, ...fields } } } });

    const error = await readIntegration(port, OPTIONS).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({
      issues: [{ path: 'integration.identifier', message: expect.stringContaining(named) }],
    });
  });

  it.each([
    ['writes its type in another case', { installationAppType: 'GitLab-v2' }],
    ['says nothing of type and hosting', { installationAppType: null, installationType: undefined }],
  ])('takes one that %s', async (_, fields) => {
    const { port } = connectTo({ 'GET /integration/:id': { body: { integration: { ...CURRENT, ...fields } } } });

    await expect(readIntegration(port, OPTIONS)).resolves.toMatchObject({ version: '1.2.3' });
  });
});

describe('creating the integration', () => {
  it('names identifier, type, version and mapping', async () => {
    const { port, http } = connectTo({ 'POST /integration': { body: { integration: CURRENT } } });
    const config = { resources: [{ kind: 'project' }] };

    const created = await createIntegration(port, OPTIONS, 'default', config);

    const [request] = requestsOf(http);
    expect(request?.body).toEqual({
      installationId: 'my/run',
      installationAppType: 'gitlab-v2',
      version: '1.2.3',
      changelogDestination: {},
      createPortResourcesOrigin: 'Default',
      config,
    });
    expect(request?.url.search).toBe('');
    expect(created).toEqual(CURRENT);
  });

  it('may be repeated: one that is there by then is taken as it is', async () => {
    const { port, http } = connectTo({
      'POST /integration': failure(409, { ok: false, error: 'identifier_taken' }),
      'GET /integration/:id': { body: { integration: CURRENT } },
    });

    const created = await createIntegration(port, OPTIONS, 'default', {});

    expect(requestsOf(http)[0]?.idempotent).toBe(true);
    expect(created).toEqual(CURRENT);
  });

  it('asks Port for what it begins with, and then brings no mapping', async () => {
    const { port, http } = connectTo({ 'POST /integration': { body: { integration: CURRENT } } });

    await createIntegration(port, OPTIONS, 'port', { resources: [] });

    const [request] = requestsOf(http);
    expect(request?.url.search).toBe('?integration_modes=create_resources');
    expect(request?.body).toMatchObject({ createPortResourcesOrigin: 'Port' });
    expect(request?.body).not.toHaveProperty('config');
  });
});

describe('updating the integration', () => {
  it.each([
    ['the version', { version: '1.0.0' }, { version: '1.2.3' }],
    ['the processing mode', { processingMode: 'dsp' }, { processingMode: 'ocean-core' }],
    [
      'both where Port knows neither',
      { version: null, processingMode: undefined },
      { version: '1.2.3', processingMode: 'ocean-core' },
    ],
  ])('sends %s alone where only that differs', async (_, fields, changes) => {
    const { port, http } = connectTo({ 'PATCH /integration/:id': { body: { ok: true } } });

    await updateIntegration(port, OPTIONS, { ...CURRENT, ...fields });

    expect(requestsOf(http)).toMatchObject([{ method: 'PATCH', idempotent: true }]);
    expect(requestsOf(http)[0]?.body).toEqual(changes);
  });

  it('sends nothing where nothing differs, since an empty PATCH makes Port resync', async () => {
    const { port, http } = connectTo({});

    await updateIntegration(port, OPTIONS, CURRENT);

    expect(http.requests).toEqual([]);
  });
});
