import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Content, type Exported, exportFolder, pick, repeatedIn } from './expected/expected.ts';

const EXAMPLES = 'examples/mappings/all';

interface Resource {
  readonly kind: string;
  readonly selector: Readonly<Record<string, unknown>>;
  readonly port: { readonly entity: { readonly mappings: Readonly<Record<string, unknown>> } };
}

/** The same once more, with a query in other words and under other identifiers. */
function again({ kind, selector, port: { entity } }: Resource): Resource {
  const mappings = { ...entity.mappings, identifier: `"again/" + (${entity.mappings['identifier']})`, relations: {} };
  return { kind, selector: { ...selector, query: `(${selector['query']}) and true` }, port: { entity: { mappings } } };
}

/** What both mappings fill. */
function filledOf(content: Content | undefined) {
  return content && { title: content.title, properties: content.properties };
}

describe('resources that differ in their query and mapping alone', () => {
  let once: Exported;
  let twice: Exported;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'same-reading-'));
    const mapping = join(folder, 'mapping.json');
    const { resources }: { resources: Resource[] } = parse(
      await readFile(new URL(`../../${EXAMPLES}/port-app-config.yml`, import.meta.url), 'utf8'),
    );
    await writeFile(mapping, JSON.stringify({ resources: [...resources, ...resources.map(again)] }));
    once = await exportFolder(EXAMPLES, { scale: 0 });
    twice = await exportFolder(EXAMPLES, { scale: 0, variables: { GPE_MAPPING: mapping } });
    await rm(folder, { recursive: true });
  }, 60_000);

  it('are read once', () => {
    expect(twice.result.code, twice.result.stderr).toBe(0);
    expect(repeatedIn(twice.asked)).toEqual([]);
    expect(twice.asked).toHaveLength(once.asked.length);
  });

  it('each give what they would give alone', () => {
    const keys = Object.keys(once.mapped);

    expect(keys.length).toBeGreaterThan(100);
    expect(pick(twice.mapped, keys)).toEqual(once.mapped);
    expect(keys.map((key) => filledOf(twice.mapped[key.replace(' ', ' again/')]))).toEqual(
      keys.map((key) => filledOf(once.mapped[key])),
    );
  });
});
