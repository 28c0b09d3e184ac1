import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError } from '../../../src/errors.ts';
import { packagedDefaults } from '../../../src/load/defaults/defaults.ts';
import { readDefaults } from '../../../src/load/defaults/folder.ts';

const BLUEPRINT = { identifier: 'thing', title: 'Thing', schema: { properties: {} }, relations: {} };
const ACTION = { identifier: 'scaffold', trigger: { type: 'self-service' }, invocationMethod: { type: 'KAFKA' } };
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

    expect(defaults).toMatchObject({
      blueprints: [BLUEPRINT],
      mapping: MAPPING,
      actions: [],
      scorecards: [],
      pages: [],
    });
    expect(defaults.mappingOrigin).toContain(folder);
  });

  it('takes from the package what it does not hold', async () => {
    const onlyMapping = await makeFolder({ 'port-app-config.yaml': 'resources: []' });
    const onlyBlueprints = await makeFolder({ 'blueprints.json': '[]' });

    const defaults = [await readDefaults(onlyMapping), await readDefaults(onlyBlueprints)];

    expect(defaults).toMatchObject([
      { blueprints: packagedDefaults.blueprints, mapping: { resources: [] } },
      { ...packagedDefaults, blueprints: [] },
    ]);
  });

  it('may hold actions, scorecards and pages', async () => {
    const folder = await makeFolder({
      'actions.json': JSON.stringify([ACTION]),
      'scorecards.yml': '- {blueprint: thing, data: [{identifier: maturity, title: Maturity, rules: []}]}',
      'pages.yaml': '- {identifier: home, title: Home}',
    });

    const defaults = await readDefaults(folder);

    expect(defaults).toEqual({
      ...packagedDefaults,
      actions: [ACTION],
      scorecards: [{ blueprint: 'thing', data: [{ identifier: 'maturity', title: 'Maturity', rules: [] }] }],
      pages: [{ identifier: 'home', title: 'Home' }],
    });
  });

  it('is read as Ocean reads it, but that dates stay text', async () => {
    const folder = await makeFolder({ 'pages.yaml': '- {identifier: home, locked: yes, since: 2026-01-01}' });

    const { pages } = await readDefaults(folder);

    expect(pages).toEqual([{ identifier: 'home', locked: true, since: '2026-01-01' }]);
  });

  it('tells of everything that is wrong at once, each with its place', async () => {
    const folder = await makeFolder({
      'blueprints.yaml': '- identifier: thing\n  schema:\n    properties: 1\n',
      'scorecards.yaml': '- blueprint: thing\n  data:\n    - identifier: maturity\n      title: Maturity\n',
      'actions.json': '[{"identifier": "",\n "trigger": "CREATE"}]',
      'pages.json': '{"identifier": "home"}',
    });

    const error = await readDefaults(folder).catch((reason: unknown) => reason);

    const issues = error instanceof ConfigError ? error.issues : [];
    expect(issues.map(({ path, origin }) => `${path} ${origin?.replace(`${folder}/`, '')}`)).toEqual([
      'blueprints[0].schema.properties file blueprints.yaml, line 3, column 17',
      'actions[0].identifier file actions.json, line 1, column 17',
      'actions[0].trigger file actions.json, line 2, column 13',
      'actions[0].invocationMethod file actions.json, line 1, column 2',
      'scorecards[0].data[0].rules file scorecards.yaml, line 3, column 7',
      'pages file pages.json, line 1, column 1',
    ]);
  });

  it.each([
    ['no such file', {}, 'found none'],
    ['broken JSON', { 'blueprints.json': '[{' }, 'blueprints.json'],
    ['broken YAML', { 'port-app-config.yml': 'a: [' }, 'port-app-config.yml'],
    ['blueprints without an identifier', { 'blueprints.json': '[{"schema":{"properties":{}}}]' }, 'identifier'],
    ['blueprints that are no list', { 'blueprints.yaml': 'identifier: thing' }, 'a list'],
    ['an empty file of blueprints', { 'blueprints.yaml': '' }, 'a list'],
    ['an empty mapping', { 'port-app-config.yml': '' }, 'a mapping'],
    ['an alias of nothing', { 'pages.yml': '*home' }, 'pages.yml'],
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
