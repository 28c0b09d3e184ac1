import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { readMappingFile } from '../../src/config/read-mapping-file.ts';
import { systemClock } from '../../src/http/clock.ts';
import { createLogger } from '../../src/log/logger.ts';
import { createMask } from '../../src/log/mask.ts';
import type { RunReport } from '../../src/run/report.ts';
import { runExport } from '../../src/run/run.ts';
import { createTestEngine } from '../map/mapping.ts';
import { quickRetries, runCommand } from '../support/command.ts';

let folder: string;
let sandbox: Sandbox;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exporter-'));
  sandbox = await startSandbox({ world: createWorld({ scale: 0, now: new Date() }) });
});

afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

async function writeMapping(text: string): Promise<string> {
  const path = join(folder, 'mapping.yml');
  await writeFile(path, text);
  return path;
}

/** Sequences of terminals, marks that turn or hide text, commands of CI systems, Markdown and HTML. */
const HOSTILE = [
  '\u001b[2J\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  '\u009b31m\u009d0;title\u009c',
  'user\u202egpj.exe\u2066\u200b\ufeff\u{e0041}\u2028',
  '\n::error::planted\r\n##[add-mask]planted ##vso[task.complete]planted',
  '`` ``` <img src=x onerror=alert(1)> [a](javascript:alert(1)) @everyone | cell',
].join(' ');

/** What none of the outputs may hold but within the escapes that this program writes itself. */
const ACTING = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe.each(['pretty', 'json'])('text of others in the %s format', (format) => {
  it('steers neither terminal nor CI system nor the page of GitHub', async () => {
    for (const project of sandbox.gitlab.world.projects) project.description = HOSTILE;
    const mapping = await writeMapping(`
      resources:
        - kind: project
          selector: { query: 'true' }
          port:
            entity:
              mappings:
                identifier: 'if .id % 2 == 0 then .description else .id | tostring end'
                blueprint: '"service"'
                title: 'error(.description)'
        - kind: project
          selector: { query: 'true' }
          port: { entity: { mappings: { identifier: '.id | tostring', blueprint: .description } } }
    `);
    const files = { GITHUB_STEP_SUMMARY: join(folder, 'summary'), GITHUB_OUTPUT: join(folder, 'output') };
    for (const file of Object.values(files)) await writeFile(file, '');

    const { code, stdout, stderr } = await runCommand({
      args: ['--mapping', mapping, '--log-level', 'trace', '--log-format', format, '--report', '-', '--strict'],
      environment: { ...sandbox.environment, ...quickRetries, ...files, GITHUB_ACTIONS: 'true' },
    });

    const summary = await readFile(files.GITHUB_STEP_SUMMARY, 'utf8');
    expect(code).toBe(6);
    for (const text of [stdout, stderr, summary]) {
      expect(text).toContain('planted');
      expect(text).not.toMatch(ACTING);
    }
    for (const text of [stdout, stderr]) expect(text).not.toMatch(/##(vso)?\[|^\s*::error::/m);
    expect(summary.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '')).not.toMatch(/<img|\]\(javascript|@everyone/);
  });
});

/** A run in this process, whose prototypes can be looked at afterwards. */
async function exportHere(mapping: string): Promise<RunReport> {
  const { settings } = await loadSettings({
    flags: {},
    environment: { ...sandbox.environment, ...quickRetries },
    workingDirectory: folder,
  });
  const engine = createTestEngine();
  const mask = createMask([]);
  const destination = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return await runExport({
      settings,
      version: '0.0.0',
      mapping: { data: await readMappingFile(mapping), origin: 'this test' },
      environment: {},
      engine,
      log: createLogger({ level: 'trace', format: 'json', destination, mask }),
      mask,
      clock: systemClock,
      signal: new AbortController().signal,
      observe: () => {},
    });
  } finally {
    await engine.close();
  }
}

const POLLUTING = '"__proto__":{"polluted":"by proto"},"constructor":{"prototype":{"polluted":"by constructor"}}';

