import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError } from '../../../src/errors.ts';
import { packagedDefaults } from '../../../src/load/defaults/defaults.ts';
import { readDefaults } from '../../../src/load/defaults/folder.ts';

const BLUEPRINT = { identifier: 'thing', title: 'Thing', schema: { properties: {} }, relations: {} };
const MAPPING = { resources: [{ kind: 'project' }] };

async function makeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'defaults-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

/** What is wrong, as a person reads it. */
async function refusal(folder: string): Promise<string> {
  const error: unknown = await readDefaults(folder).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigError);
  return JSON.stringify((error as ConfigError).issues); // the line above has checked it
}

describe('a folder of defaults', () => {
  it.each([
    ['JSON', { 'blueprints.json': JSON.stringify([BLUEPRINT]), 'port-app-config.json': JSON.stringify(MAPPING) }],
    [
      'YAML',
      {
        'blueprints.yaml': '- {identifier: thing, title: Thing, schema: {properties: {}}, relations: {}}\n',
        'port-app-config.yml': 'resources:\n  - kind: project\n',
      },
    ],
  ])('takes the place of the packaged ones (%s)', async (_, files) => {
    const folder = await makeFolder(files);

    const defaults = await readDefaults(folder);

    expect(defaults).toEqual({ blueprints: [BLUEPRINT], mapping: MAPPING });
  });

  it('takes from the package what it does not hold', async () => {
    const onlyMapping = await makeFolder({ 'port-app-config.yaml': 'resources: []' });
    const onlyBlueprints = await makeFolder({ 'blueprints.json': '[]' });

    const defaults = [await readDefaults(onlyMapping), await readDefaults(onlyBlueprints)];

    expect(defaults).toEqual([
      { blueprints: packagedDefaults.blueprints, mapping: { resources: [] } },
      { blueprints: [], mapping: packagedDefaults.mapping },
    ]);
  });

  it.each([
    ['no such file', {}, 'found neither'],
    ['broken JSON', { 'blueprints.json': '[{' }, 'blueprints.json'],
    ['broken YAML', { 'port-app-config.yml': 'a: [' }, 'port-app-config.yml'],
    ['blueprints without an identifier', { 'blueprints.json': '[{"schema":{"properties":{}}}]' }, 'identifier'],
    ['blueprints that are no list', { 'blueprints.yaml': 'identifier: thing' }, 'array'],
    ['an empty file of blueprints', { 'blueprints.yaml': '' }, 'array'],
  ])('that holds %s is refused with the reason', async (_, files, reason) => {
    const folder = await makeFolder(files);

    expect(await refusal(folder)).toContain(reason);
  });

  it.each(['', 'file.txt'])('that is none is refused with the reason (%j)', async (name) => {
    const folder = await makeFolder({ 'file.txt': '' });

    expect(await refusal(join(folder, name === '' ? 'missing' : name))).toContain('resourcesPath');
  });

  it('whose file cannot be read is refused with the reason', async () => {
    const folder = await makeFolder({});

    expect(await refusal(`${folder}\0`)).toContain('null bytes');
  });
});
