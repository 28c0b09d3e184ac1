import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionScript } from '../../../src/cli/completion/script.ts';
import { createProgram } from '../../../src/cli/program.ts';

const run = promisify(execFile);
const program = createProgram({ version: '1.2.3', stdout: () => {} });
const [bashAsker, zshAsker] = ['offered.bash', 'offered.zsh'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
) as [string, string]; // two of two

/** Lines that are being written, and what is offered for the last word of each; a file is called `mapping.yml`. */
const LINES: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ['--log-', ['--log-level', '--log-format']],
  ['--quiet --no-', ['--no-delete', '--no-port-logs']],
  ['--jq ', ['auto', 'embedded', 'native']],
  ['--log-level d', ['debug']],
  ['--log-format=', ['pretty', 'json']],
  ['--completion z', ['zsh']],
  ['--kinds gro', ['group', 'group-with-members']],
  ['--kinds project,gro', ['project,group', 'project,group-with-members']],
  ['--mapping ma', ['mapping.yml']],
];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'completion-'));
  await writeFile(join(folder, 'mapping.yml'), '');
  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    await writeFile(join(folder, `script.${shell}`), completionScript(program, shell));
  }
});

afterAll(() => rm(folder, { recursive: true }));

function isMissing(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status !== 0;
}

function wordsIn(stdout: string): string[] {
  return stdout.split('\n').filter((line) => line !== '');
}

async function offeredByBash(line: string): Promise<string[]> {
  const words = `gitlab-port-exporter ${line}`.split(/ |(?<==)|(?==)/);
  const { stdout } = await run('bash', ['--norc', bashAsker, 'script.bash', ...words], { cwd: folder });
  return wordsIn(stdout);
}

async function offeredByZsh(line: string): Promise<string[]> {
  const own = await mkdtemp(join(folder, 'zsh-'));
  await writeFile(join(own, 'mapping.yml'), '');
  const environment = { ...process.env, SCRIPT: join(folder, 'script.zsh'), LINE: `gitlab-port-exporter ${line}` };
  const { stdout } = await run('zsh', ['-f', zshAsker], { cwd: own, env: environment });
  // It offers the last item of a list alone.
  const before = /(\S+,)\S*$/.exec(line)?.[1] ?? '';
  return wordsIn(stdout).map((word) => `${before}${word}`);
}

async function offeredByFish(line: string): Promise<string[]> {
  const command = `source script.fish; complete -C 'gitlab-port-exporter ${line}'`;
  const { stdout } = await run('fish', ['--no-config', '-c', command], {
    cwd: folder,
    env: { ...process.env, HOME: folder },
  });
  // A word, a tab, a description; the flag stands before the value that is joined to it.
  return wordsIn(stdout).map((text) => (text.split('\t')[0] ?? '').replace(/^--[\w-]+=/, ''));
}

describe('in bash', () => {
  it.each(LINES)('%s offers %j', async (line, offered) => {
    expect(await offeredByBash(line)).toEqual(offered);
  });

  it('every flag is offered', async () => {
    const offered = await offeredByBash('--');

    expect(offered).toEqual(
      program
        .createHelp()
        .visibleOptions(program)
        .map(({ long }) => long),
    );
  });

  it('file names are offered by bash itself, and not where a word or number belongs', async () => {
    const { stdout } = await run('bash', ['--norc', '-c', 'source script.bash; complete -p gitlab-port-exporter'], {
      cwd: folder,
    });

    expect(stdout).toBe('complete -o default -F _gitlab_port_exporter gitlab-port-exporter\n');
    expect(completionScript(program, 'bash')).toContain('compopt +o default');
  });

  it.skipIf(spawnSync('shellcheck', ['--version']).error !== undefined)('the script passes shellcheck', () => {
    const { stdout } = spawnSync('shellcheck', ['--shell=bash', join(folder, 'script.bash')], { encoding: 'utf8' });

    expect(stdout).toBe('');
  });
});

describe.skipIf(isMissing('zsh'))('in zsh', () => {
  it.each(LINES)('%s offers %j', async (line, offered) => {
    expect((await offeredByZsh(line)).sort()).toEqual([...offered].sort());
  });
});

describe.skipIf(isMissing('fish'))('in fish', () => {
  it.each(LINES)('%s offers %j', async (line, offered) => {
    expect((await offeredByFish(line)).sort()).toEqual([...offered].sort());
  });
});