describe('keys that name prototypes', () => {
  it('pollute nothing in answers of GitLab, in mappings and in answers of Port, and jq sees them', async () => {
    const project = `{"id":7,"path_with_namespace":"a/b","items":[1],"prototype":{"polluted":1},${POLLUTING}}`;
    sandbox.gitlab.control.fail({ path: /\/projects\?/, status: 200, body: `[${project}]` });
    sandbox.port.control.fail({
      path: /\/v1\/blueprints$/,
      method: 'GET',
      status: 200,
      body: `{"ok":true,"blueprints":[],${POLLUTING}}`,
    });
    const before = Object.getOwnPropertyNames(Object.prototype);
    const mapping = await writeMapping(`
      __proto__: { polluted: by mapping }
      constructor: { prototype: { polluted: by mapping } }
      resources:
        - kind: project
          selector: { query: 'true', __proto__: { polluted: by selector } }
          port:
            itemsToParse: .items
            itemsToParseName: __proto__
            entity:
              mappings:
                identifier: .id | tostring
                blueprint: '"service"'
                title: '.constructor.prototype.polluted'
                properties:
                  __proto__: { polluted: '"by property"' }
                  description: '.["__proto__"] | tostring'
    `);

    const report = await exportHere(mapping);

    expect(report.error).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(Object.hasOwn(Object, 'polluted')).toBe(false);
    expect({}).not.toHaveProperty('polluted');
    expect([...sandbox.port.catalog.entities('service')]).toMatchObject([
      { identifier: '7', title: 'by constructor', properties: { description: '1' } },
    ]);
  });

  it.each(['{"__proto__": {"port": 1}}', '__proto__:\n  x: 1\n', 'constructor: {prototype: {x: 1}}\n'])(
    'are unknown keys of a configuration file: %j',
    async (text) => {
      await writeFile(join(folder, '.gitlab-port-exporterrc.yaml'), text);

      const { code, stderr } = await runCommand({ environment: sandbox.environment, workingDirectory: folder });

      expect(code).toBe(2);
      expect(stderr).toMatch(/(__proto__|constructor)[^:]*: unknown key/);
    },
  );
});

describe('a setting that goes into a header', () => {
  it.each([
    ['OCEAN__INTEGRATION__IDENTIFIER', 'mine\r\nx-planted: 1', 'integration.identifier'],
    ['OCEAN__INTEGRATION__IDENTIFIER', 'größe-日本', 'integration.identifier'],
    ['OCEAN__INTEGRATION__TYPE', 'gitlab\nv2', 'integration.type'],
    ['OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN', 'token\r\nx-planted: 1', 'gitlab.token'],
  ])('is refused where it cannot stand there: %s=%j', async (variable, text, setting) => {
    const { code, stderr } = await runCommand({ environment: { ...sandbox.environment, [variable]: text } });

    expect(code).toBe(2);
    expect(stderr).toContain(setting);
    expect([...sandbox.gitlab.requests, ...sandbox.port.requests]).toEqual([]);
  });

  it('may have spaces, and leads to no other path whatever signs it has', async () => {
    const identifier = 'my own/../integration?a=b#c%2F';

    const { code } = await runCommand({
      environment: { ...sandbox.environment, ...quickRetries, OCEAN__INTEGRATION__IDENTIFIER: identifier },
    });

    expect(code).toBe(0);
    expect([...sandbox.port.catalog.integrations.keys()]).toEqual([identifier]);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 307, 308])('takes no credentials to another origin (%i)', async (status) => {
    const other = await startSandbox({ world: createWorld({ scale: 0, now: new Date() }) });
    const targets = [
      other.gitlab.url,
      other.gitlab.url.replace('http:', ''),
      sandbox.gitlab.url.replace('http', 'https'),
    ];
    try {
      for (const target of targets) {
        sandbox.gitlab.control.reset();
        sandbox.gitlab.control.fail({
          path: '/personal_access_tokens/self',
          status,
          headers: { location: `${target}/x` },
        });

        const { code, stderr } = await runCommand({ environment: { ...sandbox.environment, ...quickRetries } });

        expect(code).toBe(4);
        expect(stderr).toMatch(/redirect to https?:/);
      }
      expect(other.gitlab.requests).toEqual([]);
      expect(sandbox.port.requests).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('that leads back to itself ends', async () => {
    const location = '/api/v4/personal_access_tokens/self';
    sandbox.gitlab.control.fail({ path: '/personal_access_tokens/self', status: 302, headers: { location } });

    const { code, stderr } = await runCommand({ environment: { ...sandbox.environment, ...quickRetries } });

    expect(code).toBe(4);
    expect(stderr).toContain('6th redirect in a row');
    expect(sandbox.gitlab.requests).toHaveLength(6);
  });
});

describe('an identifier that Port would refuse', () => {
  it('is told with the reason and never sent', async () => {
    const mapping = await writeMapping(`
      resources:
        - kind: project
          selector: { query: 'true' }
          port: { entity: { mappings: { identifier: '"x" * 1001', blueprint: '"service"' } } }
    `);

    const { code, stderr } = await runCommand({
      args: ['--mapping', mapping],
      environment: { ...sandbox.environment, ...quickRetries },
    });

    expect(code).toBe(6);
    expect(stderr).toContain('its identifier is 1001 characters long, Port takes at most 1000');
    expect(sandbox.port.requests.filter(({ path }) => path.endsWith('/entities/bulk'))).toEqual([]);
  });
});
