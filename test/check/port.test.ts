import { describe, expect, it } from 'vitest';
import { checkPort } from '../../src/check/port.ts';
import { AuthError } from '../../src/errors.ts';
import { createReadOnlyPort } from '../../src/load/read-only-port.ts';
import { load } from '../config/load.ts';
import { createFakeClock } from '../http/fake-clock.ts';
import { addBlueprint, type OpenPort, openPort } from '../load/sandbox-port.ts';

async function check(sandbox: OpenPort, environment: Readonly<Record<string, string>> = {}) {
  const { settings } = await load({ environment });
  const { signal } = new AbortController();
  return checkPort({ settings, version: '1.2.3', clock: createFakeClock(), signal }, createReadOnlyPort(sandbox.port));
}

describe('the check of Port', () => {
  it('says what the first run creates, and goes on with it', async () => {
    const sandbox = openPort();

    const { results, value } = await check(sandbox);

    expect(results.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
    expect(results[1]?.detail).toMatch(/the first run creates integration my-gitlab-v2-integration, blueprint/);
    expect([...(value?.blueprints?.coming ?? [])]).toContain('service');
    expect(value?.mapping).toMatchObject({ origin: 'the default mapping' });
    expect(sandbox.catalog.integrations.size).toBe(0);
  });

  it('counts the blueprints that are there', async () => {
    const sandbox = openPort();
    addBlueprint(sandbox, 'service');

    const { results, value } = await check(sandbox);

    expect(results[2]?.detail).toBe('Port has 1');
    expect(value?.blueprints?.coming.size).toBe(0);
  });

  it('knows no mapping where Port provides it with the first run', async () => {
    const sandbox = openPort({ provisionEnabled: ['gitlab-v2'], featureFlags: ['USE_PROVISIONED_DEFAULTS'] });

    expect((await check(sandbox)).value?.mapping).toBe('provided');
  });

  it('tells a folder of defaults that cannot be read, and still reads the blueprints', async () => {
    const { results, value } = await check(openPort(), { OCEAN__RESOURCES_PATH: '/does/not/exist' });

    expect(results.map(({ title, state }) => [title, state])).toEqual([
      ['address', 'ok'],
      ['resourcesPath', 'failed'],
      ['blueprints', 'ok'],
    ]);
    expect(value?.mapping).toBeUndefined();
  });

  it('skips the rest where Port refuses the credentials', async () => {
    const sandbox = openPort();
    const signIn = async () => Promise.reject(new AuthError('Port refused the client id and secret (401)'));

    const { results, value } = await check({ ...sandbox, port: { ...sandbox.port, signIn } });

    expect(results.map(({ state }) => state)).toEqual(['failed', 'skipped', 'skipped']);
    expect(value).toBeUndefined();
  });
});
