import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld } from '../../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../../examples/sandbox/start.ts';
import { runCommand } from '../../support/command.ts';
import { createBlueprints } from './blueprints.ts';
import { mapping } from './mapping.ts';
import { readAnswers } from './read-answers.ts';
import { environmentFor, type Servers, startServers } from './servers.ts';

type Contents = Readonly<Record<string, { properties: object }>>;

let sandbox: Sandbox;
let servers: Servers;
let mappingFile: string;

beforeAll(async () => {
  mappingFile = join(await mkdtemp(join(tmpdir(), 'bench-')), 'mapping.json');
  await writeFile(mappingFile, JSON.stringify(mapping));
  sandbox = await startSandbox({ world: createWorld({ scale: 0, now: new Date() }) });
  const headers = { authorization: `Bearer ${sandbox.gitlab.token}` };
  servers = await startServers(await readAnswers((path) => fetch(`${sandbox.gitlab.url}/api/v4/${path}`, { headers })));
});

afterAll(async () => {
  await Promise.all([sandbox.close(), servers.close()]);
});

function run(environment: Readonly<Record<string, string>>) {
  return runCommand({ args: ['--mapping', mappingFile, '--report', '-'], environment });
}

describe('the servers of the benchmark', () => {
  it('lead to the same catalog as the sandbox that they were filled from', async () => {
    const ofSandbox = { ...sandbox.environment, OCEAN__INITIALIZE_PORT_RESOURCES: 'false' };
    await createBlueprints(sandbox.port.url, sandbox.port);
    await createBlueprints(servers.portUrl, { clientId: 'any', clientSecret: 'any' });

    const expected = await run(ofSandbox);
    const actual = await run(environmentFor(servers));

    expect(actual.code).toBe(expected.code);
    expect(JSON.parse(actual.stdout).totals).toEqual(JSON.parse(expected.stdout).totals);
    expect(contentsOf(servers)).toEqual(contentsOfSandbox(sandbox));
  });

  it('hold what a first run wrote, so that a second one writes nothing', async () => {
    const { stdout } = await run(environmentFor(servers));

    const { totals } = JSON.parse(stdout);

    expect(totals).toMatchObject({ created: 0, updated: 0, deleted: 0 });
    expect(totals.unchanged).toBeGreaterThan(100);
  });
});

function contentsOf({ catalog }: Servers): Contents {
  return catalog().contents();
}

/** Without the stubs that Port makes of what relations point at and this benchmark's Port does not. */
function contentsOfSandbox({ port }: Sandbox): Contents {
  const rows = [...port.catalog.entities()]
    .filter(({ properties }) => Object.keys(properties).length > 0)
    .map(({ blueprint, identifier, title, properties, relations }) => [
      `${blueprint} ${identifier}`,
      { identifier, title, properties, relations },
    ]);
  return Object.fromEntries(rows);
}
