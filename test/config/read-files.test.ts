import { link, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseOverwriting } from '../../src/config/read-files.ts';
import { load, refusal } from './load.ts';

const files = { 'mapping.yml': 'resources: []', 'settings.yml': 'concurrency: 3', 'ci.env': 'GPE_LOG_LEVEL=debug' };
const flags = { mapping: 'mapping.yml', config: 'settings.yml', envFile: 'ci.env' };

describe.each(['report', 'output'] as const)('%s', (setting) => {
  it.each([
    ['mapping.yml', 'mapping'],
    ['./settings.yml', 'the configuration'],
    ['ci.env', 'the environment'],
  ])('is refused where it is the file %s that is read', async (place, name) => {
    const { issues } = await refusal(load({ flags: { ...flags, [setting]: place }, files }));

    expect(issues).toEqual([
      { path: setting, message: expect.stringContaining(`that of ${name}`), origin: `flag --${setting}` },
    ]);
  });

  it('is refused where it is a configuration file that cannot be understood', async () => {
    const broken = { 'gitlab-port-exporter.config.yml': 'concurrency: [' };

    const { issues } = await refusal(load({ flags: { [setting]: 'gitlab-port-exporter.config.yml' }, files: broken }));

    expect(issues.map(({ path }) => path)).toContain(setting);
  });

  it.each(['other.yml', '-'])('may be %s', async (place) => {
    const { settings } = await load({ flags: { ...flags, [setting]: place }, files });

    expect(settings[setting]).toBe(place);
  });
});

it.each([
  ['symbolic', symlink],
  ['hard', link],
] as const)('a %s link to a file that is read is that file', async (_, make) => {
  const workingDirectory = await mkdtemp(join(tmpdir(), 'settings-'));
  await writeFile(join(workingDirectory, 'mapping.yml'), '');
  await make(join(workingDirectory, 'mapping.yml'), join(workingDirectory, 'report.json'));

  const issues = refuseOverwriting(new Map([['report', 'report.json']]), new Map(), {
    files: [{ name: 'mapping', path: 'mapping.yml' }],
    workingDirectory,
  });

  expect(issues).toHaveLength(1);
  await rm(workingDirectory, { recursive: true });
});
