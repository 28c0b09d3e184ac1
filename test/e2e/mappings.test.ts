import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kinds } from '../../src/extract/table.ts';
import { expectedOf, exportFolder, pick, repeatedIn } from './expected/expected.ts';

/** How many entities each example maps in the hand-written world; the expected file of tags lists 5 of edge-proxy's 130. */
const MAPPED: Readonly<Record<string, number>> = {
  project: 13,
  group: 10,
  issue: 29,
  'merge-request': 33,
  pipeline: 19,
  job: 26,
  tag: 169,
  release: 32,
  branch: 13,
  deployment: 2,
  member: 5,
  'group-with-members': 10,
  'project-with-members': 15,
  file: 1,
  folder: 3,
  skill: 15,
  plugin: 3,
};

async function resourcesOf(folder: string): Promise<Record<string, unknown>[]> {
  const file = new URL(`../../examples/mappings/${folder}/port-app-config.yml`, import.meta.url);
  return parse(await readFile(file, 'utf8')).resources;
}

describe('the examples', () => {
  it('are one for each kind and one with all', async () => {
    const folders = await readdir(new URL('../../examples/mappings', import.meta.url));

    expect(folders.sort()).toEqual([...kinds.keys(), 'all'].sort());
  });

  it('say the same of a kind alone and with all others', async () => {
    const alone = await Promise.all([...kinds.keys()].map(resourcesOf));

    const together = await resourcesOf('all');

    const byKind = (one: Record<string, unknown>, other: Record<string, unknown>) =>
      String(one['kind']).localeCompare(String(other['kind']));
    expect(together.sort(byKind)).toEqual(alone.flat().sort(byKind));
  });
});

describe('an example', () => {
  it.each([...kinds.keys()])('of %s alone gives the entities that were worked out by hand', async (kind) => {
    const expected = await expectedOf([kind]);

    const { result, mapped, asked } = await exportFolder(`examples/mappings/${kind}`, { scale: 0 });

    expect(result.code, result.stderr).toBe(0);
    expect(pick(mapped, Object.keys(expected))).toEqual(expected);
    expect(Object.keys(mapped)).toHaveLength(MAPPED[kind] ?? 0);
    expect(repeatedIn(asked)).toEqual([]);
  });
});
