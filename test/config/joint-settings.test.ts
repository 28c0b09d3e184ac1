import { describe, expect, it } from 'vitest';
import { SETTING_NAMES, settingOf } from '../../src/config/settings.ts';
import { load, loadExactly, refusal } from './load.ts';

const GITLAB_ONLY = { GITLAB_TOKEN: 'glpat-token' };

it('names in the table of settings are names of the table', () => {
  const named = SETTING_NAMES.flatMap((name) => {
    const { onlyWith = [], replacedBy = [] } = settingOf(name);
    return [...onlyWith, ...replacedBy];
  });

  expect(named.length).toBeGreaterThan(0);
  expect(SETTING_NAMES).toEqual(expect.arrayContaining(named));
});

describe("Port's credentials", () => {
  it('are not needed for a preview with a mapping of its own', async () => {
    const { settings, secrets } = await loadExactly({
      flags: { output: '-', mapping: 'm.yml' },
      environment: GITLAB_ONLY,
    });

    expect(settings.port).toMatchObject({ clientId: '', clientSecret: '' });
    expect(secrets).toEqual(['glpat-token']);
  });

  it('are needed for a preview with the mapping in Port, which says how to do without', async () => {
    const { issues } = await refusal(loadExactly({ flags: { output: '-' }, environment: GITLAB_ONLY }));

    expect(issues.map(({ path }) => path)).toEqual(['port.clientId', 'port.clientSecret']);
    expect(issues[0]?.message).toMatch(/; or set mapping, which makes it needless$/);
  });

  it('are needed for a run with a mapping of its own, without advice to have no run', async () => {
    const { issues } = await refusal(loadExactly({ flags: { mapping: 'm.yml' }, environment: GITLAB_ONLY }));

    expect(issues.map(({ path }) => path)).toEqual(['port.clientId', 'port.clientSecret']);
    expect(issues[0]?.message).not.toContain('needless');
  });
});

describe('a limit', () => {
  it('is refused for a run that writes to Port', async () => {
    const { issues } = await refusal(load({ environment: { GPE_LIMIT: '5' } }));

    expect(issues).toEqual([
      {
        path: 'limit',
        message: expect.stringContaining('output (--output) or dryRun (--dry-run)'),
        origin: 'environment variable GPE_LIMIT',
      },
    ]);
  });

  it.each([{ output: '-' }, { dryRun: true }])('goes with %j', async (flags) => {
    const { settings } = await load({ flags: { ...flags, limit: '5' } });

    expect(settings.limit).toBe(5);
  });
});
