import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkMapping } from '../../src/check/mapping.ts';
import type { PortFindings } from '../../src/check/port.ts';
import type { JqEngine } from '../../src/map/engine.ts';
import { load } from '../config/load.ts';
import { createTestEngine } from '../map/mapping.ts';

let engine: JqEngine;
let folder: string;

beforeAll(async () => {
  engine = createTestEngine();
  folder = await mkdtemp(join(tmpdir(), 'exporter-'));
});

afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

async function check(port: PortFindings | undefined, flags: Readonly<Record<string, unknown>> = {}, jq = true) {
  const { settings } = await load({ flags });
  const { signal } = new AbortController();
  return checkMapping(port, { engine: jq ? engine : undefined, environment: {}, settings, signal });
}

function withTitle(title: string, selector: object = { query: 'true' }): PortFindings {
  const mappings = { identifier: '.id | tostring', blueprint: '"service"', title };
  return {
    mapping: { data: { resources: [{ kind: 'project', selector, port: { entity: { mappings } } }] }, origin: 'Port' },
  };
}

describe('the check of the mapping', () => {
  it('says where it is from and what it holds', async () => {
    const { results, value } = await check(withTitle('.name'));

    expect(results).toMatchObject([{ state: 'ok', detail: 'Port is valid: 1 resource (project)' }]);
    expect(value?.mapping.resources).toHaveLength(1);
  });

  it('warns of what costs a field, with --strict as without', async () => {
    const broken = withTitle('.name |', { query: 'true', unheardOf: 1 });

    const [lenient, strict] = [await check(broken), await check(broken, { strict: true })];

    expect(lenient.results.map(({ state }) => state)).toEqual(['ok', 'warning', 'warning']);
    expect(strict.results).toEqual(lenient.results);
  });

  it('tells everything that is wrong, each in its place', async () => {
    const mapping = join(folder, 'mapping.yml');
    await writeFile(mapping, 'resources: [{kind: project}, {kind: grup, selector: {query: "true"}}]');

    const { results, value } = await check(withTitle('.name'), { mapping });

    expect(results.map(({ title, exit }) => [title.slice(0, 12), exit])).toEqual([
      ['resources[0]', 'usage'],
      ['resources[0]', 'usage'],
      ['resources[1]', 'usage'],
    ]);
    expect(value).toBeUndefined();
  });

  it.each([
    ['Port was not read', undefined, true],
    ['Port provides it later', { mapping: 'provided' } as const, true],
    ['there is no jq', withTitle('.name'), false],
  ])('is skipped where %s', async (_, port, jq) => {
    expect((await check(port, {}, jq)).results).toMatchObject([{ state: 'skipped' }]);
  });
});
