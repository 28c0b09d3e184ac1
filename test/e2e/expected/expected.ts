import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createWorld, type World } from '../../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../../examples/sandbox/start.ts';
import { contentsOf } from '../../support/catalog-state.ts';
import { type Finished, runCommand } from '../../support/command.ts';

/** What a mapping fills of an entity. */
export interface Content {
  readonly title: string;
  readonly team: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
  readonly relations: Readonly<Record<string, unknown>>;
}

/** What one run of the built command left behind. */
export interface Exported {
  readonly result: Finished;
  /** What was mapped, by `blueprint identifier`, as the expected files write it. */
  readonly mapped: Readonly<Record<string, Content>>;
  /** How many entities each blueprint has, those included that only a relation asked for. */
  readonly counts: Readonly<Record<string, number>>;
  /** The requests to GitLab, method, path and query. */
  readonly asked: readonly string[];
}

/** The moment and the address that the expected files were written for. */
const WRITTEN_AT = Date.parse('2026-11-02T12:00:00.000Z');
const WRITTEN_FOR = 'https://gitlab.example.com';

const DATE_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;

/** Exports a sandbox whose clock runs with the real one; `folder` is relative to the repository's root. */
export async function exportFolder(
  folder: string,
  options: {
    readonly scale: number;
    readonly graphql?: World['settings']['graphql'];
    readonly variables?: Readonly<Record<string, string>>;
  },
): Promise<Exported> {
  const world = createWorld({ scale: options.scale, now: new Date() });
  world.settings.graphql = options.graphql ?? 'on';
  const sandbox = await startSandbox({ world });
  try {
    const resources = fileURLToPath(new URL(`../../../${folder}`, import.meta.url));
    const environment = { ...sandbox.environment, OCEAN__RESOURCES_PATH: resources, ...options.variables };
    const result = await runCommand({ environment });
    return {
      result,
      mapped: mappedIn(sandbox),
      counts: countsIn(sandbox),
      asked: sandbox.gitlab.requests.map(({ method, path, query }) => `${method} ${path}${query}`),
    };
  } finally {
    await sandbox.close();
  }
}

/** The entities that the examples of some kinds give together, later kinds over earlier ones. */
export async function expectedOf(kinds: Iterable<string>): Promise<Record<string, Content>> {
  const merged = new Map<string, Content>();
  for (const kind of kinds) {
    for (const { blueprint, identifier, ...content } of await readExpected<ExpectedEntity[]>(`${kind}.json`)) {
      const key = `${blueprint} ${identifier}`;
      const earlier = merged.get(key);
      merged.set(key, {
        title: content.title,
        team: [],
        properties: { ...earlier?.properties, ...content.properties },
        relations: { ...earlier?.relations, ...content.relations },
      });
    }
  }
  return Object.fromEntries(merged);
}

/** A row of an expected file. */
interface ExpectedEntity extends Omit<Content, 'team'> {
  readonly blueprint: string;
  readonly identifier: string;
}

/** What stands under some of the keys. */
export function pick<Value>(all: Readonly<Record<string, Value>>, keys: Iterable<string>) {
  return Object.fromEntries([...keys].map((key): [string, Value | undefined] => [key, all[key]]));
}

/** The readings that were asked for more than once. */
export function repeatedIn(asked: readonly string[]): string[] {
  return asked.filter((request, index) => request.startsWith('GET') && asked.indexOf(request) !== index);
}

/** Reads an expected file, by its path in this folder. */
export async function readExpected<Expected>(path: string): Promise<Expected> {
  return JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));
}

/** Port makes an entity that a relation points at with its identifier as title and nothing else. */
function mappedIn({ gitlab, port }: Sandbox): Record<string, Content> {
  const shift = WRITTEN_AT - gitlab.world.now.getTime();
  // The catalog's contents have this shape.
  const contents = contentsOf(port.catalog) as Record<string, Content>;
  const mapped = Object.entries(contents).filter(
    ([, { properties, relations }]) => Object.keys(properties).length + Object.keys(relations).length > 0,
  );
  return Object.fromEntries(
    mapped.map(([key, { properties, ...content }]) => {
      const written = Object.entries(properties).map(([name, value]) => [name, asWritten(value, gitlab.url, shift)]);
      return [key, { ...content, properties: Object.fromEntries(written) }];
    }),
  );
}

function asWritten(value: unknown, url: string, shift: number): unknown {
  if (typeof value !== 'string') return value;
  if (DATE_TIME.test(value)) return new Date(Date.parse(value) + shift).toISOString();
  return value.startsWith(url) ? WRITTEN_FOR + value.slice(url.length) : value;
}

function countsIn({ port: { catalog } }: Sandbox): Record<string, number> {
  return Object.fromEntries([...catalog.blueprints.keys()].map((blueprint) => [blueprint, catalog.count(blueprint)]));
}
