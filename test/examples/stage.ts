import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../examples/sandbox/start.ts';
import { pathWithDocker } from '../support/docker/docker.ts';
import { readExample } from './files.ts';

const launcher = fileURLToPath(new URL('../../bin/gitlab-port-exporter.js', import.meta.url));

/** What a script did; `output` is standard output and standard error as they came. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly output: string;
}

interface ScriptOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** The shell as the CI system starts it, without the script. */
  readonly shell?: readonly string[];
}

/** Where an example runs: a working folder, the programs it calls, and the values that its user fills in. */
export interface Stage {
  readonly folder: string;
  readonly values: Values;
  /** The text of an example file with its placeholders replaced. */
  read(path: string): Promise<string>;
  /** The value of a secret, by whatever name an example gives it. */
  secret(name: string): string;
  write(path: string, text: string): Promise<string>;
  run(script: string, options: ScriptOptions): Promise<Finished>;
  /** All that was run, and what came of it. */
  transcript(): string;
  close(): Promise<void>;
}

/** What a user fills in; the names of secrets are told apart by what they contain. */
export interface Values {
  readonly gitlabUrl: string;
  readonly portUrl: string;
  readonly token: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The values that point an example at a sandbox. */
export function valuesOf({ gitlab, port }: Sandbox): Values {
  return {
    gitlabUrl: gitlab.url,
    portUrl: port.url,
    token: gitlab.token,
    clientId: port.clientId,
    clientSecret: port.clientSecret,
  };
}

/**
 * Makes a stage whose `docker` and `gitlab-port-exporter` run the built command, or do nothing but end with
 * `exitCode`.
 */
export async function createStage(values: Values, exitCode?: number): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'example-'));
  const searchPath = exitCode === undefined ? await pathToCommand(folder) : await pathToStub(folder, exitCode);
  const shown: string[] = [];
  const write = async (path: string, text: string): Promise<string> => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  };
  return {
    folder,
    values,
    write,
    read: async (path) => fillIn(await readExample(path), values),
    secret: (name) => secretOf(name, values),
    async run(script, { environment, shell = ['bash', '-e'] }) {
      const file = await write('.script', script);
      const finished = await runScript([...shell, file], folder, { PATH: searchPath, ...environment });
      shown.push(`${script.trim().replaceAll(/^/gm, '$ ')}\n${finished.output}[exit code ${finished.code}]\n`);
      return finished;
    },
    transcript: () => shown.join('\n').replaceAll(folder, '/job'),
    close: () => rm(folder, { recursive: true }),
  };
}

async function pathToCommand(folder: string): Promise<string> {
  const searchPath = await pathWithDocker(folder);
  await writeProgram(join(folder, 'bin', 'gitlab-port-exporter'), `exec node '${launcher}' "$@"`);
  return searchPath;
}

async function pathToStub(folder: string, exitCode: number): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  for (const name of ['docker', 'gitlab-port-exporter']) {
    await writeProgram(join(bin, name), `[ "$1" = build ] || exit ${exitCode}`);
  }
  return [bin, process.env['PATH']].join(delimiter);
}

async function writeProgram(path: string, line: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

function fillIn(text: string, { gitlabUrl, portUrl }: Values): string {
  return text
    .replaceAll('https://gitlab.example.com', gitlabUrl)
    .replaceAll('https://api.getport.io', portUrl)
    .replaceAll('OWNER', 'acme');
}

function secretOf(name: string, { token, clientId, clientSecret }: Values): string {
  const words = name.toLowerCase().replaceAll('-', '_');
  if (words.endsWith('gitlab_token')) return token;
  if (words.endsWith('port_client_id') || words.endsWith('port__client_id')) return clientId;
  if (words.endsWith('port_client_secret') || words.endsWith('port__client_secret')) return clientSecret;
  throw new Error(`An example asks for the secret ${name}, which its user would not know how to fill`);
}

function runScript(
  [program = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, output }));
  });
}

/** The text of a file that a script left in the folder of its stage; empty where it left none. */
export async function readResult({ folder }: Stage, path: string): Promise<string> {
  return readFile(join(folder, path), 'utf8').catch(() => '');
}
