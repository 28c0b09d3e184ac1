import { describe, expect, it } from 'vitest';
import { chooseOrigin, type OriginOptions } from '../../src/load/origin.ts';
import { type OpenPort, openPort } from './sandbox-port.ts';

const PROVIDED = { provisionEnabled: ['GitLab-v2'], featureFlags: ['USE_PROVISIONED_DEFAULTS'] };

function choose({ port }: OpenPort, changes: Partial<OriginOptions> = {}) {
  const options = { type: 'gitlab-v2', stored: undefined, wanted: undefined, initializePortResources: true };
  return chooseOrigin(port, { ...options, ...changes });
}

describe('what a new integration begins with', () => {
  it.each([
    ['Default', 'default'],
    ['Ocean', 'default'],
    ['Empty', 'empty'],
    ['Port', 'port'],
  ])('is what it was created for (%s), without a question', async (createPortResourcesOrigin, expected) => {
    const sandbox = openPort(PROVIDED);

    const chosen = await choose(sandbox, { stored: { createPortResourcesOrigin, config: {} } });

    expect(chosen).toEqual({ origin: expected });
    expect(sandbox.requests).toEqual([]);
  });

  it('stays what it was created for whatever the setting says, and that is told', async () => {
    const stored = { createPortResourcesOrigin: 'Empty', config: {} };

    const same = await choose(openPort(), { stored, wanted: 'empty' });
    const other = await choose(openPort(), { stored, wanted: 'default' });

    expect(same).toEqual({ origin: 'empty' });
    expect(other).toEqual({ origin: 'empty', notice: expect.stringContaining('created with the origin empty') });
  });

  it.each(['default', 'empty'] as const)('is what the setting says (%s), without a question', async (wanted) => {
    const sandbox = openPort(PROVIDED);

    const chosen = await choose(sandbox, { wanted, stored: { createPortResourcesOrigin: null, config: {} } });

    expect(chosen).toEqual({ origin: wanted });
    expect(sandbox.requests).toEqual([]);
  });

  it.each(['port', undefined] as const)('is what Port provides where it does and the setting is %s', async (wanted) => {
    const chosen = await choose(openPort(PROVIDED), { wanted });

    expect(chosen).toEqual({ origin: 'port' });
  });

  it.each([
    ['does not list the type', { ...PROVIDED, provisionEnabled: ['github'] }],
    ['has not given the flag to the organisation', { ...PROVIDED, featureFlags: [] }],
  ])('is the default where Port %s, which is told only to who wanted Port', async (_, options) => {
    const chosen = await choose(openPort(options));
    const wanted = await choose(openPort(options), { wanted: 'port' });

    expect(chosen).toEqual({ origin: 'default' });
    expect(wanted).toEqual({ origin: 'default', notice: expect.stringContaining('gitlab-v2') });
  });

  it.each([
    ['provision-enabled', 403],
    ['provision-enabled', 500],
    ['organization', 403],
    ['organization', 500],
  ])('is the default where %s answers %i', async (path, status) => {
    const sandbox = openPort(PROVIDED);
    sandbox.control.fail({ path: new RegExp(path), status });

    expect(await choose(sandbox)).toEqual({ origin: 'default' });
  });

  it('is the default where no resources may be created, without a question', async () => {
    const sandbox = openPort(PROVIDED);

    const chosen = await choose(sandbox, { wanted: 'port', initializePortResources: false });

    expect(chosen).toEqual({ origin: 'default', notice: expect.stringContaining('initializePortResources') });
    expect(sandbox.requests).toEqual([]);
  });

  it('is not chosen by a run that was stopped', async () => {
    const reason = new Error('stopped');
    const sandbox = openPort(PROVIDED);
    const port = { ...sandbox.port, send: () => Promise.reject(reason) };

    await expect(choose({ ...sandbox, port })).rejects.toBe(reason);
  });
});
