import { describe, expect, it } from 'vitest';
import { checkConfiguration, obstacleTo } from '../../src/check/configuration.ts';
import { examineSettings } from '../../src/config/load-settings.ts';
import { REQUIRED } from '../config/load.ts';

function examine(environment: Readonly<Record<string, string>>, flags: Readonly<Record<string, unknown>> = {}) {
  return examineSettings({ flags, environment, workingDirectory: import.meta.dirname });
}

describe('the check of the configuration', () => {
  it('names each value with its origin, secrets never, and sums the defaults up', async () => {
    const results = checkConfiguration(
      await examine({ ...REQUIRED, HTTPS_PROXY: 'http://user:hidden@proxy.test:80' }, { kinds: 'project,group' }),
    );

    const lines = results.map(({ title, detail }) => `${title}: ${detail}`);
    expect(lines).toContain('gitlab.token: set (environment variable GITLAB_TOKEN)');
    expect(lines).toContain('proxy.https: set (environment variable HTTPS_PROXY)');
    expect(lines).toContain('kinds: ["project","group"] (flag --kinds)');
    expect(lines.at(-1)).toMatch(/^defaults: \d+ settings have their default$/);
    expect(lines.join()).not.toMatch(/glpat-token|port-secret|hidden/);
    expect(results.every(({ state }) => state === 'ok')).toBe(true);
  });

  it('tells all that is wrong, and goes on', async () => {
    const results = checkConfiguration(await examine({ GPE_CONCURRENCY: '99', OCEAN__PORT__VERIFY: 'x' }));

    const wrong = results.filter(({ state }) => state === 'failed').map(({ title }) => title);
    expect(wrong).toEqual(['gitlab.token', 'port.clientId', 'port.clientSecret', 'concurrency']);
    expect(results).toContainEqual(expect.objectContaining({ state: 'warning', title: 'notice' }));
  });
});

describe('what keeps a service from being asked', () => {
  it('is what is wrong with its own settings or with the connection', async () => {
    const { GITLAB_TOKEN: _, ...withoutToken } = REQUIRED;
    const [tokenless, unverified, slow] = await Promise.all([
      examine(withoutToken),
      examine({ ...REQUIRED, OCEAN__SSL__PORT__VERIFY: 'perhaps' }),
      examine({ ...REQUIRED, GPE_CONCURRENCY: '99' }),
    ]);

    expect([obstacleTo('gitlab', tokenless), obstacleTo('port', tokenless)]).toEqual([
      expect.stringContaining('gitlab.token'),
      undefined,
    ]);
    expect([obstacleTo('gitlab', unverified), obstacleTo('port', unverified)]).not.toContain(undefined);
    expect([obstacleTo('gitlab', slow), obstacleTo('port', slow)]).toEqual([undefined, undefined]);
  });

  it('is a file that cannot be read: the address may stand in it, and no token goes to the default one', async () => {
    const examined = await examine(REQUIRED, { config: 'missing.yaml' });

    expect([obstacleTo('gitlab', examined), obstacleTo('port', examined)]).not.toContain(undefined);
  });
});
