import { afterAll, bench, describe } from 'vitest';
import { createGitLab } from '../../examples/sandbox/gitlab/app.ts';
import { TOKENS } from '../../examples/sandbox/gitlab/seed/people.ts';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { kinds } from '../../src/extract/table.ts';
import { defaultMapping } from '../../src/load/defaults/mapping.ts';
import { compileMappings } from '../../src/map/compile-mappings.ts';
import { parseMapping } from '../../src/map/parse-mapping.ts';
import type { RawBatch } from '../../src/raw-object.ts';
import { createTestEngine } from '../map/mapping.ts';

const projects = await readProjects();
const engine = createTestEngine();
const selectors = Object.fromEntries([...kinds].map(([name, { selector }]) => [name, selector]));
const { mapping } = parseMapping(defaultMapping, selectors, 'the default mapping');
const { mappers } = await compileMappings(mapping.resources, { engine, environment: {} });
const mapper = mappers.find(({ kind }) => kind === 'project');

afterAll(() => engine.close());

/** Full project rows, as the sandbox answers them. */
async function readProjects(): Promise<RawBatch> {
  const { app } = createGitLab(createWorld());
  const response = await app.request('/api/v4/projects?per_page=100', {
    headers: { 'PRIVATE-TOKEN': TOKENS.exporter },
  });
  return (await response.json()) as RawBatch;
}

async function map(batch: RawBatch): Promise<void> {
  await mapper?.map(batch);
}

describe(`mapping ${projects.length} projects with the default mapping`, () => {
  bench('in one batch', () => map(projects));

  bench('in batches of one', async () => {
    for (const project of projects.slice(0, 10)) await map([project]);
  });
});
