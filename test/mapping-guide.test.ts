import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld } from '../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../examples/sandbox/start.ts';
import { launcher, runCommand } from './support/command.ts';

const page = await readFile(new URL('../docs/mapping.md', import.meta.url), 'utf8');

/** The moment that the ages in the page count from. */
const NOW = new Date('2026-11-02T12:00:00.000Z');

/** A heading with the blocks below it, by their language. */
interface Section {
  readonly title: string;
  readonly blocks: Readonly<Record<'yaml' | 'sh' | 'json', readonly string[]>>;
}

const sections: readonly Section[] = page.split(/\n\n#+ /).map((text) => {
  const blocks = (language: string) =>
    [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block = '']) => block);
  return {
    title: text.split('\n')[0] ?? '',
    blocks: { yaml: blocks('yaml'), sh: blocks('sh'), json: blocks('json') },
  };
});

const mappings = sections.filter(({ blocks }) => blocks.yaml.length > 0);
const commands = sections.flatMap(({ blocks }) => blocks.sh);

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ world: createWorld({ scale: 0, now: NOW }) });
  folder = await mkdtemp(join(tmpdir(), 'guide-'));
  await writeFile(join(folder, 'mapping.yml'), mappings[0]?.blocks.yaml[0] ?? '');
  await writeFile(join(folder, 'gitlab-port-exporter'), `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`, {
    mode: 0o755,
  });
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** GitLab's token alone, as the page says. */
function environment(): Record<string, string> {
  return { GITLAB_URL: sandbox.gitlab.url, GITLAB_TOKEN: sandbox.gitlab.token };
}

function entitiesIn(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line.replaceAll(sandbox.gitlab.url, 'https://gitlab.example.com')));
}

describe('the mapping guide', () => {
  it('has a dozen recipes', () => {
    expect(mappings.length).toBeGreaterThan(12);
    expect(commands.length).toBeGreaterThan(2);
  });

  it.each(mappings)('maps to what it shows: $title', async ({ title, blocks }) => {
    const file = join(folder, 'recipe.yml');
    await writeFile(file, blocks.yaml.join('\n'));

    const { code, stdout, stderr } = await runCommand({
      args: ['--mapping', file, '--output', '-', '--strict'],
      environment: environment(),
    });

    expect(code, stderr).toBe(0);
    // What a section does not show is shown by one that runs it with a command.
    if (blocks.json.length > 0)
      expect(entitiesIn(stdout)).toEqual(expect.arrayContaining(entitiesIn(blocks.json.join(''))));
    else expect(entitiesIn(stdout).length, title).toBeGreaterThan(0);
  });

  it.each(commands)('shows a command that works: %s', async (command) => {
    const { stdout } = await promisify(execFile)('bash', ['-c', `set -e -o pipefail\n${command}`], {
      cwd: folder,
      env: { ...environment(), PATH: `${folder}:${process.env['PATH']}` },
    });

    expect(stdout === '' || entitiesIn(stdout).length > 0).toBe(true);
  });

  it('shows the output of its first command', async () => {
    const [shown] = sections.flatMap(({ blocks }) => (blocks.sh.length > 0 ? blocks.json : []));

    const { stdout } = await runCommand({
      args: ['--mapping', join(folder, 'mapping.yml'), '--output', '-', '--limit', '5'],
      environment: environment(),
    });

    expect(entitiesIn(stdout)).toEqual(expect.arrayContaining(entitiesIn(shown ?? 'nothing is shown')));
    expect(entitiesIn(shown ?? '')).toHaveLength(1);
  });
});
